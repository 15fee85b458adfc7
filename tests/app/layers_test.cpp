// SPDX-License-Identifier: Apache-2.0
/// Layers of a recording with known truth, against direct projection and the ray caster's pictures.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>

#include "app/program.h"
#include "app/true_result.h"
#include "model/core/evaluation.h"
#include "model/core/io/image_io.h"
#include "model/core/io/robot_profile.h"
#include "support/coco_rle_reader.h"
#include "support/h5_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::decodeRle;
using test::demoRecording;
using test::H5File;
using test::runCamframe;
using test::TempDir;
using ::testing::HasSubstr;

constexpr size_t kFrames = 10, kPoints = 150;

/// The layers of the demo recording with its true pose, made once.
const fs::path& layerFile() {
    static const TempDir dir;
    static const fs::path file = [] {
        const fs::path result = test::writeResult(dir / "out", test::trueResult());
        const auto run =
            runCamframe({"layers", result.string(), "--out", (dir / "layers").string(), "--points",
                         std::to_string(kPoints), "--horizon", "4", "--margin", "5", "--json"});
        EXPECT_EQ(run.exitCode, 0) << run.err;
        const auto summary = json::parse(run.out, nullptr, false);
        EXPECT_EQ(summary["files"].size(), 1U) << run.out;
        return dir / "layers/layers_000000.h5";
    }();
    return file;
}

/// Robot, motion and camera of the demo recording, read independently of the layers' code.
struct Truth {
    Episode episode = *(*openDataset(demoRecording()))->readEpisode(0);
    Robot robot = *loadRobot("demo", {}, "", &episode);
    RobotMotion motion;
    Calibration calibration = test::trueResult();

    Truth() {
        applyJointAliases(robot, episode);
        motion = *computeMotion(robot.model, episode);
    }
    Eigen::Vector3d inCam(size_t frame, int link, const Eigen::Vector3d& inLink) const {
        return *calibration.camFromBase * (motion.baseFromLink[frame][static_cast<size_t>(link)] * inLink);
    }
};

ImageU8 truthPicture(const char* kind, size_t frame) {
    const auto picture =
        readRgb(demoRecording() / "truth" / kind / "front" / fmt::format("{:06d}.png", frame));
    EXPECT_TRUE(picture) << picture.error().message;
    return *picture;
}

TEST(Layers, SurfaceTracksAreTheDirectProjection) {
    const Truth truth;
    const H5File file(layerFile());
    ASSERT_EQ(file.shape("/surface/front/uv"), (std::vector<hsize_t>{kPoints, kFrames, 2}));
    const auto uv = file.numbers("/surface/front/uv"), xyz = file.numbers("/surface/front/xyz"),
               inLink = file.numbers("/surface/front/point_in_link"),
               flow = file.numbers("/surface/front/flow_uv"), flow3 = file.numbers("/surface/front/flow_xyz");
    const auto links = file.texts("/surface/front/link");
    for (size_t i = 0; i < kPoints; ++i)
        for (size_t t = 0; t < kFrames; ++t) {
            const int link = truth.robot.model.findLink(links[i]);
            ASSERT_GE(link, 0);
            const Eigen::Vector3d p =
                truth.inCam(t, link, {inLink[3 * i], inLink[3 * i + 1], inLink[3 * i + 2]});
            const size_t at = i * kFrames + t;
            EXPECT_LT((p - Eigen::Vector3d(xyz[3 * at], xyz[3 * at + 1], xyz[3 * at + 2])).norm(), 1e-6);
            const auto pixel = truth.calibration.camera.project(p);
            ASSERT_TRUE(pixel);
            EXPECT_LT((*pixel - Eigen::Vector2d(uv[2 * at], uv[2 * at + 1])).norm(), 1e-3);
            if (t + 1 == kFrames) continue;
            const size_t step = i * (kFrames - 1) + t;
            EXPECT_NEAR(flow[2 * step], uv[2 * (at + 1)] - uv[2 * at], 1e-3);
            EXPECT_NEAR(flow3[3 * step + 2], xyz[3 * (at + 1) + 2] - xyz[3 * at + 2], 1e-6);
        }
}

