// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <nlohmann/json.hpp>

#include "model/core/io/datasets/lerobot_unit.h"
#include "model/core/io/depth_video.h"

namespace camframe {

/// Entries of `features` in meta/info.json.

inline nlohmann::ordered_json columnFeature(const LeRobotColumn& column) {
    using Json = nlohmann::ordered_json;
    constexpr std::array kTypes = {"float32", "bool", "string"};
    return {{"dtype", kTypes[static_cast<size_t>(column.type)]},
            {"shape", {column.width}},
            {"names", column.names.empty() ? Json(nullptr) : Json(column.names)}};
}

/// Colours as VideoWriter writes them; depth as LeRobot 0.6 describes its own, where "video.is_depth_map" is
/// what older versions look for.
inline nlohmann::ordered_json videoFeature(const LeRobotVideo& video, double fps) {
    using Json = nlohmann::ordered_json;
    const int channels = video.depth ? 1 : 3;
    Json info{{"video.height", video.height},
              {"video.width", video.width},
              {"video.codec", video.depth ? DepthVideoWriter::kCodec : "h264"},
              {"video.pix_fmt", video.depth ? DepthVideoWriter::kPixels : "yuv420p"},
              {"video.is_depth_map", video.depth},
              {"video.fps", fps},
              {"video.channels", channels},
              {"has_audio", false}};
    if (video.depth) {
        const DepthCoding coding;
        info["is_depth_map"] = true;
        info["video.g"] = DepthVideoWriter::kKeyInterval;
        info["video.extra_options"] = {{"x265-params", "lossless=1"}};
        info["video.depth_min"] = coding.nearest;
        info["video.depth_max"] = coding.farthest;
        info["video.shift"] = coding.shift;
        info["video.use_log"] = coding.logarithmic;
        info["depth_unit"] = "mm";  // of the statistics
    }
    return {{"dtype", "video"},
            {"shape", {video.height, video.width, channels}},
            {"names", {"height", "width", "channels"}},
            {"info", std::move(info)}};
}

}  // namespace camframe
