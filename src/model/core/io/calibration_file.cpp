// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibration_file.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "camframe-calibration";
constexpr int kVersion = 1;
constexpr size_t kMaxFileBytes = size_t{16} << 20;
constexpr int kMaxEpisode = 999999;

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

Json qualityToJson(const CalibrationQuality& quality) {
    return {{"mask_iou", number(quality.maskIou)},
            {"contour_rms_px", number(quality.contourRmsPx)},
            {"track_rms_px", number(quality.trackRmsPx)},
            {"holdout_iou", number(quality.holdoutIou)},
            {"expected_tcp_error_mm", number(quality.expectedTcpErrorMm)},
            {"risk", number(quality.risk)}};
}

Json timingToJson(const StageTimes& t) {
    return {{"total", number(t.total)},  {"cpu", number(t.cpu)},         {"decode", number(t.decode)},
            {"track", number(t.track)},  {"segment", number(t.segment)}, {"init", number(t.init)},
            {"refine", number(t.refine)}};
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

/// Thrown and caught inside this file only; becomes an Error with the file's name in front.
struct FieldError {
    std::string message;
};

[[noreturn]] void fieldError(const std::string& field, const char* expected) {
    throw FieldError{fmt::format("the field {} must be {}", field, expected)};
}

/// Carries on another module's sentence; the file's name goes in front and the full stop behind later.
[[noreturn]] void rethrow(Error error) {
    if (error.message.ends_with('.')) error.message.pop_back();
    throw FieldError{std::move(error.message)};
}

const Json& member(const Json& object, const std::string& parent, const char* key) {
    const std::string field = parent.empty() ? key : parent + "." + key;
    if (!object.is_object()) fieldError(parent, "an object");
    const auto found = object.find(key);
    if (found == object.end()) throw FieldError{fmt::format("the field {} is missing", field)};
    return *found;
}

/// The member, or null when it is absent: fields that this version does not need.
const Json& optionalMember(const Json& object, const char* key) {
    static const Json null;
    if (!object.is_object()) return null;
    const auto found = object.find(key);
    return found == object.end() ? null : *found;
}

double readNumber(const Json& value, const std::string& field) {
    if (!value.is_number()) fieldError(field, "a number");
    const double out = value.get<double>();
    if (!std::isfinite(out)) fieldError(field, "a finite number");
    return out;
}

std::optional<double> readOptionalNumber(const Json& value, const std::string& field) {
    if (value.is_null()) return std::nullopt;
    return readNumber(value, field);
}

int readInteger(const Json& value, const std::string& field, int minimum, int maximum) {
    if (value.is_number_integer()) {
        const bool tooLarge = value.is_number_unsigned() && value.get<uint64_t>() > uint64_t{INT32_MAX};
        const int64_t out = tooLarge ? int64_t{INT64_MAX} : value.get<int64_t>();
        if (out >= minimum && out <= maximum) return static_cast<int>(out);
    }
    throw FieldError{
        fmt::format("the field {} must be a whole number from {} to {}", field, minimum, maximum)};
}

std::string readText(const Json& value, const std::string& field) {
    if (!value.is_string()) fieldError(field, "a text");
    return value.get<std::string>();
}

template <int Rows, int Columns>
Eigen::Matrix<double, Rows, Columns> readMatrix(const Json& value, const std::string& field) {
    const auto wrong = [&]() {
        throw FieldError{fmt::format("the field {} must be {} rows of {} numbers", field, Rows, Columns)};
    };
    if (!value.is_array() || value.size() != Rows) wrong();
    Eigen::Matrix<double, Rows, Columns> out;
    for (int r = 0; r < Rows; ++r) {
        const Json& row = value[static_cast<size_t>(r)];
        if (!row.is_array() || row.size() != Columns) wrong();
        for (int c = 0; c < Columns; ++c) out(r, c) = readNumber(row[static_cast<size_t>(c)], field);
    }
    return out;
}

std::optional<RigidTransform> readPose(const Json& value, const std::string& field) {
    if (value.is_null()) return std::nullopt;
    const Eigen::Matrix4d matrix = readMatrix<4, 4>(value, field);
    const Result<RigidTransform> rigid = rigidFromMatrix(matrix, "the field " + field);
    if (!rigid) rethrow(rigid.error());
    // A matrix that is already a rotation is taken as it is, so that reading what was written is exact.
    if ((rigid->matrix() - matrix).cwiseAbs().maxCoeff() > 1e-13) return *rigid;
    RigidTransform out = RigidTransform::Identity();
    out.linear() = matrix.topLeftCorner<3, 3>();
    out.translation() = matrix.topRightCorner<3, 1>();
    return out;
}

template <class Enum>
Enum readEnum(const Json& value, const std::string& field, std::initializer_list<Enum> choices) {
    const std::string text = readText(value, field);
    std::string names;
    for (const Enum choice : choices) {
        if (toString(choice) == text) return choice;
        names += (names.empty() ? "" : ", ") + std::string(toString(choice));
    }
    throw FieldError{fmt::format("the field {} must be one of {}", field, names)};
}

CameraModel readCamera(const Json& camera) {
    const int width = readInteger(member(camera, "camera", "width"), "camera.width", 1, 32768);
    const int height = readInteger(member(camera, "camera", "height"), "camera.height", 1, 32768);
    const Eigen::Matrix3d k = readMatrix<3, 3>(member(camera, "camera", "K"), "camera.K");
    std::array<double, 5> distortion{};
    const Json& given = optionalMember(camera, "distortion");
    if (!given.is_null()) {
        if (!given.is_array() || given.size() > distortion.size())
            fieldError("camera.distortion", "a list of at most five numbers (k1, k2, p1, p2, k3)");
        for (size_t i = 0; i < given.size(); ++i) distortion[i] = readNumber(given[i], "camera.distortion");
    }
    Result<CameraModel> model = CameraModel::fromMatrix(k, width, height, distortion, "camera.K");
    if (!model) rethrow(model.error());
    return *model;
}

CalibrationQuality readQuality(const Json& json) {
    const auto figure = [&](const char* key) {
        return readOptionalNumber(optionalMember(json, key), std::string("quality.") + key);
    };
    CalibrationQuality quality;
    quality.maskIou = figure("mask_iou");
    quality.contourRmsPx = figure("contour_rms_px");
    quality.trackRmsPx = figure("track_rms_px");
    quality.holdoutIou = figure("holdout_iou");
    quality.expectedTcpErrorMm = figure("expected_tcp_error_mm");
    quality.risk = figure("risk");
    return quality;
}

StageTimes readTiming(const Json& json) {
    const auto seconds = [&](const char* key) {
        return readOptionalNumber(optionalMember(json, key), std::string("timing_s.") + key).value_or(0.0);
    };
    StageTimes t;
    t.total = seconds("total");
    t.cpu = seconds("cpu");
    t.decode = seconds("decode");
    t.track = seconds("track");
    t.segment = seconds("segment");
    t.init = seconds("init");
    t.refine = seconds("refine");
    return t;
}

void readProvenance(const Json& json, Calibration& calibration) {
    const Json& inputs = optionalMember(json, "inputs");
    if (!inputs.is_null() && !inputs.is_object()) fieldError("provenance.inputs", "an object");
    for (const auto& [key, value] : inputs.items())
        calibration.inputs[key] = value.is_string() ? value.get<std::string>() : value.dump();
    const Json& edits = optionalMember(json, "edits");
    if (edits.is_null()) return;
    if (!edits.is_array()) fieldError("provenance.edits", "a list");
    for (const Json& edit : edits)
        calibration.edits.push_back(
            {readText(member(edit, "provenance.edits", "action"), "provenance.edits.action"),
             readText(member(edit, "provenance.edits", "detail"), "provenance.edits.detail"),
             readText(member(edit, "provenance.edits", "time"), "provenance.edits.time")});
}

Calibration readAll(const Json& json) {
    if (!json.is_object()) throw FieldError{"the file must hold one JSON object"};
    const Json& format = optionalMember(json, "format");
    if (!format.is_string() || format.get<std::string>() != kFormat)
        throw FieldError{fmt::format("the field format is not \"{}\": this is not a calibration", kFormat)};
    const Json& version = member(json, "", "version");
    if (!version.is_number_integer() || version != kVersion)
        throw FieldError{
            fmt::format("the field version is {}, and this program reads version {}: use the "
                        "Camframe that wrote the file, or calibrate again",
                        version.dump(), kVersion)};

    Calibration out;
    out.status = readEnum(member(json, "", "status"), "status",
                          {CalibrationStatus::Ok, CalibrationStatus::Review, CalibrationStatus::Failed});
    out.reasons.clear();
    const Json& reasons = member(json, "", "reasons");
    if (!reasons.is_array()) fieldError("reasons", "a list of texts");
    for (const Json& reason : reasons) out.reasons.push_back(readText(reason, "reasons"));
    out.dataset = readText(member(json, "", "dataset"), "dataset");
    out.episode = readInteger(member(json, "", "episode"), "episode", 0, kMaxEpisode);
    out.robot = readText(member(json, "", "robot"), "robot");

    const Json& camera = member(json, "", "camera");
    out.cameraName = readText(member(camera, "camera", "name"), "camera.name");
    out.camera = readCamera(camera);
    out.intrinsicsSource =
        readEnum(member(camera, "camera", "K_source"), "camera.K_source",
                 {IntrinsicsSource::Given, IntrinsicsSource::Dataset, IntrinsicsSource::Table,
                  IntrinsicsSource::Estimated, IntrinsicsSource::Refined});

    out.camFromBase = readPose(member(json, "", "T_cam_base"), "T_cam_base");
    out.camFromBaseGuess = readPose(optionalMember(json, "T_cam_base_guess"), "T_cam_base_guess");
    const bool failed = out.status == CalibrationStatus::Failed;
    if (failed == out.camFromBase.has_value())
        throw FieldError{failed ? "a failed calibration must have T_cam_base null (a guess goes to "
                                  "T_cam_base_guess)"
                                : "T_cam_base is null although the status is not failed"};

    const Json& covariance = optionalMember(json, "covariance");
    if (!covariance.is_null()) out.covariance = readMatrix<6, 6>(covariance, "covariance");
    out.quality = readQuality(optionalMember(json, "quality"));
    const Json& framesUsed = optionalMember(json, "frames_used");
    if (!framesUsed.is_null()) {
        if (!framesUsed.is_array()) fieldError("frames_used", "a list of frame numbers");
        for (const Json& frame : framesUsed)
            out.framesUsed.push_back(readInteger(frame, "frames_used", 0, INT32_MAX));
    }
    const Json& backend = optionalMember(json, "backend");
    if (!backend.is_null()) out.backend = readText(backend, "backend");
    const Json& seed = optionalMember(json, "seed");
    if (!seed.is_null()) {
        if (!seed.is_number_unsigned()) fieldError("seed", "a whole number >= 0");
        out.seed = seed.get<uint64_t>();
    }
    out.timing = readTiming(optionalMember(json, "timing_s"));
    readProvenance(optionalMember(json, "provenance"), out);
    return out;
}

}  // namespace

std::string calibrationToJson(const Calibration& c) {
    const bool failed = c.status == CalibrationStatus::Failed;
    Json json;
    json["format"] = kFormat;
    json["version"] = kVersion;
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
    json["covariance"] = c.covariance ? matrixToJson(*c.covariance) : Json(nullptr);
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
    const Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) return inputError("{}: this is not valid JSON; calibrate again.", what);
    try {
        return readAll(json);
    } catch (const FieldError& error) {
        return inputError("{}: {}.", what, error.message);
    }
}

Result<void> writeCalibration(const Calibration& calibration, const std::filesystem::path& path) {
    return writeFileAtomically(path, std::string_view(calibrationToJson(calibration)));
}

Result<Calibration> readCalibration(const std::filesystem::path& path) {
    const Result<std::string> text = readFile(path, kMaxFileBytes);
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