TEST(Layers, VisibilityAgreesWithTheRayCaster) {
    const Truth truth;
    const H5File file(layerFile());
    const auto uv = file.numbers("/surface/front/uv"), xyz = file.numbers("/surface/front/xyz"),
               visible = file.numbers("/surface/front/visible"),
               inside = file.numbers("/surface/front/in_picture");
    int shown = 0, hidden = 0;
    for (size_t t = 0; t < kFrames; ++t) {
        const auto depth = readDepthMm(demoRecording() / "truth/depth/front" / fmt::format("{:06d}.png", t));
        ASSERT_TRUE(depth) << depth.error().message;
        const ImageU8 robot = truthPicture("mask", t);
        for (size_t i = 0; i < kPoints; ++i) {
            const size_t at = i * kFrames + t;
            if (inside[at] == 0) {
                EXPECT_EQ(visible[at], 0);
                continue;
            }
            const int x = static_cast<int>(std::lround(uv[2 * at])),
                      y = static_cast<int>(std::lround(uv[2 * at + 1]));
            // Other objects may stand before the robot; the layer does not claim to know them.
            if (robot.at(x, y) == 0) continue;
            const double before = xyz[3 * at + 2] - 0.001 * depth->at(x, y);
            if (before > 0.02) {
                EXPECT_EQ(visible[at], 0)
                    << "point " << i << " frame " << t << " is " << before << " m behind";
                ++hidden;
            } else if (before < 0.001) {
                EXPECT_EQ(visible[at], 1) << "point " << i << " frame " << t;
                ++shown;
            }
        }
    }
    EXPECT_GT(shown, 100);
    EXPECT_GT(hidden, 100);
}

TEST(Layers, RemovalMasksHoldTheRobotAndTheirMargin) {
    const H5File file(layerFile());
    const auto masks = file.texts("/removal/front/mask"),
               grown = file.texts("/removal/front/mask_with_margin");
    ASSERT_EQ(masks.size(), kFrames);
    for (const size_t t : {size_t{0}, size_t{5}}) {
        const ImageU8 mask = decodeRle(masks[t]), margin = decodeRle(grown[t]);
        ImageU8 rgb = truthPicture("mask_amodal", t), truth(mask.width, mask.height);
        for (size_t i = 0; i < truth.data.size(); ++i) truth.data[i] = rgb.data[3 * i];
        EXPECT_GT(maskIou(mask, truth), 0.99);
        for (int y = 0; y < mask.height; ++y)
            for (int x = 0; x < mask.width; ++x) {
                bool near = false;
                for (int v = std::max(0, y - 5); v <= std::min(mask.height - 1, y + 5) && !near; ++v)
                    for (int u = std::max(0, x - 5); u <= std::min(mask.width - 1, x + 5) && !near; ++u)
                        near = mask.at(u, v) && (u - x) * (u - x) + (v - y) * (v - y) <= 25;
                ASSERT_EQ(margin.at(x, y) != 0, near) << x << ' ' << y;
            }
    }
}

TEST(Layers, MotionTracksAndAimStartAtTheTool) {
    const Truth truth;
    const H5File file(layerFile());
    const Arm& arm = truth.robot.arms[0];
    const auto now = file.numbers("/tracks/front/left/uv_now"),
               coming = file.numbers("/tracks/front/left/uv"),
               valid = file.numbers("/tracks/front/left/valid"), from = file.numbers("/aim/front/left/from"),
               to = file.numbers("/aim/front/left/to"), end = file.numbers("/aim/front/left/end");
    const size_t points = file.shape("/tracks/front/left/uv_now")[1];
    EXPECT_EQ(file.shape("/tracks/front/left/uv"), (std::vector<hsize_t>{kFrames, points, 4, 2}));
    for (size_t t = 0; t < kFrames; ++t) {
        const Eigen::Vector3d tcp = truth.inCam(t, arm.tcpLink, arm.linkFromTcp.translation());
        const auto pixel = truth.calibration.camera.project(tcp);
        EXPECT_NEAR(now[2 * t * points], pixel->x(), 1e-3);
        EXPECT_NEAR(now[2 * t * points + 1], pixel->y(), 1e-3);
        for (size_t s = 0; s < 4; ++s) {
            const size_t at = t * points * 4 + s;
            ASSERT_EQ(valid[at], t + 1 + s < kFrames ? 1 : 0);
            if (valid[at] == 0) continue;
            EXPECT_NEAR(coming[2 * at], now[2 * (t + 1 + s) * points], 1e-3);
        }
        const Eigen::Vector3d a(from[3 * t], from[3 * t + 1], from[3 * t + 2]),
            b(to[3 * t], to[3 * t + 1], to[3 * t + 2]);
        EXPECT_LT((a - tcp).norm(), 1e-9);
        EXPECT_EQ(end[t], 2) << "the recording has no depth pictures";
        EXPECT_NEAR((b - a).norm(), 0.3, 1e-9);
        const Eigen::Vector3d approach =
            truth.calibration.camFromBase->linear() *
            (truth.motion.baseFromLink[t][static_cast<size_t>(arm.tcpLink)].linear() *
             arm.linkFromTcp.linear().col(2));
        EXPECT_LT(((b - a).normalized() - approach).norm(), 1e-9);
    }
}

