// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/dataset_profile.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/core/io/detail/field_reader.h"
#include "model/core/io/profiles/dataset_profile_words.h"

namespace camframe {

namespace {

constexpr size_t mostEntries = 256;
constexpr int mostColumns = 100'000;
constexpr int largestSide = 32768;

template <class T, size_t N>
T readWord(FieldReader& read, const JsonField& field, const Words<T, N>& words, T fallback) {
    if (field.absent()) return fallback;
    std::string expected;
    for (const auto& [word, meaning] : words) {
        if (field.value()->is_string() && field.value()->get_ref<const std::string&>() == word)
            return meaning;
        expected += (expected.empty() ? "one of " : ", ") + std::string(word);
    }
    read.fail(field, expected);
    return fallback;
}

size_t listSize(FieldReader& read, const JsonField& field, std::string_view expected) {
    const size_t size = read.take(field.arraySize(expected));
    if (size > mostEntries) read.fail(field, "at most 256 entries");
    return std::min(size, mostEntries);
}

std::vector<double> numbers(FieldReader& read, const JsonField& field, std::string_view expected) {
    std::vector<double> out;
    if (field.absent()) return out;
    const size_t size = listSize(read, field, expected);
    for (size_t i = 0; i < size; ++i) out.push_back(read.take(field[i].number("a finite number")));
    return out;
}

bool flag(FieldReader& read, const JsonField& field) {
    if (field.absent()) return false;
    if (!field.value()->is_boolean()) {
        read.fail(field, "true or false");
        return false;
    }
    return field.value()->get<bool>();
}

std::vector<std::string> texts(FieldReader& read, const JsonField& field) {
    return read.names(field, false, "a list of texts");
}

/// "start:stop:step", as the columns of an array are cut elsewhere; step may be left out.
std::optional<SignalColumns::Slice> parseSlice(const std::string& text) {
    SignalColumns::Slice slice;
    int* const parts[] = {&slice.start, &slice.stop, &slice.step};
    size_t part = 0;
    const char* at = text.data();
    const char* const end = at + text.size();
    for (;;) {
        const auto [next, error] = std::from_chars(at, end, *parts[part]);
        if (error != std::errc() || *parts[part] < 0 || *parts[part] > mostColumns) return std::nullopt;
        ++part;
        if (next == end) break;
        if (*next != ':' || part == 3) return std::nullopt;
        at = next + 1;
    }
    if (part < 2 || slice.step < 1 || slice.stop <= slice.start) return std::nullopt;
    return slice;
}

SignalColumns readColumns(FieldReader& read, const JsonField& owner) {
    SignalColumns out;
    out.signals = read.names(owner["signals"], true, "a list of keys of signals");
    const JsonField columns = owner["columns"];
    if (columns.absent()) return out;
    constexpr std::string_view expected =
        "a text \"start:stop\" or \"start:stop:step\" with stop after start, or a list of column numbers or "
        "column names";
    if (columns.value()->is_string()) {
        out.slice = parseSlice(columns.value()->get_ref<const std::string&>());
        if (!out.slice) read.fail(columns, expected);
        return out;
    }
    const size_t size = listSize(read, columns, expected);
    if (size == 0) read.fail(columns, expected);
    for (size_t i = 0; i < size; ++i) {
        if (columns[i].value()->is_string())
            out.names.push_back(read.text(columns[i], true, "a column's name"));
        else
            out.indices.push_back(read.take(columns[i].integer(-mostColumns, mostColumns)));
    }
    if (!out.names.empty() && !out.indices.empty()) read.fail(columns, "either numbers or names");
    return out;
}

JointMapping readJoints(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"signals", "columns", "unit", "from", "to", "signs", "offsets", "names"});
    JointMapping out;
    out.columns = readColumns(read, field);
    out.unit = readWord(read, field["unit"], unitWords, ValueUnit::Radians);
    out.signs = numbers(read, field["signs"], "a list of 1 and -1, one per joint");
    for (size_t i = 0; i < out.signs.size(); ++i)
        if (std::abs(out.signs[i]) != 1) read.fail(field["signs"][i], "1 or -1");
    out.offsets = numbers(read, field["offsets"], "a list of numbers (rad or m), one per joint");
    out.names = read.names(field["names"], false, "a list of the robot's joints");
    if (out.unit == ValueUnit::Normalised) {
        const auto from = read.take(field["from"].numbers(2, "the two recorded values that 'to' explains"));
        if (from.size() == 2) {
            out.normalisedFrom = {from[0], from[1]};
            if (from[0] == from[1]) read.fail(field["from"], "two different values");
        }
        const JsonField to = field["to"];
        const size_t size = listSize(read, to, "a list of pairs (rad or m), one per joint");
        if (size == 0) read.fail(to, "a list of pairs (rad or m), one per joint");
        for (size_t i = 0; i < size; ++i) {
            const auto pair = read.take(to[i].numbers(2, "two joint values (rad or m)"));
            if (pair.size() == 2) out.normalisedTo.push_back({pair[0], pair[1]});
        }
    } else {
        for (const char* member : {"from", "to"})
            if (!field[member].absent()) read.fail(field[member], "it with \"unit\": \"normalised\" only");
    }
    return out;
}

