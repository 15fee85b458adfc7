// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibrations/ros_transform.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

namespace camframe {

namespace {

std::optional<double> numberOf(std::string_view word) {
    double value = 0;
    if (word.starts_with('+')) word.remove_prefix(1);
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

/// Words between blanks, quotes, commas, brackets and tags, so that launch files of every kind, Python ones
/// among them, give the arguments in their order. A comment's words are kept: "<!--" is no argument.
std::vector<std::string> wordsOf(const std::string& text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text + ' ') {
        if (std::string_view(" \t\r\n\"'[](),=<>").find(c) == std::string_view::npos) {
            word.push_back(c);
            continue;
        }
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    }
    return words;
}

RigidTransform poseOf(const Eigen::Vector3d& position, const Eigen::Quaterniond& q) {
    RigidTransform pose = RigidTransform::Identity();
    pose.linear() = q.normalized().toRotationMatrix();
    pose.translation() = position;
    return pose;
}

Eigen::Quaterniond fromRollPitchYaw(double roll, double pitch, double yaw) {
    return Eigen::AngleAxisd(yaw, Eigen::Vector3d::UnitZ()) *
           Eigen::AngleAxisd(pitch, Eigen::Vector3d::UnitY()) *
           Eigen::AngleAxisd(roll, Eigen::Vector3d::UnitX());
}

bool isUnit(const Eigen::Quaterniond& q) {
    return std::abs(q.norm() - 1) < 1e-2;
}

/// Six or seven numbers and two names from `at` on; nothing where the words are something else. A run of
/// numbers is read as a whole: the tail of a wrong one is no transform.
std::optional<RosTransform> positional(const std::vector<std::string>& words, size_t at, size_t& next) {
    std::vector<double> numbers;
    while (at + numbers.size() < words.size()) {
        const auto number = numberOf(words[at + numbers.size()]);
        if (!number) break;
        numbers.push_back(*number);
    }
    if (!numbers.empty()) next = at + numbers.size();
    const size_t name = at + numbers.size();
    if ((numbers.size() != 6 && numbers.size() != 7) || name + 1 >= words.size()) return std::nullopt;
    const Eigen::Quaterniond q = numbers.size() == 7
                                     ? Eigen::Quaterniond(numbers[6], numbers[3], numbers[4], numbers[5])
                                     : fromRollPitchYaw(numbers[5], numbers[4], numbers[3]);
    if (!isUnit(q)) return std::nullopt;
    next = name + 2;
    return RosTransform{words[name], words[name + 1], poseOf({numbers[0], numbers[1], numbers[2]}, q)};
}

/// "--x 0.1 ... --child-frame-id camera" from `at` on.
std::optional<RosTransform> named(const std::vector<std::string>& words, size_t at, size_t& next) {
    std::map<std::string, double> numbers;
    RosTransform out;
    while (at + 1 < words.size() && words[at].starts_with("--")) {
        const std::string option = words[at].substr(2);
        const std::string& value = words[at + 1];
        if (option == "frame-id")
            out.parent = value;
        else if (option == "child-frame-id")
            out.child = value;
        else if (const auto number = numberOf(value))
            numbers[option] = *number;
        at += 2;
    }
    if (out.parent.empty() || out.child.empty()) return std::nullopt;
    const auto get = [&](const char* name) {
        const auto found = numbers.find(name);
        return found == numbers.end() ? 0.0 : found->second;
    };
    Eigen::Quaterniond q = fromRollPitchYaw(get("roll"), get("pitch"), get("yaw"));
    if (numbers.contains("qw") || numbers.contains("qx") || numbers.contains("qy") || numbers.contains("qz"))
        q = Eigen::Quaterniond(get("qw"), get("qx"), get("qy"), get("qz"));
    if (!isUnit(q)) return std::nullopt;
    out.parentFromChild = poseOf({get("x"), get("y"), get("z")}, q);
    next = at;
    return out;
}

bool contains(std::string text, std::string_view part) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text.find(part) != std::string::npos;
}

}  // namespace

Result<std::vector<RosTransform>> readRosTransforms(const std::string& text, const std::string& what) {
    const std::vector<std::string> words = wordsOf(text);
    std::vector<RosTransform> out;
    for (size_t i = 0; i < words.size();) {
        size_t next = i + 1;
        const bool option = words[i].starts_with("--") && words[i].size() > 2;
        if (auto found = option ? named(words, i, next) : positional(words, i, next))
            out.push_back(std::move(*found));
        i = next;
    }
    if (out.empty())
        return inputError(
            "{}: no static transform of ROS in it; give 'x y z qx qy qz qw parent child', 'x y z yaw pitch "
            "roll "
            "parent child' or ROS 2's --x ... --frame-id ... --child-frame-id ...",
            what);
    return out;
}

RigidTransform camFromBaseOf(const RosTransform& transform, std::string& note) {
    bool cameraIsParent = false;
    for (const std::string_view word : {"optical", "cam"}) {
        if (contains(transform.child, word)) break;
        if (contains(transform.parent, word)) {
            cameraIsParent = true;
            break;
        }
    }
    const std::string& frame = cameraIsParent ? transform.parent : transform.child;
    RigidTransform frameFromBase =
        cameraIsParent ? transform.parentFromChild : transform.parentFromChild.inverse();
    note = fmt::format("camera frame {}", frame);
    if (contains(frame, "optical")) return frameFromBase;
    note += " taken as x forward, y left, z up, as its name does not say optical";
    RigidTransform opticalFromBody = RigidTransform::Identity();
    opticalFromBody.linear() << 0, -1, 0, 0, 0, -1, 1, 0, 0;
    return opticalFromBody * frameFromBase;
}

std::string rosLaunchFile(const RigidTransform& camFromBase, const std::string& baseFrame,
                          const std::string& camera) {
    std::string child;
    for (const unsigned char c : camera) child += std::isalnum(c) != 0 ? static_cast<char>(c) : '_';
    const RigidTransform baseFromCam = camFromBase.inverse();
    const Eigen::Quaterniond q(baseFromCam.linear());
    const Eigen::Vector3d t = baseFromCam.translation();
    return fmt::format(
        "<launch>\n"
        "  <!-- The camera's optical frame (x right, y down, z forward) in the robot's base. -->\n"
        "  <node pkg=\"tf2_ros\" exec=\"static_transform_publisher\" args=\"--x {} --y {} --z {} --qx {} "
        "--qy {} "
        "--qz {} --qw {} --frame-id {} --child-frame-id {}_optical_frame\"/>\n"
        "</launch>\n",
        t.x(), t.y(), t.z(), q.x(), q.y(), q.z(), q.w(), baseFrame, child);
}

}  // namespace camframe
