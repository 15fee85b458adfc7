// SPDX-License-Identifier: Apache-2.0
#include "app/commands/profile_begin.h"

#include <fmt/format.h>

#include "model/core/io/datasets/dataset_formats.h"
#include "model/core/io/plain_folder_reader.h"
#include "model/core/io/profiles/guessed_profile.h"

namespace camframe {

Result<std::unique_ptr<FirstLook>> lookAt(const SessionRequest& request, int episode) {
    if (request.format == "plain" || (request.format.empty() && looksLikePlainFolder(request.dataset)))
        return makeError(
            ErrorKind::Usage,
            "{} names its joints itself, in episode.json, and needs no dataset profile; go on with "
            "'camframe info' and 'camframe calibrate'.",
            request.dataset.string());
    const auto format = findDatasetFormat(request.dataset, request.format);
    if (!format) return tl::unexpected(format.error());
    auto dataset = (*format)->open(request.dataset);
    if (!dataset) return tl::unexpected(dataset.error());
    if (episode >= (*dataset)->episodeCount())
        return makeError(ErrorKind::Usage, "Episode {} does not exist: {} has episodes 0 to {}.", episode,
                         request.dataset.string(), (*dataset)->episodeCount() - 1);
    auto recorded = (*dataset)->readEpisode(episode);
    if (!recorded) return tl::unexpected(recorded.error());
    auto look = std::make_unique<FirstLook>();
    look->dataset = std::move(*dataset);
    look->episode = std::move(*recorded);
    look->facts = {std::string((*format)->id), look->dataset->name(), look->dataset->folder(),
                   look->dataset->robotHint(), &look->episode};
    return look;
}

DatasetProfile beginProfile(const SessionRequest& request, const std::string& name, const FirstLook& look,
                            const RobotLayout& robot, std::vector<std::string>& remarks) {
    DatasetProfile profile;
    int weight = 0;
    for (const DatasetProfile& known : allDatasetProfiles(profileFolders(request.profilePaths)))
        if (const auto match = matchProfile(known, look.facts);
            match && match->weight > weight && known.refuse.empty()) {
            profile = known;
            weight = match->weight;
        }
    if (weight > 0)
        remarks.push_back(fmt::format("begun from profile '{}', which fits", profile.name));
    else
        profile = guessDatasetProfile(look.episode, &robot, remarks);
    profile.name = name;
    profile.robot = request.robot;
    profile.match = {};
    profile.match.datasets = {look.facts.name};
    profile.uncertain.insert(profile.uncertain.end(), remarks.begin(), remarks.end());
    if (weight == 0)
        for (const RecordedCamera& camera : look.episode.cameras) {
            CameraMapping mapping;
            mapping.key = camera.key;
            profile.cameras.push_back(std::move(mapping));
        }
    return profile;
}

}  // namespace camframe
