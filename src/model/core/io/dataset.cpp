// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/core/episode.h"
#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/plain_folder_reader.h"
#include "model/core/io/profiles/guessed_profile.h"
#include "model/core/io/profiles/profile_search.h"
#include "model/core/io/profiles/profiled_reader.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr const char* plainFormat = "plain";
constexpr int mostDamagedAtFirst = 10;

/// A profile and why it was taken.
struct ChosenProfile {
    DatasetProfile profile;
    DatasetUnderstanding understanding;
};

/// What info says about a profile: doubts first.
void describe(const DatasetProfile& profile, DatasetUnderstanding& understanding) {
    for (const std::string& doubt : profile.uncertain) understanding.notes.push_back("unchecked: " + doubt);
    understanding.notes.insert(understanding.notes.end(), profile.notes.begin(), profile.notes.end());
    for (const std::string& source : profile.sources) understanding.notes.push_back("source: " + source);
}

/// The profile whose rules fit best; of equals the first. Nothing when none fits.
std::optional<ChosenProfile> bestProfile(const std::vector<DatasetProfile>& all, const DatasetFacts& facts) {
    const DatasetProfile* best = nullptr;
    ProfileMatch how;
    for (const DatasetProfile& profile : all) {
        auto match = matchProfile(profile, facts);
        if (!match) continue;
        // A person's own profile was made for this dataset.
        if (!profile.file.empty()) match->weight += 1'000'000;
        if (best == nullptr || match->weight > how.weight) {
            best = &profile;
            how = std::move(*match);
        }
    }
    if (best == nullptr) return std::nullopt;
    ChosenProfile chosen{*best, {}};
    chosen.understanding.profile = best->file.empty() ? best->name : best->file.string();
    chosen.understanding.reason = how.reason;
    return chosen;
}

/// A robot that a profile file names by path lies where the file does.
void resolveRobot(DatasetProfile& profile) {
    if (profile.file.empty() || (!profile.robot.ends_with(".json") && !profile.robot.ends_with(".urdf")))
        return;
    profile.robot = (profile.file.parent_path() / profile.robot).lexically_normal().string();
}

Result<std::unique_ptr<DatasetReader>> openRecorded(const fs::path& path, const DatasetOpenOptions& options) {
    const auto format = findDatasetFormat(path, options.format);
    if (!format) return tl::unexpected(format.error());
    auto dataset = (*format)->open(path);
    if (!dataset) return tl::unexpected(dataset.error());
    if ((*dataset)->episodeCount() == 0)
        return inputError("{} holds no episode; name a dataset that has some.", path.string());
    // What the columns mean is seen in any episode: a damaged first one must not hide the others.
    Result<RecordedEpisode> first = (*dataset)->readEpisode(0);
    for (int i = 1; !first && i < std::min((*dataset)->episodeCount(), mostDamagedAtFirst); ++i)
        if (auto next = (*dataset)->readEpisode(i)) first = std::move(next);
    if (!first) return tl::unexpected(first.error());

    const std::vector<fs::path> folders = profileFolders(options.searchPaths);
    std::optional<ChosenProfile> chosen;
    if (!options.profile.empty()) {
        auto named = findDatasetProfile(options.profile, folders);
        if (!named) return tl::unexpected(named.error());
        chosen = ChosenProfile{std::move(*named), {options.profile, "it was asked for", {}, {}, {}}};
    } else {
        chosen = bestProfile(allDatasetProfiles(folders),
                             {std::string((*format)->id), (*dataset)->name(), (*dataset)->folder(),
                              (*dataset)->robotHint(), &*first});
    }
    if (chosen) resolveRobot(chosen->profile);

    const std::string robotName = !options.robot.empty() ? options.robot
                                  : chosen               ? chosen->profile.robot
                                                         : std::string();
    std::optional<RobotLayout> robot;
    if (!robotName.empty()) {
        auto layout = readRobotLayout(robotName);
        if (!layout) return tl::unexpected(layout.error());
        robot = std::move(*layout);
    }
    if (!chosen) {
        chosen.emplace();
        chosen->understanding.reason = "no profile fits; joints were guessed from names and sizes of signals";
        chosen->profile =
            guessDatasetProfile(*first, robot ? &*robot : nullptr, chosen->understanding.assumptions);
        chosen->profile.robot = robotName;
    }
    describe(chosen->profile, chosen->understanding);
    if (!chosen->profile.refuse.empty())
        chosen->understanding.refusal = fmt::format("{}: {}", path.string(), chosen->profile.refuse);
    return makeProfiledReader(std::move(*dataset), std::move(chosen->profile), std::move(robot),
                              std::move(chosen->understanding));
}

}  // namespace

Result<std::unique_ptr<DatasetReader>> openDataset(const fs::path& path, const DatasetOpenOptions& options) {
    std::error_code error;
    if (!fs::exists(path, error))
        return inputError("Dataset {} does not exist or cannot be reached; check the path.", path.string());
    const bool plain =
        options.format == plainFormat || (options.format.empty() && looksLikePlainFolder(path));
    if (!plain) return openRecorded(path, options);
    if (!options.profile.empty())
        return makeError(
            ErrorKind::Usage,
            "--profile '{}': {} is a plain folder, which states joints and cameras itself; leave "
            "out --profile.",
            options.profile, path.string());
    return openPlainFolder(path);
}

}  // namespace camframe
