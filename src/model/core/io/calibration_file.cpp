// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibration_file.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/json_input.h"
#include "model/core/slow_work.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCalibrationFormat = "camframe-calibration";
constexpr int kCalibrationVersion = 1;
constexpr size_t kMaxCalibrationBytes = size_t{16} << 20;
constexpr int kMaxEpisode = 999999;

/// Names and fields of timing_s, for writing and reading alike.
std::array<std::pair<const char*, double*>, 7> stages(StageTimes& t) {
    return {{{"total", &t.total},
             {"cpu", &t.cpu},
             {"decode", &t.decode},
             {"track", &t.track},
             {"segment", &t.segment},
             {"init", &t.init},
             {"refine", &t.refine}}};
}

// ---- writing -------------------------------------------------------------------------------------------

Json number(double value) {
    return std::isfinite(value) ? Json(value) : Json(nullptr);
}
Json number(const std::optional<double>& value) {
    return value ? number(*value) : Json(nullptr);
}

template <class Derived>
Json matrixToJson(const Eigen::MatrixBase<Derived>& matrix) {
    Json rows = Json::array();
    for (Eigen::Index r = 0; r < matrix.rows(); ++r) {
        Json row = Json::array();
        for (Eigen::Index c = 0; c < matrix.cols(); ++c) row.push_back(number(matrix(r, c)));
        rows.push_back(std::move(row));
    }
    return rows;
}

Json poseToJson(const std::optional<RigidTransform>& pose) {
    return pose ? matrixToJson(pose->matrix()) : Json(nullptr);
}

Json armBasesToJson(const std::vector<ArmBaseCorrection>& arms) {
    Json json = Json::object();
    for (const ArmBaseCorrection& arm : arms)
        json[arm.arm] = {{"link", arm.link},
                         {"T_correction", matrixToJson(arm.correction.matrix())},
                         {"covariance", arm.covariance ? matrixToJson(*arm.covariance) : Json(nullptr)}};
    return json;
}

Json qualityToJson(const CalibrationQuality& quality) {
    return {{"mask_iou", number(quality.maskIou)},
            {"contour_rms_px", number(quality.contourRmsPx)},
            {"track_rms_px", number(quality.trackRmsPx)},
            {"holdout_iou", number(quality.holdoutIou)},
            {"expected_tcp_error_mm", number(quality.expectedTcpErrorMm)},
            {"risk", number(quality.risk)}};
}

Json timingToJson(StageTimes t) {
    Json json;
    for (const auto& [key, seconds] : stages(t)) json[key] = number(*seconds);
    return json;
}

Json alternativesToJson(const std::vector<AlternativePose>& alternatives) {
    Json list = Json::array();
    for (const AlternativePose& a : alternatives)
        list.push_back({{"T_cam_base", matrixToJson(a.camFromBase.matrix())},
                        {"score", number(a.score)},
                        {"frame", a.frame},
                        {"picture", a.picture.empty() ? Json(nullptr) : Json(a.picture)}});
    return list;
}

Json provenanceToJson(const Calibration& calibration) {
    Json inputs = Json::object();
    for (const auto& [key, value] : calibration.inputs) inputs[key] = value;
    Json edits = Json::array();
    for (const CalibrationEdit& edit : calibration.edits)
        edits.push_back(Json{{"action", edit.action}, {"detail", edit.detail}, {"time", edit.time}});
    return {
        {"tool", "camframe " CAMFRAME_VERSION}, {"inputs", std::move(inputs)}, {"edits", std::move(edits)}};
}

// ---- reading -------------------------------------------------------------------------------------------

/// Thrown and caught inside this file only: the first field that is wrong ends the reading.
struct ReadFailure {
    Error error;
};

template <class T>
T take(Result<T> result) {
    if (!result) throw ReadFailure{std::move(result.error())};
    return std::move(*result);
}

[[noreturn]] void refuse(const JsonField& field, std::string_view expected) {
    throw ReadFailure{field.error(expected).value()};
}

/// Texts that may be empty, unlike names.
std::string readText(const JsonField& field) {
    if (field.absent() || !field.value()->is_string()) refuse(field, "a text");
    return field.value()->get<std::string>();
}

std::optional<double> readFigure(const JsonField& field) {
    if (field.absentOrNull()) return std::nullopt;
    return take(field.number("a number or null"));
}