TEST(Layers, AimMeetsTheSurfaceOfTheDepthPictures) {
    // In every frame the depth picture is a wall 15 cm before the tool, square to its approach.
    const Truth truth;
    const Arm& arm = truth.robot.arms[0];
    const CameraModel& camera = truth.calibration.camera;
    const TempDir dir;
    fs::copy(demoRecording(), dir / "recording", fs::copy_options::recursive);
    std::vector<bool> wallSeen;
    for (size_t t = 0; t < kFrames; ++t) {
        const RigidTransform tool = *truth.calibration.camFromBase *
                                    truth.motion.baseFromLink[t][static_cast<size_t>(arm.tcpLink)] *
                                    arm.linkFromTcp;
        const Eigen::Vector3d n = tool.linear().col(2), target = tool.translation() + 0.15 * n;
        ImageU16 depth(camera.width, camera.height);
        for (int y = 0; y < depth.height; ++y)
            for (int x = 0; x < depth.width; ++x)
                if (const double z = n.dot(target) / n.dot(camera.unproject({x, y}, 1)); z > 0 && z < 60)
                    depth.at(x, y) = static_cast<uint16_t>(std::lround(1000 * z));
        ASSERT_TRUE(writePng(dir / "recording/depth/front" / fmt::format("{:06d}.png", t), depth));
        // The camera must be on the tool's side of the wall and see its middle.
        const auto pixel = camera.project(target);
        wallSeen.push_back(n.dot(target) > 0.05 && pixel && pixel->x() > 3 && pixel->y() > 3 &&
                           pixel->x() < camera.width - 4 && pixel->y() < camera.height - 4);
    }
    Calibration result = test::trueResult();
    result.inputs["dataset"] = (dir / "recording").string();
    const auto run = runCamframe({"layers", test::writeResult(dir / "out", result).string(), "--out",
                                  (dir / "layers").string(), "--what", "aim"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const H5File file(dir / "layers/layers_000000.h5");
    EXPECT_TRUE(file.has("/aim/front/left/to"));
    EXPECT_FALSE(file.has("/surface/front/uv")) << "only what was asked for";
    const auto length = file.numbers("/aim/front/left/length"), end = file.numbers("/aim/front/left/end");
    int met = 0;
    for (size_t t = 0; t < kFrames; ++t) {
        if (!wallSeen[t]) continue;
        ++met;
        EXPECT_EQ(end[t], 1) << t;
        EXPECT_NEAR(length[t], 0.15, 0.01) << t;
    }
    EXPECT_GT(met, 2);
}

TEST(Layers, LanguageSpeaksOfEveryFrame) {
    const H5File file(layerFile());
    const auto start = file.numbers("/language/front/left/start"),
               end = file.numbers("/language/front/left/end");
    const auto texts = file.texts("/language/front/left/text");
    ASSERT_FALSE(start.empty());
    EXPECT_EQ(start.front(), 0);
    EXPECT_EQ(end.back(), kFrames - 1);
    for (const std::string& text : texts) EXPECT_FALSE(text.empty());
    EXPECT_THAT(file.text("/language/front/left", "source"), HasSubstr("CalibAll"));
    EXPECT_EQ(file.numbers("/frames").size(), kFrames);
}

TEST(Layers, AreTheSameBytesAgain) {
    const TempDir dir;
    const fs::path result = test::writeResult(dir / "out", test::trueResult());
    const auto run = runCamframe({"layers", result.string(), "--out", (dir / "layers").string(), "--points",
                                  std::to_string(kPoints), "--horizon", "4", "--margin", "5", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    EXPECT_EQ(run.out + run.err, "");
    std::ifstream a(layerFile(), std::ios::binary), b(dir / "layers/layers_000000.h5", std::ios::binary);
    EXPECT_TRUE(std::string(std::istreambuf_iterator<char>(a), {}) ==
                std::string(std::istreambuf_iterator<char>(b), {}));
}

TEST(Layers, RefusalsNameTheMendAndLeaveNothing) {
    const TempDir dir;
    const fs::path result = test::writeResult(dir / "out", test::trueResult());
    const std::string out = (dir / "layers").string();
    const auto unknown = runCamframe({"layers", result.string(), "--out", out, "--what", "language,shadows"});
    EXPECT_EQ(unknown.exitCode, 2);
    EXPECT_THAT(unknown.err, HasSubstr("'shadows' is not one of language"));
    const auto camera = runCamframe({"layers", result.string(), "--out", out, "--camera", "top"});
    EXPECT_EQ(camera.exitCode, 2);
    EXPECT_THAT(camera.err, HasSubstr("it has 'front'"));
    Calibration failed = test::trueResult();
    failed.status = CalibrationStatus::Failed;
    failed.camFromBase.reset();
    const auto none =
        runCamframe({"layers", test::writeResult(dir / "failed", failed).string(), "--out", out});
    EXPECT_EQ(none.exitCode, 1);
    EXPECT_THAT(none.err, HasSubstr("no calibration with a pose"));
    EXPECT_FALSE(fs::exists(out));
}

}  // namespace
}  // namespace camframe
