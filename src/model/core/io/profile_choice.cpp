// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <algorithm>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/embedded_file.h"
#include "model/core/io/detail/profile_file.h"
#include "model/core/io/robot_profile.h"

namespace camframe {

namespace {

constexpr size_t maxRobotProfileBytes = size_t{1} << 20;

Result<RobotProfile> parseEmbedded(const EmbeddedFile& file) {
    return parseProfile(std::string(file.text), fmt::format("profile '{}'", file.name));
}

}  // namespace

std::optional<std::string> robotProfileText(const std::string& name) {
    const auto known = std::ranges::find(embeddedProfiles(), name, &EmbeddedFile::name);
    if (known == embeddedProfiles().end()) return std::nullopt;
    return std::string(known->text);
}

bool fits(const ProfilePart& part, const RobotModel& model) {
    const auto has = [&](const std::string& name) { return model.findLink(name) != -1; };
    return std::ranges::all_of(part.links, has) && std::ranges::none_of(part.absentLinks, has) &&
           (part.root.empty() || part.root == model.links()[static_cast<size_t>(model.rootLink())].name);
}

bool isNamed(const ProfilePart& part, const RobotModel& model) {
    return std::ranges::find(part.robotNames, model.name()) != part.robotNames.end();
}

Result<std::optional<RobotProfile>> readProfile(const std::string& nameOrPath) {
    const auto known = std::ranges::find(embeddedProfiles(), nameOrPath, &EmbeddedFile::name);
    if (known != embeddedProfiles().end()) return parseEmbedded(*known);
    if (nameOrPath.ends_with(".json")) {
        const Result<std::string> text = readFile(nameOrPath, maxRobotProfileBytes);
        if (!text) return tl::unexpected(text.error());
        return parseProfile(*text, nameOrPath);
    }
    if (nameOrPath.find('/') != std::string::npos || nameOrPath.find('.') != std::string::npos)
        return std::nullopt;
    return makeError(ErrorKind::Usage, "'{}' is no robot profile; give the path of a URDF or one of {}.",
                     nameOrPath, fmt::join(profileNames(), ", "));
}

Result<std::optional<RobotProfile>> profileOfUrdf(const RobotModel& model) {
    for (const EmbeddedFile& file : embeddedProfiles()) {
        Result<RobotProfile> profile = parseEmbedded(file);
        if (!profile) return tl::unexpected(profile.error());
        const ProfilePart& part = profile->parts.front();
        if (profile->parts.size() == 1 && part.drop.empty() && isNamed(part, model) && fits(part, model))
            return std::move(*profile);
    }
    return std::nullopt;
}

}  // namespace camframe