Eigen::MatrixXd readMatrix(const JsonField& field, Eigen::Index size, std::string_view expected) {
    Eigen::MatrixXd matrix = take(field.matrix(size, size, expected));
    if (!matrix.allFinite()) refuse(field, expected);
    return matrix;
}

std::optional<RigidTransform> readPose(const JsonField& field, const std::string& what) {
    if (field.absentOrNull()) return std::nullopt;
    const Eigen::Matrix4d matrix = readMatrix(field, 4, "a 4x4 matrix or null");
    RigidTransform pose = take(rigidFromMatrix(matrix, what));
    // A matrix that is already a rotation is taken as it is, so that reading what was written is exact.
    if ((pose.matrix() - matrix).cwiseAbs().maxCoeff() < 1e-13) {
        pose.linear() = matrix.topLeftCorner<3, 3>();
        pose.translation() = matrix.topRightCorner<3, 1>();
    }
    return pose;
}

template <class Enum>
Enum readEnum(const JsonField& field, std::initializer_list<Enum> choices) {
    std::string names;
    for (const Enum choice : choices) {
        if (!field.absent() && *field.value() == toString(choice)) return choice;
        names += (names.empty() ? "one of " : ", ") + std::string(toString(choice));
    }
    refuse(field, names);
}

std::array<double, 5> readDistortion(const JsonField& field) {
    constexpr std::string_view expected = "at most five numbers (k1, k2, p1, p2, k3)";
    std::array<double, 5> distortion{};
    if (field.absentOrNull()) return distortion;
    const size_t count = take(field.arraySize(expected));
    if (count > distortion.size()) refuse(field, expected);
    for (size_t i = 0; i < count; ++i) distortion[i] = take(field[i].number("a number"));
    return distortion;
}

void readCamera(const JsonField& camera, const std::string& what, Calibration& out) {
    out.cameraName = take(camera["name"].string("the camera's name"));
    const int width = take(camera["width"].integer(1, 32768));
    const int height = take(camera["height"].integer(1, 32768));
    const Eigen::Matrix3d k = readMatrix(camera["K"], 3, "a 3x3 matrix");
    out.camera = take(
        CameraModel::fromMatrix(k, width, height, readDistortion(camera["distortion"]), what + ": camera.K"));
    out.intrinsicsSource =
        readEnum(camera["K_source"],
                 {IntrinsicsSource::Given, IntrinsicsSource::Dataset, IntrinsicsSource::Table,
                  IntrinsicsSource::Estimated, IntrinsicsSource::Refined, IntrinsicsSource::Edited});
}

CalibrationQuality readQuality(const JsonField& field) {
    CalibrationQuality quality;
    quality.maskIou = readFigure(field["mask_iou"]);
    quality.contourRmsPx = readFigure(field["contour_rms_px"]);
    quality.trackRmsPx = readFigure(field["track_rms_px"]);
    quality.holdoutIou = readFigure(field["holdout_iou"]);
    quality.expectedTcpErrorMm = readFigure(field["expected_tcp_error_mm"]);
    quality.risk = readFigure(field["risk"]);
    return quality;
}

StageTimes readTiming(const JsonField& field) {
    StageTimes t;
    for (const auto& [key, seconds] : stages(t)) *seconds = readFigure(field[key]).value_or(0.0);
    return t;
}

