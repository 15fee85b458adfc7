// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "app/commands/shell.h"
#include "app/review/review_files.h"

namespace camframe {

/// What the subcommands of `camframe project` share.
struct ProjectOptions {
    std::string project;
    std::string reviewer;
    std::string query;
    std::string reason;
    std::string verdict;
    std::string other;  ///< Second project of copy and merge.
    SessionRequest request;
    std::filesystem::path results;
    std::filesystem::path calibration;
    int episode = -1;  ///< -1: all.
    std::string camera;
    bool again = false;
    bool withdraw = false;
    int wait = 0;  ///< s
};

using ProjectAction = Result<int> (*)(const ProjectOptions&, Shell&);

// project_command.cpp: the project as a whole.
Result<std::unique_ptr<ReviewStore>> openProjectOf(const ProjectOptions& options);
/// The items that --query finds, by id.
Result<std::vector<ReviewItem>> queriedItems(ReviewStore& store, const std::string& query);
nlohmann::ordered_json jsonOf(const ReviewItem& item);
void printJson(const nlohmann::ordered_json& json, Shell& shell);

// project_people.cpp: what one person does to an item.
Result<int> runProjectNext(const ProjectOptions& options, Shell& shell);
Result<int> runProjectClaim(const ProjectOptions& options, Shell& shell);
Result<int> runProjectRelease(const ProjectOptions& options, Shell& shell);
Result<int> runProjectVerdict(const ProjectOptions& options, Shell& shell);

// project_team.cpp: what several people did.
Result<int> runProjectHistory(const ProjectOptions& options, Shell& shell);
Result<int> runProjectSignOff(const ProjectOptions& options, Shell& shell);
Result<int> runProjectAgreement(const ProjectOptions& options, Shell& shell);
Result<int> runProjectMerge(const ProjectOptions& options, Shell& shell);
Result<int> runProjectCopy(const ProjectOptions& options, Shell& shell);

}  // namespace camframe
