// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/lerobot_info.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <numeric>

#include "model/core/io/detail/input_limits.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Kind = LeRobotFeature::Kind;

constexpr int kMaxValuesPerRow = 1 << 20;
constexpr const char* kV2Data = "data/chunk-{episode_chunk:03d}/episode_{episode_index:06d}.parquet";
constexpr const char* kV2Video =
    "videos/chunk-{episode_chunk:03d}/{video_key}/episode_{episode_index:06d}.mp4";
constexpr const char* kV3Data = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
constexpr const char* kV3Video = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4";

Kind kindOf(const std::string& dtype) {
    if (dtype == "video") return Kind::Video;
    if (dtype == "image") return Kind::Image;
    if (dtype == "string") return Kind::Text;
    for (const char* number : {"bool", "float", "int", "uint"})
        if (dtype.starts_with(number)) return Kind::Number;
    return Kind::Other;
}

/// The forms in which names are found: a list; a list in a list; an object with one list ("motors", "axes");
/// an object of name to place. Nothing for null, other forms, and a wrong number.
std::vector<std::string> readNames(const nlohmann::json& json, size_t count) {
    if (json.is_array()) {
        if (json.size() == 1 && json.front().is_array()) return readNames(json.front(), count);
        std::vector<std::string> names;
        for (const nlohmann::json& name : json)
            if (name.is_string()) names.push_back(name.get<std::string>());
        return names.size() == count && json.size() == count ? names : std::vector<std::string>{};
    }
    if (!json.is_object()) return {};
    if (json.size() == 1 && json.begin()->is_array()) return readNames(*json.begin(), count);
    std::vector<std::string> names(json.size() == count ? count : 0);
    for (const auto& [name, place] : json.items()) {
        if (!place.is_number_integer() || place.get<int64_t>() < 0 || place.get<uint64_t>() >= names.size() ||
            !names[place.get<size_t>()].empty())
            return {};
        names[place.get<size_t>()] = name;
    }
    return names;
}

/// Finds height and width: by the names of the axes, else channels are the axis of 1, 3 or 4.
Result<void> readPictureSize(const JsonField& field, LeRobotFeature& feature) {
    const auto wrong = [&] {
        return field["shape"].error("three sizes of up to 32768: height, width, channels in any usual order");
    };
    if (feature.shape.size() != 3) return wrong();
    int height = -1, width = -1;
    for (int axis = 0; axis < 3; ++axis) {
        const JsonField name = field["names"][static_cast<size_t>(axis)];
        if (name.absent() || !name.value()->is_string()) continue;
        if (name.value()->get_ref<const std::string&>() == "height") height = axis;
        if (name.value()->get_ref<const std::string&>() == "width") width = axis;
    }
    if (height < 0 || width < 0) {
        const auto channels = [&](size_t axis) {
            return feature.shape[axis] == 1 || feature.shape[axis] == 3 || feature.shape[axis] == 4;
        };
        if (!channels(2) && !channels(0)) return wrong();
        height = channels(2) ? 0 : 1;
        width = height + 1;
    }
    feature.height = feature.shape[static_cast<size_t>(height)];
    feature.width = feature.shape[static_cast<size_t>(width)];
    if (feature.height > kMaxSide || feature.width > kMaxSide) return wrong();
    return {};
}

/// Of a depth video: all four values, or nothing.
std::optional<DepthCoding> readCoding(const JsonField& info) {
    DepthCoding coding;
    for (const auto& [key, to] : {std::pair{"video.depth_min", &coding.nearest},
                                  {"video.depth_max", &coding.farthest},
                                  {"video.shift", &coding.shift}}) {
        const auto value = info[key].number("a length in metres");
        if (!value) return {};
        *to = *value;
    }
    const JsonField logarithm = info["video.use_log"];
    if (logarithm.absentOrNull() || !logarithm.value()->is_boolean()) return {};
    coding.logarithmic = logarithm.value()->get<bool>();
    return coding.valid() ? std::optional(coding) : std::nullopt;
}

