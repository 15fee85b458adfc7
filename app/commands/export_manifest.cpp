// SPDX-License-Identifier: Apache-2.0
#include "app/commands/export_manifest.h"

#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr const char* kFormat = "camframe-export";
constexpr size_t kMostBytes = size_t{4} << 30;

Json cameraToJson(const ExportedCamera& camera, const fs::path& folder) {
    Json entry{{"episode", camera.episode},
               {"camera", camera.camera},
               {"file", camera.file.lexically_relative(folder).generic_string()},
               {"status", toString(camera.status)},
               {"frames", camera.frames},
               {"valid_frames", camera.validFrames},
               {"frame_range", camera.frameRange.empty() ? "all" : camera.frameRange},
               {"calibration_id", camera.calibrationId},
               {"calibration", camera.calibrationPath}};
    if (!camera.review.verdict.empty())
        entry["review"] = {{"verdict", camera.review.verdict},
                           {"reviewer", camera.review.reviewer},
                           {"time", camera.review.time},
                           {"tags", camera.review.tags}};
    return entry;
}

Json leftOutToJson(const LeftOutCamera& camera) {
    return {{"episode", camera.episode}, {"camera", camera.camera}, {"reason", camera.reason}};
}

CalibrationStatus statusOf(const std::string& word) {
    for (const CalibrationStatus status : {CalibrationStatus::Ok, CalibrationStatus::Review})
        if (word == toString(status)) return status;
    return CalibrationStatus::Failed;
}

/// Throws what the JSON library throws.
ExportedCamera cameraFromJson(const Json& json, const fs::path& folder) {
    ExportedCamera out;
    out.episode = json.at("episode").get<int>();
    out.camera = json.at("camera").get<std::string>();
    out.file = folder / json.at("file").get<std::string>();
    out.status = statusOf(json.at("status").get<std::string>());
    out.frames = json.at("frames").get<size_t>();
    out.validFrames = json.at("valid_frames").get<size_t>();
    out.frameRange = json.at("frame_range").get<std::string>();
    if (out.frameRange == "all") out.frameRange.clear();
    out.calibrationId = json.at("calibration_id").get<std::string>();
    out.calibrationPath = json.at("calibration").get<std::string>();
    if (json.contains("review")) {
        const Json& review = json["review"];
        out.review = {review.at("verdict").get<std::string>(), review.at("reviewer").get<std::string>(),
                      review.at("time").get<std::string>(), review.at("tags").get<std::string>()};
    }
    return out;
}

LeftOutCamera leftOutFromJson(const Json& json) {
    return {json.at("episode").get<int>(), json.at("camera").get<std::string>(),
            json.at("reason").get<std::string>()};
}

}  // namespace

std::string manifestToJson(const ExportManifest& manifest, const fs::path& folder) {
    Json json{{"format", kFormat},
              {"version", 1},
              {"tool", "camframe " CAMFRAME_VERSION},
              {"content", manifest.format},
              {"options", manifest.options},
              {"complete", manifest.complete},
              {"source", Json::object()},
              {"cameras", Json::array()},
              {"left_out", Json::array()}};
    for (const auto& [key, value] : manifest.source) json["source"][key] = value;
    for (const ExportedCamera& camera : manifest.cameras)
        json["cameras"].push_back(cameraToJson(camera, folder));
    for (const LeftOutCamera& camera : manifest.leftOut) json["left_out"].push_back(leftOutToJson(camera));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<ExportManifest> readManifest(const fs::path& folder) {
    const fs::path path = manifestPath(folder);
    const Result<std::string> text = readFile(path, kMostBytes);
    if (!text) return tl::unexpected(text.error());
    try {
        const Json json = Json::parse(*text);
        if (json.at("format") != kFormat || json.at("version") != 1)
            return inputError("{}: format is not \"{}\", version 1; give the folder of an export.",
                              path.string(), kFormat);
        ExportManifest out;
        out.format = json.value("content", "");
        out.options = json.value("options", "");
        out.complete = json.at("complete").get<bool>();
        out.source = json.at("source").get<std::map<std::string, std::string>>();
        for (const Json& camera : json.at("cameras")) out.cameras.push_back(cameraFromJson(camera, folder));
        for (const Json& camera : json.at("left_out")) out.leftOut.push_back(leftOutFromJson(camera));
        return out;
    } catch (const Json::exception&) {
        return inputError("{} is not what 'camframe export' writes; give the folder of an export.",
                          path.string());
    }
}

std::string episodeLinesToJson(const EpisodeLines& lines, const fs::path& folder) {
    Json json{{"episode", lines.episode}, {"cameras", Json::array()}, {"left_out", Json::array()}};
    for (const ExportedCamera& camera : lines.cameras)
        json["cameras"].push_back(cameraToJson(camera, folder));
    for (const LeftOutCamera& camera : lines.leftOut) json["left_out"].push_back(leftOutToJson(camera));
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<EpisodeLines> episodeLinesFromJson(const std::string& text, const fs::path& folder) {
    try {
        const Json json = Json::parse(text);
        EpisodeLines out;
        out.episode = json.at("episode").get<int>();
        for (const Json& camera : json.at("cameras")) out.cameras.push_back(cameraFromJson(camera, folder));
        for (const Json& camera : json.at("left_out")) out.leftOut.push_back(leftOutFromJson(camera));
        return out;
    } catch (const Json::exception&) {
        return std::nullopt;
    }
}

fs::path manifestPath(const fs::path& folder) {
    return folder / "manifest.json";
}

Result<void> writeManifest(const ExportManifest& manifest, const fs::path& folder) {
    return writeFileAtomically(manifestPath(folder), manifestToJson(manifest, folder));
}

}  // namespace camframe
