// SPDX-License-Identifier: Apache-2.0
#include "app/commands/export_manifest.h"

#include <nlohmann/json.hpp>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

std::string manifestToJson(const ExportManifest& manifest, const fs::path& folder) {
    Json json{{"format", "camframe-export"},
              {"version", 1},
              {"tool", "camframe " CAMFRAME_VERSION},
              {"complete", manifest.complete},
              {"source", Json::object()},
              {"cameras", Json::array()},
              {"left_out", Json::array()}};
    for (const auto& [key, value] : manifest.source) json["source"][key] = value;
    for (const ExportedCamera& camera : manifest.cameras) {
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
        json["cameras"].push_back(std::move(entry));
    }
    for (const LeftOutCamera& camera : manifest.leftOut)
        json["left_out"].push_back(
            {{"episode", camera.episode}, {"camera", camera.camera}, {"reason", camera.reason}});
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

fs::path manifestPath(const fs::path& folder) {
    return folder / "manifest.json";
}

Result<void> writeManifest(const ExportManifest& manifest, const fs::path& folder) {
    return writeFileAtomically(manifestPath(folder), manifestToJson(manifest, folder));
}

}  // namespace camframe