void readProvenance(const JsonField& field, Calibration& out) {
    const JsonField inputs = field["inputs"];
    if (!inputs.absentOrNull()) {
        if (!inputs.value()->is_object()) refuse(inputs, "an object");
        for (const auto& [key, value] : inputs.value()->items())
            out.inputs[key] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    const JsonField edits = field["edits"];
    if (edits.absentOrNull()) return;
    const size_t count = take(edits.arraySize("a list of edits"));
    for (size_t i = 0; i < count; ++i)
        out.edits.push_back(
            {readText(edits[i]["action"]), readText(edits[i]["detail"]), readText(edits[i]["time"])});
}

void readCorrections(const JsonField& file, const std::string& what, Calibration& out) {
    if (const auto lag = readFigure(file["lag_frames"]))
        out.lagFrames = Estimate{*lag, readFigure(file["lag_frames_sigma"])};
    if (const JsonField offsets = file["joint_offsets"]; !offsets.absentOrNull()) {
        if (!offsets.value()->is_object()) refuse(offsets, "an object of joint names and numbers");
        const JsonField sigmas = file["joint_offset_sigmas"];
        for (const auto& [name, value] : offsets.value()->items()) {
            Estimate& offset = out.jointOffsets[name];
            offset.value = take(offsets[name].number("a number"));
            if (!sigmas.absentOrNull()) offset.sigma = readFigure(sigmas[name]);
        }
    }
    const JsonField arms = file["arm_bases"];
    if (arms.absentOrNull()) return;
    if (!arms.value()->is_object()) refuse(arms, "an object by arm");
    for (const auto& [name, value] : arms.value()->items()) {
        const JsonField arm = arms[name];
        ArmBaseCorrection correction{name, take(arm["link"].string("a link's name")), {}, {}};
        const auto pose = readPose(arm["T_correction"], what + ": arm_bases." + name + ".T_correction");
        if (!pose) refuse(arm["T_correction"], "a 4x4 matrix");
        correction.correction = *pose;
        if (const JsonField covariance = arm["covariance"]; !covariance.absentOrNull())
            correction.covariance = readMatrix(covariance, 6, "a 6x6 matrix or null");
        out.armBases.push_back(std::move(correction));
    }
}

void readAlternatives(const JsonField& field, const std::string& what, Calibration& out) {
    if (field.absentOrNull()) return;
    const size_t count = take(field.arraySize("a list of poses"));
    for (size_t i = 0; i < count; ++i) {
        AlternativePose alternative;
        const JsonField pose = field[i]["T_cam_base"];
        const auto camFromBase = readPose(pose, what + ": alternatives");
        if (!camFromBase) refuse(pose, "a 4x4 matrix");
        alternative.camFromBase = *camFromBase;
        alternative.score = readFigure(field[i]["score"]).value_or(0);
        alternative.frame = take(field[i]["frame"].integer(0, std::numeric_limits<int>::max()));
        if (const JsonField picture = field[i]["picture"]; !picture.absentOrNull())
            alternative.picture = readText(picture);
        out.alternatives.push_back(std::move(alternative));
    }
}

Calibration readAll(const JsonField& file, const std::string& what) {
    const JsonField format = file["format"];
    if (format.absent() || *format.value() != kCalibrationFormat)
        refuse(format, fmt::format("a calibration, whose format is \"{}\"", kCalibrationFormat));
    const JsonField version = file["version"];
    if (version.absent() || *version.value() != kCalibrationVersion)
        refuse(version,
               fmt::format("a file of version {} (use the Camframe that wrote it, or calibrate again)",
                           kCalibrationVersion));

    Calibration out;
    out.status = readEnum(file["status"],
                          {CalibrationStatus::Ok, CalibrationStatus::Review, CalibrationStatus::Failed});
    out.reasons.clear();
    const size_t reasons = take(file["reasons"].arraySize("a list of texts"));
    for (size_t i = 0; i < reasons; ++i) out.reasons.push_back(readText(file["reasons"][i]));
    out.dataset = readText(file["dataset"]);
    out.episode = take(file["episode"].integer(0, kMaxEpisode));
    out.robot = readText(file["robot"]);
    readCamera(file["camera"], what, out);

    const JsonField pose = file["T_cam_base"];
    out.camFromBase = readPose(pose, what + ": T_cam_base");
    out.camFromBaseGuess = readPose(file["T_cam_base_guess"], what + ": T_cam_base_guess");
    readAlternatives(file["alternatives"], what, out);
    const bool failed = out.status == CalibrationStatus::Failed;
    if (failed && out.camFromBase)
        refuse(pose, "null, as the status is failed (a guess is T_cam_base_guess)");
    if (!failed && !out.camFromBase) refuse(pose, "a 4x4 matrix, as the status is not failed");

    if (const JsonField covariance = file["covariance"]; !covariance.absentOrNull())
        out.covariance = readMatrix(covariance, 6, "a 6x6 matrix or null");
    readCorrections(file, what, out);
    out.quality = readQuality(file["quality"]);
    if (const JsonField frames = file["frames_used"]; !frames.absentOrNull()) {
        const size_t count = take(frames.arraySize("a list of frame numbers"));
        for (size_t i = 0; i < count; ++i)
            out.framesUsed.push_back(take(frames[i].integer(0, std::numeric_limits<int>::max())));
    }
    if (const JsonField backend = file["backend"]; !backend.absentOrNull()) out.backend = readText(backend);
    if (const JsonField seed = file["seed"]; !seed.absentOrNull()) {
        if (!seed.value()->is_number_unsigned()) refuse(seed, "a whole number >= 0");
        out.seed = seed.value()->get<uint64_t>();
    }
    out.timing = readTiming(file["timing_s"]);
    readProvenance(file["provenance"], out);
    return out;
}

}  // namespace

