// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"

namespace camframe {

/// One camera-episode in a group.
struct GroupedEpisode {
    int episode = 0;
    std::optional<double> backgroundPx;  ///< Shift against the leader's; absent: could not be compared.
    double agreement = 0;                ///< Share of the background that says so, 0..1.
    std::string check;                   ///< Verdict of the group's solution (MemberVerdict), or empty.
    std::optional<double> degrees, millimetres;  ///< Own pose against the group's, where it was checked.
};

/// Camera-episodes filmed from one place.
struct StoredGroup {
    std::string id;  ///< Camera and first episode: "front-000012"; unique in its file.
    std::string camera;
    std::vector<GroupedEpisode> members;  ///< By episode; the first is the leader.
    std::string bumpedFrom;               ///< Id of the group that this camera was moved away from, or empty.
    double bumpDegrees = 0, bumpMillimetres = 0;  ///< Had it only turned; had it only moved.
    std::string status;  ///< Of its common solution: ok, review, failed; empty: none.
    std::optional<double> risk;
};

/// groups.json, version 1:
///
///     format, version; dataset; inputs {option: text}
///     groups    [{id, camera, status, risk,
///                 members [{episode, background_px, agreement, check, rotation_deg, translation_mm}],
///                 bumped_from: null | {group, rotation_deg, translation_mm}}]
///     problems  [{episode, camera, reason}]   what could not be looked at
struct GroupFile {
    struct Problem {
        int episode = 0;
        std::string camera, reason;
        bool operator==(const Problem&) const = default;
    };
    std::string dataset;
    std::map<std::string, std::string> inputs;  ///< As provenance.inputs of results: how to open the dataset.
    std::vector<StoredGroup> groups;
    std::vector<Problem> problems;

    /// The group that holds a camera-episode, or null.
    const StoredGroup* groupOf(int episode, const std::string& camera) const;
    const StoredGroup* find(const std::string& id) const;
};

/// "front-000012": what a group is called.
std::string groupId(const std::string& camera, int firstEpisode);

std::string groupFileToJson(const GroupFile& file);
/// Refuses other formats and versions, fields of the wrong shape, an id or a camera-episode that occurs
/// twice.
Result<GroupFile> readGroupFile(const std::filesystem::path& path);
/// Writes atomically.
Result<void> writeGroupFile(const GroupFile& file, const std::filesystem::path& path);

}  // namespace camframe