Result<LeRobotFeature> readFeature(const JsonField& features, const std::string& key) {
    const JsonField field = features[key];
    LeRobotFeature feature;
    feature.key = key;
    auto dtype = field["dtype"].string("a type such as \"float32\", \"int64\", \"video\" or \"image\"");
    if (!dtype) return tl::unexpected(dtype.error());
    feature.dtype = std::move(*dtype);
    feature.kind = kindOf(feature.dtype);

    constexpr const char* kShape = "a list of up to 4 sizes above 0";
    const JsonField shape = field["shape"];
    const auto dimensions = shape.arraySize(kShape);
    if (!dimensions) return tl::unexpected(dimensions.error());
    if (*dimensions > 4) return shape.error(kShape);
    const bool picture = feature.kind == Kind::Video || feature.kind == Kind::Image;
    int64_t count = 1;
    for (size_t i = 0; i < *dimensions; ++i) {
        const auto size = shape[i].integer(1, kMaxValuesPerRow);
        if (!size) return tl::unexpected(size.error());
        feature.shape.push_back(*size);
        count *= *size;
        if (!picture && count > kMaxValuesPerRow) return shape.error("at most a million values per frame");
    }
    if (picture) {
        if (const auto sized = readPictureSize(field, feature); !sized) return tl::unexpected(sized.error());
    } else if (const JsonField names = field["names"]; !names.absentOrNull()) {
        feature.names = readNames(*names.value(), static_cast<size_t>(count));
    }
    for (const char* member : {"info", "video_info"})
        for (const char* prefix : {"", "video."}) {
            const JsonField info = field[member];
            if (const JsonField depth = info[std::string(prefix) + "is_depth_map"];
                !depth.absentOrNull() && depth.value()->is_boolean())
                feature.depth |= depth.value()->get<bool>();
            if (const JsonField codec = info[std::string(prefix) + "codec"];
                !codec.absentOrNull() && codec.value()->is_string())
                feature.codec = codec.value()->get<std::string>();
        }
    if (feature.depth && feature.kind == Kind::Video) feature.coding = readCoding(field["info"]);
    return feature;
}

/// Replaces {name}, {name:d} and {name:0Nd} as Python's str.format does; a text that is not such a template
/// gives nothing.
std::optional<std::string> fill(const std::string& path, const std::map<std::string, int64_t>& numbers,
                                const std::string& videoKey) {
    std::string out;
    for (size_t at = 0; at < path.size(); ++at) {
        if (path[at] == '}') return {};
        if (path[at] != '{') {
            out += path[at];
            continue;
        }
        const size_t end = path.find('}', at);
        if (end == std::string::npos) return {};
        const std::string field = path.substr(at + 1, end - at - 1);
        const size_t colon = std::min(field.find(':'), field.size());
        const std::string name = field.substr(0, colon);
        std::string format = colon < field.size() ? field.substr(colon + 1) : "";
        at = end;
        if (name == "video_key" && format.empty()) {
            out += videoKey;
            continue;
        }
        const auto number = numbers.find(name);
        if (number == numbers.end()) return {};
        if (!format.empty() && format.back() == 'd') format.pop_back();
        int digits = 0;
        const auto [stop, error] = std::from_chars(format.data(), format.data() + format.size(), digits);
        if (!format.empty() &&
            (error != std::errc() || stop != format.data() + format.size() || digits < 0 || digits > 20))
            return {};
        out += fmt::format("{:0{}}", number->second, digits);
    }
    return out;
}

bool staysInside(const fs::path& path) {
    return !path.empty() && !path.is_absolute() && std::ranges::find(path, fs::path("..")) == path.end() &&
           path.string().find('\0') == std::string::npos;
}

Result<fs::path> place(const LeRobotInfo& info, const std::string& path, const char* field,
                       const LeRobotInfo::Place& at) {
    if (at.episode < 0 || at.chunk < 0 || at.file < 0)
        return inputError("{}: the index of episode {} names no chunk and file; write the index anew.",
                          info.folder.string(), at.episode);
    const auto text = fill(path,
                           {{"episode_index", at.episode},
                            {"episode_chunk", at.episode / info.chunksSize},
                            {"chunk_index", at.chunk},
                            {"file_index", at.file}},
                           at.videoKey);
    if (!text || !staysInside(*text))
        return inputError(
            "{}: field '{}' is \"{}\"; give a path inside the dataset with the fields of its version, such "
            "as \"{}\".",
            (info.folder / "meta/info.json").string(), field, path, info.major == 2 ? kV2Data : kV3Data);
    return info.folder / *text;
}

std::optional<int64_t> total(const JsonField& field) {
    if (field.absentOrNull() || !field.value()->is_number_integer()) return {};
    return field.value()->get<int64_t>();
}