bool isEulerOrder(std::string order) {
    const bool lower = std::ranges::all_of(order, [](char c) { return c >= 'x' && c <= 'z'; });
    const bool upper = std::ranges::all_of(order, [](char c) { return c >= 'X' && c <= 'Z'; });
    if (order.size() != 3 || (!lower && !upper)) return false;
    return order[0] != order[1] && order[1] != order[2];
}

/// A transform as URDF writes one, see FieldReader::pose().
RigidTransform readTransform(FieldReader& read, const JsonField& field) {
    if (field.absent()) return RigidTransform::Identity();
    read.onlyMembers(field, {"xyz", "rpy"});
    return read.pose(field);
}

PoseMapping readPose(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"signals", "columns", "unit", "rotation", "euler_order", "angle_unit", "link",
                             "origin", "body"});
    PoseMapping out;
    out.columns = readColumns(read, field);
    const ValueUnit unit = readWord(read, field["unit"], unitWords, ValueUnit::Metres);
    if (unit != ValueUnit::Metres && unit != ValueUnit::Millimetres) read.fail(field["unit"], "m or mm");
    out.millimetres = unit == ValueUnit::Millimetres;
    if (field["rotation"].absent()) read.fail(field["rotation"], "how the rotation is written");
    out.rotation = readWord(read, field["rotation"], rotationWords, RotationKind::Euler);
    if (!field["euler_order"].absent()) {
        out.eulerOrder = read.text(field["euler_order"], true, "three axes such as xyz or XYZ");
        if (!isEulerOrder(out.eulerOrder))
            read.fail(field["euler_order"],
                      "three axes without a repetition side by side: xyz ... for static axes, XYZ ... for "
                      "moved ones");
    }
    const ValueUnit angle = readWord(read, field["angle_unit"], unitWords, ValueUnit::Radians);
    if (angle != ValueUnit::Radians && angle != ValueUnit::Degrees)
        read.fail(field["angle_unit"], "rad or deg");
    out.degrees = angle == ValueUnit::Degrees;
    out.link = read.text(field["link"], true, "the link of the robot that the poses place");
    out.baseFromOrigin = readTransform(read, field["origin"]);
    out.linkFromBody = readTransform(read, field["body"]);
    return out;
}

GripperMapping readGripper(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"mode", "signal", "column", "open", "closed", "threshold", "start"});
    GripperMapping out;
    out.mode = readWord(read, field["mode"], gripperWords, GripperMode::Recorded);
    if (!field["start"].absent()) {
        out.start = read.take(field["start"].number("the openness, 0 closed to 1 open"));
        if (out.start < 0 || out.start > 1 || out.mode == GripperMode::Recorded)
            read.fail(field["start"], "an openness from 0 to 1, for the modes integrated and constant");
    }
    if (out.mode == GripperMode::Constant) {
        for (const char* member : {"signal", "column", "open", "closed", "threshold"})
            if (!field[member].absent()) read.fail(field[member], "'start' only where the mode is constant");
        return out;
    }
    out.signal = read.text(field["signal"], true, "the key of the signal that holds the gripper");
    if (!field["column"].absent()) out.column = read.take(field["column"].integer(-mostColumns, mostColumns));
    out.open = read.take(field["open"].number("the recorded value of the open gripper"));
    out.closed = read.take(field["closed"].number("the recorded value of the closed gripper"));
    if (out.open == out.closed) read.fail(field["closed"], "a value other than 'open'");
    if (!field["threshold"].absent()) {
        const double threshold = read.take(field["threshold"].number("a value between open and closed"));
        if ((threshold - out.open) * (threshold - out.closed) >= 0 || out.mode != GripperMode::Recorded)
            read.fail(field["threshold"], "a value between 'open' and 'closed', for the mode recorded");
        out.threshold = threshold;
    }
    return out;
}

ArmMapping readArmMapping(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"name", "joints", "pose", "gripper"});
    ArmMapping out;
    out.name = read.text(field["name"], true, "the robot's arm: left for one arm");
    if (!field["joints"].absent()) out.joints = readJoints(read, field["joints"]);
    if (!field["pose"].absent()) out.pose = readPose(read, field["pose"]);
    if (!field["gripper"].absent()) out.gripper = readGripper(read, field["gripper"]);
    if (!out.joints && !out.pose) read.fail(field["joints"], "it or 'pose'");
    return out;
}

