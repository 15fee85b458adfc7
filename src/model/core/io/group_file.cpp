// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/group_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kGroupsFormat = "camframe-groups";
constexpr int kGroupsVersion = 1;
constexpr int kMostEpisodes = 100'000'000;

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}
Json orNull(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

Result<std::string> textOrNone(const JsonField& field) {
    if (field.absentOrNull()) return std::string();
    return field.string("a text or null");
}

Result<std::optional<double>> numberOrNone(const JsonField& field) {
    if (field.absentOrNull()) return std::optional<double>();
    auto value = field.number("a number or null");
    if (!value) return tl::unexpected(value.error());
    return std::optional(*value);
}

Result<GroupedEpisode> memberFrom(const JsonField& field) {
    GroupedEpisode out;
    const auto episode = field["episode"].integer(0, kMostEpisodes);
    const auto px = numberOrNone(field["background_px"]), agreement = numberOrNone(field["agreement"]),
               degrees = numberOrNone(field["rotation_deg"]), mm = numberOrNone(field["translation_mm"]);
    const auto check = textOrNone(field["check"]);
    if (!episode) return tl::unexpected(episode.error());
    for (const auto* value : {&px, &agreement, &degrees, &mm})
        if (!*value) return tl::unexpected(value->error());
    if (!check) return tl::unexpected(check.error());
    return GroupedEpisode{*episode, *px, agreement->value_or(0), *check, *degrees, *mm};
}

Result<StoredGroup> groupFrom(const JsonField& field) {
    StoredGroup out;
    const auto id = field["id"].string("the group's name"),
               camera = field["camera"].string("a camera's name"), status = textOrNone(field["status"]);
    const auto risk = numberOrNone(field["risk"]);
    for (const auto* text : {&id, &camera, &status})
        if (!*text) return tl::unexpected(text->error());
    if (!risk) return tl::unexpected(risk.error());
    out.id = *id;
    out.camera = *camera;
    out.status = *status;
    out.risk = *risk;
    const auto count = field["members"].arraySize("a list of episodes");
    if (!count) return tl::unexpected(count.error());
    if (*count == 0) return field["members"].error("at least one episode");
    for (size_t i = 0; i < *count; ++i) {
        auto member = memberFrom(field["members"][i]);
        if (!member) return tl::unexpected(member.error());
        out.members.push_back(std::move(*member));
    }
    if (const JsonField bump = field["bumped_from"]; !bump.absentOrNull()) {
        const auto from = bump["group"].string("the name of a group");
        const auto degrees = bump["rotation_deg"].number("degrees"),
                   mm = bump["translation_mm"].number("millimetres");
        if (!from) return tl::unexpected(from.error());
        if (!degrees || !mm) return tl::unexpected(degrees ? mm.error() : degrees.error());
        out.bumpedFrom = *from;
        out.bumpDegrees = *degrees;
        out.bumpMillimetres = *mm;
    }
    return out;
}

}  // namespace

std::string groupId(const std::string& camera, int firstEpisode) {
    return fmt::format("{}-{:06d}", camera, firstEpisode);
}

const StoredGroup* GroupFile::groupOf(int episode, const std::string& camera) const {
    for (const StoredGroup& group : groups)
        if (group.camera == camera &&
            std::ranges::find(group.members, episode, &GroupedEpisode::episode) != group.members.end())
            return &group;
    return nullptr;
}

const StoredGroup* GroupFile::find(const std::string& id) const {
    const auto found = std::ranges::find(groups, id, &StoredGroup::id);
    return found == groups.end() ? nullptr : &*found;
}

std::string groupFileToJson(const GroupFile& file) {
    Json json{{"format", kGroupsFormat},
              {"version", kGroupsVersion},
              {"dataset", file.dataset},
              {"inputs", file.inputs}};
    json["groups"] = Json::array();
    for (const StoredGroup& group : file.groups) {
        Json members = Json::array();
        for (const GroupedEpisode& member : group.members)
            members.push_back({{"episode", member.episode},
                               {"background_px", orNull(member.backgroundPx)},
                               {"agreement", member.agreement},
                               {"check", orNull(member.check)},
                               {"rotation_deg", orNull(member.degrees)},
                               {"translation_mm", orNull(member.millimetres)}});
        Json bump;
        if (!group.bumpedFrom.empty())
            bump = {{"group", group.bumpedFrom},
                    {"rotation_deg", group.bumpDegrees},
                    {"translation_mm", group.bumpMillimetres}};
        json["groups"].push_back({{"id", group.id},
                                  {"camera", group.camera},
                                  {"status", orNull(group.status)},
                                  {"risk", orNull(group.risk)},
                                  {"members", std::move(members)},
                                  {"bumped_from", std::move(bump)}});
    }
    json["problems"] = Json::array();
    for (const GroupFile::Problem& problem : file.problems)
        json["problems"].push_back(
            {{"episode", problem.episode}, {"camera", problem.camera}, {"reason", problem.reason}});
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<GroupFile> readGroupFile(const std::filesystem::path& path) {
    const auto document = readJson(path);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, path.string());
    const auto format = root["format"].string(kGroupsFormat);
    if (!format) return tl::unexpected(format.error());
    if (*format != kGroupsFormat) return root["format"].error(kGroupsFormat);
    if (const auto version = root["version"].integer(1, kGroupsVersion); !version)
        return tl::unexpected(version.error());
    GroupFile out;
    const auto dataset = textOrNone(root["dataset"]);
    if (!dataset) return tl::unexpected(dataset.error());
    out.dataset = *dataset;
    if (const JsonField inputs = root["inputs"]; !inputs.absentOrNull()) {
        if (!inputs.value()->is_object()) return inputs.error("an object of texts");
        for (const auto& [name, text] : inputs.value()->items()) {
            if (!text.is_string()) return inputs[name].error("a text");
            out.inputs[name] = text.get<std::string>();
        }
    }
    const auto count = root["groups"].arraySize("a list of groups");
    if (!count) return tl::unexpected(count.error());
    std::set<std::string> ids;
    std::set<std::pair<std::string, int>> seen;
    for (size_t i = 0; i < *count; ++i) {
        auto group = groupFrom(root["groups"][i]);
        if (!group) return tl::unexpected(group.error());
        if (!ids.insert(group->id).second) return root["groups"][i]["id"].error("a name that is not taken");
        for (const GroupedEpisode& member : group->members)
            if (!seen.insert({group->camera, member.episode}).second)
                return inputError("{}: episode {} of camera '{}' is in two groups; remove one.",
                                  path.string(), member.episode, group->camera);
        std::ranges::stable_sort(group->members, {}, &GroupedEpisode::episode);
        out.groups.push_back(std::move(*group));
    }
    if (const JsonField problems = root["problems"]; !problems.absentOrNull()) {
        const auto told = problems.arraySize("a list");
        if (!told) return tl::unexpected(told.error());
        for (size_t i = 0; i < *told; ++i) {
            const auto episode = problems[i]["episode"].integer(0, kMostEpisodes);
            const auto camera = textOrNone(problems[i]["camera"]), reason = textOrNone(problems[i]["reason"]);
            if (!episode) return tl::unexpected(episode.error());
            if (!camera || !reason) return tl::unexpected(camera ? reason.error() : camera.error());
            out.problems.push_back({*episode, *camera, *reason});
        }
    }
    return out;
}

Result<void> writeGroupFile(const GroupFile& file, const std::filesystem::path& path) {
    return writeFileAtomically(path, groupFileToJson(file));
}

}  // namespace camframe