std::string calibrationToJson(const Calibration& c) {
    const bool failed = c.status == CalibrationStatus::Failed;
    Json json;
    json["format"] = kCalibrationFormat;
    json["version"] = kCalibrationVersion;
    json["status"] = toString(c.status);
    json["reasons"] = c.reasons;
    json["dataset"] = c.dataset;
    json["episode"] = c.episode;
    json["robot"] = c.robot;
    json["camera"] = {{"name", c.cameraName},
                      {"width", c.camera.width},
                      {"height", c.camera.height},
                      {"K", matrixToJson(c.camera.matrix())},
                      {"distortion", c.camera.distortion},
                      {"K_source", toString(c.intrinsicsSource)}};
    // A pose that was judged a failure (also by a person, later) stays in the file as a guess only.
    json["T_cam_base"] = failed ? Json(nullptr) : poseToJson(c.camFromBase);
    const std::optional<RigidTransform>& guess =
        failed && !c.camFromBaseGuess ? c.camFromBase : c.camFromBaseGuess;
    if (guess) json["T_cam_base_guess"] = poseToJson(guess);
    if (!c.alternatives.empty()) json["alternatives"] = alternativesToJson(c.alternatives);
    json["covariance"] = c.covariance ? matrixToJson(*c.covariance) : Json(nullptr);
    // Corrections of the robot, for whoever draws or exports with this pose.
    json["lag_frames"] = c.lagFrames ? number(c.lagFrames->value) : Json(nullptr);
    json["lag_frames_sigma"] = c.lagFrames ? number(c.lagFrames->sigma) : Json(nullptr);
    if (!c.jointOffsets.empty()) {
        for (const auto& [name, offset] : c.jointOffsets) {
            json["joint_offsets"][name] = number(offset.value);
            json["joint_offset_sigmas"][name] = number(offset.sigma);
        }
    }
    if (!c.armBases.empty()) json["arm_bases"] = armBasesToJson(c.armBases);
    json["quality"] = qualityToJson(c.quality);
    json["frames_used"] = c.framesUsed;
    json["backend"] = c.backend;
    json["seed"] = c.seed;
    json["timing_s"] = timingToJson(c.timing);
    json["provenance"] = provenanceToJson(c);

    // One line per field: short enough to read, and matrices stay together.
    std::string text = "{";
    for (const auto& [key, value] : json.items())
        text += fmt::format("{}\n  {}: {}", text.size() == 1 ? "" : ",", Json(key).dump(),
                            value.dump(-1, ' ', false, Json::error_handler_t::replace));
    return text + "\n}\n";
}

Result<Calibration> calibrationFromJson(const std::string& text, const std::string& what) {
    const Result<nlohmann::json> json = parseJson(text, what);
    if (!json) return tl::unexpected(json.error());
    try {
        return readAll(JsonField(*json, what), what);
    } catch (ReadFailure& failure) {
        return tl::unexpected(std::move(failure.error));
    }
}

Result<void> writeCalibration(const Calibration& calibration, const std::filesystem::path& path) {
    return writeFileAtomically(path, std::string_view(calibrationToJson(calibration)));
}

Result<Calibration> readCalibration(const std::filesystem::path& path) {
    slowWorkBegins("reading a calibration");
    const Result<std::string> text = readFile(path, kMaxCalibrationBytes);
    if (!text) return tl::unexpected(text.error());
    return calibrationFromJson(*text, path.string());
}

std::filesystem::path calibrationPath(const std::filesystem::path& out, int episode,
                                      const std::string& camera) {
    return out / fmt::format("{:06d}", episode) / encodePathComponent(camera) / "calibration.json";
}

std::string encodePathComponent(const std::string& name) {
    const bool dots = name == "." || name == "..";
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '/' || c == '%' || byte < 0x20 || byte == 0x7F || dots)
            out += fmt::format("%{:02X}", byte);
        else
            out += c;
    }
    // A lone '%' cannot come from any other name.
    return out.empty() ? "%" : out;
}

}  // namespace camframe