ProfileIntrinsics readIntrinsics(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"size", "K", "distortion", "source", "estimated"});
    ProfileIntrinsics out;
    const JsonField size = field["size"];
    if (read.take(size.arraySize("width and height of the pictures that K is for")) != 2)
        read.fail(size, "width and height of the pictures that K is for");
    out.width = read.take(size[0].integer(1, largestSide));
    out.height = read.take(size[1].integer(1, largestSide));
    const auto k = read.take(field["K"].numbers(4, "fx, fy, cx, cy in pixels"));
    if (k.size() == 4) out.k = Eigen::Map<const Eigen::Vector4d>(k.data());
    if (k.size() == 4 && !(k[0] > 0 && k[1] > 0)) read.fail(field["K"], "focal lengths above 0");
    if (!field["distortion"].absent()) out.distortion = read.take(field["distortion"].distortion());
    out.source = read.text(field["source"], true, "where K is from, in words");
    out.estimated = flag(read, field["estimated"]);
    return out;
}

CameraMapping readCamera(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"key", "name", "wrist", "ignore", "swap_colours", "intrinsics"});
    CameraMapping out;
    out.key = read.text(field["key"], true, "the camera's key in the dataset");
    out.name = read.text(field["name"], false);
    out.wrist = flag(read, field["wrist"]);
    out.ignore = flag(read, field["ignore"]);
    out.swapColours = flag(read, field["swap_colours"]);
    if (const JsonField list = field["intrinsics"]; !list.absent())
        for (size_t i = 0, size = listSize(read, list, "a list, one entry per picture size"); i < size; ++i)
            out.intrinsics.push_back(readIntrinsics(read, list[i]));
    return out;
}

DatasetMatch readMatch(FieldReader& read, const JsonField& field) {
    DatasetMatch out;
    if (field.absent()) return out;
    read.onlyMembers(field, {"formats", "datasets", "robots", "signals", "cameras"});
    out.formats = texts(read, field["formats"]);
    out.datasets = texts(read, field["datasets"]);
    out.robots = texts(read, field["robots"]);
    out.signals = texts(read, field["signals"]);
    out.cameras = texts(read, field["cameras"]);
    return out;
}

}  // namespace

Result<DatasetProfile> parseDatasetProfile(const std::string& text, const std::string& what) {
    const Result<nlohmann::json> document = parseJson(text, what);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, what);
    FieldReader read;
    read.onlyMembers(root, {"format", "version", "name", "title", "sources", "notes", "uncertain", "match",
                            "refuse", "robot", "base_link", "fps", "stride", "arms", "cameras"});
    if (root["format"].absent() || *root["format"].value() != "camframe-dataset-profile")
        read.fail(root["format"], "\"camframe-dataset-profile\"");
    read.take(root["version"].integer(1, 1));
    DatasetProfile out;
    out.name = read.text(root["name"]);
    out.title = read.text(root["title"], false, "a text");
    out.sources = texts(read, root["sources"]);
    out.notes = texts(read, root["notes"]);
    out.uncertain = texts(read, root["uncertain"]);
    out.match = readMatch(read, root["match"]);
    out.refuse = read.text(root["refuse"], false, "why these datasets cannot be used");
    out.robot = read.text(root["robot"], out.refuse.empty(), "a robot profile, see 'camframe profile list'");
    out.baseLink = read.text(root["base_link"], false);
    if (!root["fps"].absent()) {
        out.fps = read.take(root["fps"].number("frames per second above 0"));
        if (!(*out.fps > 0)) read.fail(root["fps"], "frames per second above 0");
    }
    if (!root["stride"].absent()) out.stride = read.take(root["stride"].integer(1, mostColumns));
    if (const JsonField arms = root["arms"]; !arms.absent() || out.refuse.empty()) {
        const size_t size = listSize(read, arms, "a list of arms");
        if (size == 0) read.fail(arms, "at least one arm");
        for (size_t i = 0; i < size; ++i) out.arms.push_back(readArmMapping(read, arms[i]));
    }
    if (const JsonField cameras = root["cameras"]; !cameras.absent())
        for (size_t i = 0, size = listSize(read, cameras, "a list of cameras"); i < size; ++i)
            out.cameras.push_back(readCamera(read, cameras[i]));
    if (read.error()) return tl::unexpected(*read.error());
    return out;
}

bool sameKey(std::string_view stored, std::string_view wanted) {
    if (wanted.empty() || stored.size() < wanted.size()) return false;
    const auto separator = [](char c) { return c == '.' || c == '/'; };
    const std::string_view tail = stored.substr(stored.size() - wanted.size());
    const bool equal = std::ranges::equal(
        tail, wanted, [&](char a, char b) { return a == b || (separator(a) && separator(b)); });
    return equal && (tail.size() == stored.size() || separator(stored[stored.size() - wanted.size() - 1]));
}

}  // namespace camframe