Result<void> readVersion(const JsonField& field, LeRobotInfo& info) {
    constexpr const char* kVersions = "a version that is read: \"v2.0\", \"v2.1\" or \"v3.0\"";
    auto version = field.string(kVersions);
    if (!version) return tl::unexpected(version.error());
    info.version = std::move(*version);
    if (info.version.starts_with("v2."))
        info.major = 2;
    else if (info.version.starts_with("v3."))
        info.major = 3;
    else
        return field.error(std::string(kVersions) + "; LeRobot's own scripts convert older ones");
    if (info.version != "v2.0" && info.version != "v2.1" && info.version != "v3.0")
        info.warnings.push_back(
            fmt::format("LeRobot {} is newer than what is known here; it is read like v{}.{}", info.version,
                        info.major, info.major == 2 ? 1 : 0));
    return {};
}

}  // namespace

Result<LeRobotInfo> LeRobotInfo::read(const fs::path& folder) {
    const fs::path file = folder / "meta" / "info.json";
    const auto document = readJson(file);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, file.string());

    LeRobotInfo info;
    info.folder = fs::absolute(folder).lexically_normal();
    if (const auto read = readVersion(root["codebase_version"], info); !read)
        return tl::unexpected(read.error());
    if (const JsonField robot = root["robot_type"]; !robot.absentOrNull() && robot.value()->is_string())
        info.robotType = robot.value()->get<std::string>();
    constexpr const char* kFps = "frames per second above 0";
    const auto fps = root["fps"].number(kFps);
    if (!fps) return tl::unexpected(fps.error());
    if (*fps <= 0) return root["fps"].error(kFps);
    info.fps = *fps;
    if (const JsonField size = root["chunks_size"]; !size.absentOrNull()) {
        const auto value = size.integer(1, 1'000'000'000);
        if (!value) return tl::unexpected(value.error());
        info.chunksSize = *value;
    }
    info.totalEpisodes = total(root["total_episodes"]);
    info.totalFrames = total(root["total_frames"]);
    info.totalTasks = total(root["total_tasks"]);

    const JsonField features = root["features"];
    if (features.absentOrNull() || !features.value()->is_object() || features.value()->empty())
        return features.error("an object with one entry per column");
    for (const auto& [key, ignored] : features.value()->items()) {
        auto feature = readFeature(features, key);
        if (!feature) return tl::unexpected(feature.error());
        if (feature->kind == Kind::Other)
            info.warnings.push_back(
                fmt::format("feature '{}' has the unknown type '{}' and is left out", key, feature->dtype));
        if (feature->kind == Kind::Number && feature->names.empty() &&
            !features[key]["names"].absentOrNull() && feature->shape.size() == 1 && feature->shape[0] > 1)
            info.warnings.push_back(
                fmt::format("the names of feature '{}' do not fit its {} values and are left out", key,
                            feature->shape[0]));
        info.features.push_back(std::move(*feature));
    }

    // Checked with numbers at hand, so that a template that leads outside is refused before anything is read.
    const auto readPath = [&](const char* field, const char* otherwise, std::string& out) -> Result<void> {
        out = otherwise;
        if (const JsonField path = root[field]; !path.absentOrNull()) {
            auto text = path.string(otherwise);
            if (!text) return tl::unexpected(text.error());
            out = std::move(*text);
        }
        const auto placed = place(info, out, field, {.episode = 0, .videoKey = "key"});
        if (!placed) return tl::unexpected(placed.error());
        return {};
    };
    if (const auto path = readPath("data_path", info.major == 2 ? kV2Data : kV3Data, info.dataPath); !path)
        return tl::unexpected(path.error());
    if (const auto path = readPath("video_path", info.major == 2 ? kV2Video : kV3Video, info.videoPath);
        !path)
        return tl::unexpected(path.error());
    return info;
}

const LeRobotFeature* LeRobotInfo::find(std::string_view key) const {
    const auto found = std::ranges::find(features, key, &LeRobotFeature::key);
    return found == features.end() ? nullptr : &*found;
}

std::vector<std::string> LeRobotInfo::videoKeys() const {
    std::vector<std::string> keys;
    for (const LeRobotFeature& feature : features)
        if (feature.kind == Kind::Video) keys.push_back(feature.key);
    return keys;
}

Result<fs::path> LeRobotInfo::dataFile(const Place& at) const {
    return place(*this, dataPath, "data_path", at);
}

Result<fs::path> LeRobotInfo::videoFile(const Place& at) const {
    return place(*this, videoPath, "video_path", at);
}

}  // namespace camframe
