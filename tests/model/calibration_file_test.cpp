// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/calibration_file.h"

#include <gmock/gmock.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "support/temp_dir.h"

namespace camframe {
namespace {

using nlohmann::json;
using test::TempDir;
using ::testing::HasSubstr;

RigidTransform awkwardPose(unsigned seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(-1, 1);
    Vector6d delta;
    for (int i = 0; i < 6; ++i) delta[i] = uniform(random);
    return expPose(delta);
}

Calibration fullCalibration() {
    Calibration c;
    c.status = CalibrationStatus::Review;
    c.reasons = {"First reason.", "第二"};
    c.dataset = "a \"quoted\" name";
    c.episode = 41;
    c.robot = "panda";
    c.cameraName = "front/right";
    c.camera = {640, 480, 615.1234567890123, 1.0 / 3.0 + 600, 322.7, 236.4, {0.1, -0.02, 1e-5, -3e-7, 0.004}};
    c.intrinsicsSource = IntrinsicsSource::Given;
    c.camFromBase = awkwardPose(3);
    Matrix6d covariance;
    for (int i = 0; i < 36; ++i) covariance(i / 6, i % 6) = 1e-9 / (1 + i);
    c.covariance = covariance;
    c.quality.maskIou = 0.1 + 0.2;
    c.quality.risk = 1e-17;
    c.framesUsed = {0, 7, 59};
    c.backend = "vulkan:llvmpipe";
    c.seed = std::numeric_limits<uint64_t>::max();
    c.timing = {3.25, 5.5, 0.1, 0.2, 0.3, 0.4, 0.7};
    c.inputs = {{"dataset", "/some/where"}, {"robot", "panda"}};
    c.alternatives = {{awkwardPose(4), 0.97, 12, "alternatives/01.png"}, {awkwardPose(5), 0.9, 0, ""}};
    c.edits = {{"accept", "", "2026-01-02T03:04:05Z"}};
    c.lagFrames = Estimate{2.7182818284590451, 0.1};
    c.jointOffsets = {{"joint \"6\"", {1.0 / 3, 1e-3}}, {"joint7", {-0.1, {}}}};
    c.armBases = {{"right", "fr_base", awkwardPose(9), covariance}, {"third", "b", awkwardPose(10), {}}};
    return c;
}

TEST(CalibrationFile, RoundTripIsExact) {
    const TempDir dir;
    for (unsigned seed = 0; seed < 20; ++seed) {
        Calibration written = fullCalibration();
        written.camFromBase = awkwardPose(seed);
        const auto path = calibrationPath(dir.path(), written.episode, written.cameraName);
        ASSERT_TRUE(writeCalibration(written, path));
        const Result<Calibration> read = readCalibration(path);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(read->status, written.status);
        EXPECT_EQ(read->reasons, written.reasons);
        EXPECT_EQ(read->dataset, written.dataset);
        EXPECT_EQ(read->episode, written.episode);
        EXPECT_EQ(read->robot, written.robot);
        EXPECT_EQ(read->cameraName, written.cameraName);
        EXPECT_EQ(read->camera.matrix(), written.camera.matrix());
        EXPECT_EQ(read->camera.distortion, written.camera.distortion);
        ASSERT_TRUE(read->lagFrames.has_value());
        EXPECT_EQ(read->lagFrames->value, written.lagFrames->value);
        EXPECT_EQ(read->lagFrames->sigma, written.lagFrames->sigma);
        ASSERT_EQ(read->jointOffsets.size(), written.jointOffsets.size());
        for (const auto& [name, offset] : written.jointOffsets) {
            EXPECT_EQ(read->jointOffsets.at(name).value, offset.value);
            EXPECT_EQ(read->jointOffsets.at(name).sigma, offset.sigma);
        }
        ASSERT_EQ(read->armBases.size(), written.armBases.size());
        for (const ArmBaseCorrection& arm : written.armBases) {
            const auto found = std::find_if(read->armBases.begin(), read->armBases.end(),
                                            [&](const auto& other) { return other.arm == arm.arm; });
            ASSERT_NE(found, read->armBases.end());
            EXPECT_EQ(found->link, arm.link);
            EXPECT_EQ(found->correction.matrix(), arm.correction.matrix());
            EXPECT_EQ(found->covariance, arm.covariance);
        }
        EXPECT_EQ(read->intrinsicsSource, written.intrinsicsSource);
        EXPECT_EQ(read->camFromBase->matrix(), written.camFromBase->matrix());
        EXPECT_FALSE(read->camFromBaseGuess);
        EXPECT_EQ(*read->covariance, *written.covariance);
        EXPECT_EQ(read->quality.maskIou, written.quality.maskIou);
        EXPECT_EQ(read->quality.risk, written.quality.risk);
        EXPECT_FALSE(read->quality.holdoutIou);
        ASSERT_EQ(read->alternatives.size(), 2U);
        for (size_t i = 0; i < 2; ++i) {
            const AlternativePose &a = read->alternatives[i], &b = written.alternatives[i];
            EXPECT_EQ(a.camFromBase.matrix(), b.camFromBase.matrix());
            EXPECT_EQ(a.score, b.score);
            EXPECT_EQ(a.frame, b.frame);
            EXPECT_EQ(a.picture, b.picture);
        }
        EXPECT_EQ(read->framesUsed, written.framesUsed);
        EXPECT_EQ(read->backend, written.backend);
        EXPECT_EQ(read->seed, written.seed);
        EXPECT_EQ(read->timing.refine, written.timing.refine);
        EXPECT_EQ(read->inputs, written.inputs);
        ASSERT_EQ(read->edits.size(), 1u);
        EXPECT_EQ(read->edits[0].action, "accept");
        EXPECT_EQ(calibrationToJson(*read), calibrationToJson(written));
    }
}

TEST(CalibrationFile, HasTheFieldsOfTheContract) {
    Calibration c = fullCalibration();
    c.covariance.reset();
    const json file = json::parse(calibrationToJson(c));
    EXPECT_EQ(file["format"], "camframe-calibration");
    EXPECT_EQ(file["version"], 1);
    EXPECT_EQ(file["status"], "review");
    EXPECT_EQ(file["camera"]["K_source"], "given");
    EXPECT_EQ(file["camera"]["K"][0][2], 322.7);
    EXPECT_EQ(file["T_cam_base"].size(), 4u);
    EXPECT_EQ(file["T_cam_base"][3], json::parse("[0,0,0,1]"));
    EXPECT_TRUE(file.contains("covariance") && file["covariance"].is_null());
    for (const char* key :
         {"mask_iou", "contour_rms_px", "track_rms_px", "holdout_iou", "expected_tcp_error_mm", "risk"})
        EXPECT_TRUE(file["quality"].contains(key)) << key;
    EXPECT_TRUE(file["quality"]["holdout_iou"].is_null());
    for (const char* key : {"total", "cpu", "decode", "track", "segment", "init", "refine"})
        EXPECT_TRUE(file["timing_s"].contains(key)) << key;
    EXPECT_THAT(file["provenance"]["tool"], HasSubstr("camframe "));
    EXPECT_EQ(file["provenance"]["inputs"]["robot"], "panda");
    EXPECT_FALSE(file.contains("T_cam_base_guess"));
}

TEST(CalibrationFile, FailedKeepsItsPoseOnlyAsAGuess) {
    Calibration c = fullCalibration();
    c.status = CalibrationStatus::Failed;
    const json file = json::parse(calibrationToJson(c));
    EXPECT_TRUE(file["T_cam_base"].is_null());
    const Result<Calibration> read = calibrationFromJson(file.dump(), "c.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_FALSE(read->camFromBase);
    EXPECT_EQ(read->camFromBaseGuess->matrix(), c.camFromBase->matrix());
}

TEST(CalibrationFile, ValuesThatAreNotFiniteBecomeNull) {
    Calibration c = fullCalibration();
    c.quality.contourRmsPx = std::nan("");
    EXPECT_TRUE(json::parse(calibrationToJson(c))["quality"]["contour_rms_px"].is_null());
}

TEST(CalibrationFile, RotationsWithFourDecimalsAreMadeOrthonormal) {
    json file = json::parse(calibrationToJson(fullCalibration()));
    for (auto& row : file["T_cam_base"])
        for (auto& value : row) value = std::round(value.get<double>() * 1e4) / 1e4;
    const Result<Calibration> read = calibrationFromJson(file.dump(), "c.json");
    ASSERT_TRUE(read) << read.error().message;
    const Eigen::Matrix3d r = read->camFromBase->linear();
    EXPECT_LT((r * r.transpose() - Eigen::Matrix3d::Identity()).cwiseAbs().maxCoeff(), 1e-14);
    EXPECT_LT((r - fullCalibration().camFromBase->linear()).cwiseAbs().maxCoeff(), 1e-3);
}

struct Damage {
    const char* name;
    const char* pointer;   ///< Field that is changed.
    const char* value;     ///< Empty: removed.
    const char* expected;  ///< Part of the sentence.
};

class CalibrationFileDamage : public ::testing::TestWithParam<Damage> {};

TEST_P(CalibrationFileDamage, IsRefusedWithASentence) {
    const Damage& damage = GetParam();
    json file = json::parse(calibrationToJson(fullCalibration()));
    const json::json_pointer pointer(damage.pointer);
    if (*damage.value)
        file[pointer] = json::parse(damage.value);
    else
        file[pointer.parent_pointer()].erase(pointer.back());
    const Result<Calibration> read = calibrationFromJson(file.dump(), "c.json");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::Input);
    EXPECT_THAT(read.error().message, HasSubstr("c.json"));
    EXPECT_THAT(read.error().message, HasSubstr(damage.expected));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, CalibrationFileDamage,
    ::testing::Values(
        Damage{"OtherFormat", "/format", "\"something\"", "format"},
        Damage{"NewerVersion", "/version", "2", "version"}, Damage{"NoVersion", "/version", "", "version"},
        Damage{"UnknownStatus", "/status", "\"great\"", "status"},
        Damage{"NegativeEpisode", "/episode", "-1", "episode"}, Damage{"NoCamera", "/camera", "", "camera"},
        Damage{"HugeWidth", "/camera/width", "1000000", "width"},
        Damage{"SingularK", "/camera/K", "[[0,0,0],[0,0,0],[0,0,1]]", "camera.K"},
        Damage{"ShortK", "/camera/K", "[[1,0,0]]", "camera.K"},
        Damage{"PoseMissing", "/T_cam_base", "null", "T_cam_base"},
        Damage{"PoseWithScale", "/T_cam_base", "[[2,0,0,0],[0,2,0,0],[0,0,2,0],[0,0,0,1]]", "T_cam_base"},
        Damage{"PoseWithNull", "/T_cam_base/0/0", "null", "T_cam_base"},
        Damage{"PoseOfAFailure", "/status", "\"failed\"", "T_cam_base"},
        Damage{"CovarianceShape", "/covariance", "[[1]]", "covariance"},
        Damage{"FiguresAreNumbers", "/quality/risk", "\"low\"", "quality.risk"},
        Damage{"NegativeSeed", "/seed", "-4", "seed"},
        Damage{"InputsAreAnObject", "/provenance/inputs", "[1]", "inputs"}),
    [](const auto& damage) { return damage.param.name; });

TEST(CalibrationFile, TextThatIsNotJsonIsRefused) {
    for (const char* text : {"", "{", "[1,2", "{\"format\": \"camframe-calibration\"", "null", "[]"}) {
        const Result<Calibration> read = calibrationFromJson(text, "c.json");
        ASSERT_FALSE(read) << text;
        EXPECT_THAT(read.error().message, HasSubstr("c.json"));
    }
}

TEST(CalibrationFile, FailedWriteLeavesNothing) {
    const TempDir dir;
    std::ofstream(dir / "file") << "x";
    const Result<void> written = writeCalibration(fullCalibration(), dir / "file" / "calibration.json");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::Output);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(dir.path()), {}), 1);
}

TEST(CalibrationPath, IsOneFolderPerCamera) {
    EXPECT_EQ(calibrationPath("out", 7, "observation/images.top"),
              std::filesystem::path("out/000007/observation%2Fimages.top/calibration.json"));
    EXPECT_EQ(encodePathComponent("plain name-1.x"), "plain name-1.x");
    EXPECT_EQ(encodePathComponent("100%"), "100%25");
    EXPECT_EQ(encodePathComponent(std::string("a\nb\x7F")), "a%0Ab%7F");
    EXPECT_EQ(encodePathComponent("."), "%2E");
    EXPECT_EQ(encodePathComponent(".."), "%2E%2E");
    EXPECT_EQ(encodePathComponent("..."), "...");
    EXPECT_EQ(encodePathComponent("顶部"), "顶部");
    EXPECT_EQ(std::filesystem::path(encodePathComponent("")).filename(), "%");
}

}  // namespace
}  // namespace camframe
