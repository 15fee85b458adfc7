// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_record.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "app/commands/labels/label_json.h"

namespace camframe::bench {

namespace {

using nlohmann::json;
using nlohmann::ordered_json;

/// Raised when recordings of the same row, seed and index are no longer the same.
constexpr int kVersion = 1;

template <class Json, class T>
void put(Json& to, const char* name, const T& value) {
    if constexpr (std::is_arithmetic_v<T>)
        to[name] = value;
    else if (value)
        to[name] = *value;
    else
        to[name] = nullptr;
}

/// A number that is null in the file was not finite.
void get(const json& from, const char* name, double& value) {
    const auto found = from.find(name);
    if (found == from.end()) return;
    value = found->is_null() ? std::numeric_limits<double>::infinity() : found->get<double>();
}
void get(const json& from, const char* name, int& value) {
    value = from.value(name, value);
}
void get(const json& from, const char* name, bool& value) {
    value = from.value(name, value);
}
void get(const json& from, const char* name, std::optional<double>& value) {
    const auto found = from.find(name);
    if (found != from.end() && !found->is_null()) value = found->get<double>();
}

template <int kSize>
Eigen::Matrix<double, kSize, kSize> matrixFrom(const json& rows) {
    Eigen::Matrix<double, kSize, kSize> m;
    for (int r = 0; r < kSize; ++r)
        for (int c = 0; c < kSize; ++c) {
            const json& value = rows.at(static_cast<size_t>(r)).at(static_cast<size_t>(c));
            m(r, c) = value.is_null() ? std::numeric_limits<double>::infinity() : value.get<double>();
        }
    return m;
}

RigidTransform poseFrom(const json& rows) {
    RigidTransform pose;
    pose.matrix() = matrixFrom<4>(rows);
    return pose;
}

template <class SomeTimes, class Visit>
void forEachTime(SomeTimes& times, Visit&& visit) {
    visit("total", times.total);
    visit("decode", times.decode);
    visit("track", times.track);
    visit("segment", times.segment);
    visit("init", times.init);
    visit("refine", times.refine);
}

template <class SomeDraw, class Visit>
void forEachNumber(SomeDraw& draw, Visit&& visit) {
    visit("width", draw.width);
    visit("frames", draw.frames);
    visit("frames_per_move", draw.framesPerMove);
    visit("focal_widths", draw.focalWidths);
    visit("focal_factor", draw.focalFactor);
    visit("noise", draw.noise);
    visit("blur_px", draw.blurPx);
    visit("exposure_jitter", draw.exposureJitter);
    visit("jpeg_quality", draw.jpegQuality);
    visit("clutter", draw.clutter);
    visit("moved_object", draw.movedObject);
    visit("motion_share", draw.motionShare);
    visit("lag_frames", draw.lagFrames);
    visit("mask_offset_px", draw.maskOffsetPx);
    visit("bump_frame", draw.bumpFrame);
    visit("bump_degrees", draw.bumpDegrees);
    visit("bump_mm", draw.bumpMm);
}

CalibrationStatus statusFrom(const std::string& word) {
    for (const auto status : {CalibrationStatus::Ok, CalibrationStatus::Review})
        if (word == toString(status)) return status;
    return CalibrationStatus::Failed;
}

}  // namespace

void judgeAgain(Record& record) {
    if (!record.evidence) return;
    const auto keepsFromOk = [](const std::string& reason) {
        return std::ranges::any_of(std::array{FailureReason::CameraBumped, FailureReason::DepthUnusable,
                                              FailureReason::MarkInconsistent},
                                   [&](FailureReason r) { return identifier(r) == reason; });
    };
    const Assessment assessment = assess(*record.evidence);
    const bool held = std::ranges::any_of(record.reasons, keepsFromOk);
    record.risk = assessment.risk;
    record.status =
        held && assessment.status == CalibrationStatus::Ok ? CalibrationStatus::Review : assessment.status;
    std::vector<std::string> reasons, details;
    for (size_t i = 0; i < record.reasons.size() && i < record.details.size(); ++i)
        if (keepsFromOk(record.reasons[i])) {
            reasons.push_back(record.reasons[i]);
            details.push_back(record.details[i]);
        }
    for (const Finding& finding : assessment.findings) {
        reasons.emplace_back(identifier(finding.reason));
        details.push_back(finding.text());
    }
    record.reasons = std::move(reasons);
    record.details = std::move(details);
}

std::string toJsonLine(const Record& r) {
    ordered_json line{{"version", kVersion}, {"row", r.row},   {"index", r.index},
                      {"robot", r.robot},    {"seed", r.seed}, {"error", r.error}};
    if (!r.error.empty()) return line.dump();
    line["status"] = toString(r.status);
    line["risk"] = r.risk;
    line["right"] = r.right();
    put(line, "rotation_deg", r.rotationDeg);
    put(line, "translation_mm", r.translationMm);
    put(line, "add_mm", r.addMm);
    put(line, "depth_mm", r.depthMm);
    put(line, "focal_ratio", r.focalRatio);
    put(line, "arm_rotation_deg", r.armRotationDeg);
    put(line, "arm_translation_mm", r.armTranslationMm);
    put(line, "nees", r.nees);
    line["reasons"] = r.reasons;
    line["details"] = r.details;
    ordered_json& solvable = line["solvable"];
    solvable = {{"solvable", r.solvability.solvable},
                {"sigma_rotation_deg", r.solvability.sigmaRotationDeg},
                {"sigma_centre_mm", r.solvability.sigmaCentreMm},
                {"robot_share", r.solvability.robotShare},
                {"moving_share", r.solvability.movingShare}};
    line["evidence"] = nullptr;
    if (r.evidence)
        forEachField(*r.evidence,
                     [&](const char* name, const auto& value) { put(line["evidence"], name, value); });
    ordered_json& draw = line["draw"];
    draw["seed"] = r.draw.seed;
    forEachNumber(r.draw, [&](const char* name, const auto& value) { put(draw, name, value); });
    line["K"] = matrixJson(r.trueCamera.matrix());
    line["size"] = {r.trueCamera.width, r.trueCamera.height};
    line["T_cam_base"] = matrixJson(r.truth.matrix());
    line["T_cam_base_estimate"] = r.estimate ? matrixJson(r.estimate->matrix()) : ordered_json(nullptr);
    line["covariance"] = r.covariance ? matrixJson(*r.covariance) : ordered_json(nullptr);
    ordered_json& times = line["seconds"];
    forEachTime(r.times, [&](const char* name, double value) { times[name] = value; });
    times["film_cpu"] = r.filmCpuSeconds;
    times["calibration_cpu"] = r.calibrationCpuSeconds;
    line["drawn"] = {{"frames", r.drawn.frames},
                     {"pixels", r.drawn.pixels},
                     {"pose_frames", r.drawnForPose.frames},
                     {"pose_pixels", r.drawnForPose.pixels}};
    return line.dump();
}

std::optional<Record> fromJsonLine(const std::string& text) {
    const json line = json::parse(text, nullptr, false);
    if (!line.is_object() || line.value("version", 0) != kVersion) return std::nullopt;
    try {
        Record r;
        r.row = line.at("row");
        r.index = line.at("index");
        r.robot = line.at("robot");
        r.seed = line.at("seed");
        r.error = line.at("error");
        if (!r.error.empty()) return r;
        r.status = statusFrom(line.at("status"));
        get(line, "risk", r.risk);
        get(line, "rotation_deg", r.rotationDeg);
        get(line, "translation_mm", r.translationMm);
        get(line, "add_mm", r.addMm);
        get(line, "depth_mm", r.depthMm);
        get(line, "focal_ratio", r.focalRatio);
        get(line, "arm_rotation_deg", r.armRotationDeg);
        get(line, "arm_translation_mm", r.armTranslationMm);
        get(line, "nees", r.nees);
        r.reasons = line.at("reasons");
        r.details = line.at("details");
        const json& solvable = line.at("solvable");
        get(solvable, "solvable", r.solvability.solvable);
        get(solvable, "sigma_rotation_deg", r.solvability.sigmaRotationDeg);
        get(solvable, "sigma_centre_mm", r.solvability.sigmaCentreMm);
        get(solvable, "robot_share", r.solvability.robotShare);
        get(solvable, "moving_share", r.solvability.movingShare);
        if (const json& evidence = line.at("evidence"); !evidence.is_null()) {
            r.evidence.emplace();
            forEachField(*r.evidence, [&](const char* name, auto& value) { get(evidence, name, value); });
        }
        const json& draw = line.at("draw");
        r.draw.seed = draw.at("seed");
        forEachNumber(r.draw, [&](const char* name, auto& value) { get(draw, name, value); });
        const Eigen::Matrix3d k = matrixFrom<3>(line.at("K"));
        r.trueCamera = {line.at("size").at(0), line.at("size").at(1), k(0, 0), k(1, 1), k(0, 2), k(1, 2), {}};
        r.truth = poseFrom(line.at("T_cam_base"));
        if (const json& pose = line.at("T_cam_base_estimate"); !pose.is_null()) r.estimate = poseFrom(pose);
        if (const json& matrix = line.at("covariance"); !matrix.is_null())
            r.covariance = matrixFrom<6>(matrix);
        const json& times = line.at("seconds");
        forEachTime(r.times, [&](const char* name, double& value) { get(times, name, value); });
        get(times, "film_cpu", r.filmCpuSeconds);
        get(times, "calibration_cpu", r.calibrationCpuSeconds);
        if (const auto drawn = line.find("drawn"); drawn != line.end()) {
            r.drawn.frames = drawn->value("frames", int64_t{0});
            r.drawn.pixels = drawn->value("pixels", int64_t{0});
            r.drawnForPose.frames = drawn->value("pose_frames", int64_t{0});
            r.drawnForPose.pixels = drawn->value("pose_pixels", int64_t{0});
        }
        return r;
    } catch (const json::exception&) {
        return std::nullopt;
    }
}

Result<std::unique_ptr<StateFile>> StateFile::open(const std::filesystem::path& path) {
    std::unique_ptr<StateFile> out(new StateFile);
    out->m_path = path;
    bool endsWithLine = true;
    if (std::ifstream in(path, std::ios::binary); in) {
        std::string line;
        while (std::getline(in, line)) {
            endsWithLine = !in.eof();
            if (auto record = fromJsonLine(line))
                out->m_found.push_back(std::move(*record));
            else
                out->m_otherLines.push_back(line);
        }
    }
    std::error_code ignored;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
    out->m_file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
    if (out->m_file < 0 || (!endsWithLine && ::write(out->m_file, "\n", 1) != 1))
        return makeError(ErrorKind::Output, "State file {}: {}; give a file that can be written.",
                         path.string(), std::strerror(errno));
    return out;
}

StateFile::~StateFile() {
    if (m_file >= 0) ::close(m_file);
}

Result<void> StateFile::append(const Record& record) {
    return appendLine(toJsonLine(record));
}

Result<void> StateFile::appendLine(std::string line) {
    line += "\n";
    const std::scoped_lock lock(m_mutex);
    if (::write(m_file, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        return makeError(ErrorKind::Output, "State file {}: {}; make room and start again.", m_path.string(),
                         std::strerror(errno));
    return {};
}

}  // namespace camframe::bench
