// SPDX-License-Identifier: Apache-2.0
/// The whole road on a small recording: calibrate, evaluate, render, export.
#include <gmock/gmock.h>

#include <csignal>
#include <fstream>
#include <sstream>

#include "app/demo_recording.h"
#include "app/program.h"
#include "app/true_result.h"
#include "model/core/evaluation.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"
#include "model/core/io/truth_file.h"
#include "support/coco_rle_reader.h"
#include "support/h5_file.h"
#include "support/text_file.h"

namespace camframe {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::bareTrueResult;
using test::contents;
using test::decodeRle;
using test::demoRecording;
using test::H5File;
using test::runCamframe;
using test::TempDir;
using test::writeResult;
using ::testing::HasSubstr;

RigidTransform truePose() {
    const auto truth = readCameraTruth(demoRecording() / "truth.json");
    EXPECT_TRUE(truth) << truth.error().message;
    return truth->at(0).camFromBase;
}

fs::path truthPicture(const std::string& kind, int frame) {
    char name[16];
    std::snprintf(name, sizeof name, "%06d.png", frame);
    return demoRecording() / "truth" / kind / "front" / name;
}

TEST(Road, CalibratesFromMasksAndARoughStart) {
    const TempDir dir;
    const Eigen::Matrix4d rough =
        perturbLeft((Vector6d() << 0.03, -0.03, 0.02, 0.01, 0.01, 0.02).finished(), truePose()).matrix();
    std::ofstream(dir / "init.txt") << rough;
    std::vector<std::string> arguments = {"calibrate", demoRecording().string(),
                                          "--masks",   (demoRecording() / "truth" / "mask").string(),
                                          "--init",    (dir / "init.txt").string(),
                                          "--out",     (dir / "out").string(),
                                          "--json",    "--quiet"};
    const auto run = runCamframe(arguments);
    ASSERT_EQ(run.exitCode, 0) << run.err << run.out;
    const json summary = json::parse(run.out);
    ASSERT_EQ(summary["results"].size(), 1u);
    EXPECT_EQ(summary["results"][0]["format"], "camframe-calibration");
    EXPECT_GT(summary["peak_memory_mib"], 1);
    const fs::path file = summary["results"][0]["file"].get<std::string>();
    EXPECT_EQ(file, dir / "out" / "000000" / "front" / "calibration.json");

    const auto evaluated = runCamframe(
        {"evaluate", (dir / "out").string(), (demoRecording() / "truth.json").string(), "--json", "--quiet"});
    ASSERT_EQ(evaluated.exitCode, 0) << evaluated.err;
    const json figures = json::parse(evaluated.out)["camera_episodes"][0];
    EXPECT_LT(figures["rotation_deg"], 0.3);
    EXPECT_LT(figures["translation_mm"], 10);
    EXPECT_LT(figures["add_mm"], 5);
    EXPECT_GT(figures["mask_iou"], 0.95);
    EXPECT_EQ(figures["mask_iou_frames"], 10);
    EXPECT_EQ(figures["right"], true);

    // --resume keeps what was made from the same inputs, and only that.
    const std::string before = contents(file);
    arguments.push_back("--resume");
    const auto resumed = runCamframe(arguments);
    EXPECT_EQ(resumed.exitCode, 0);
    EXPECT_EQ(json::parse(resumed.out)["kept"], 1);
    EXPECT_EQ(contents(file), before);
    arguments.insert(arguments.end(), {"--seed", "5"});
    const auto other = runCamframe(arguments);
    EXPECT_EQ(json::parse(other.out)["kept"], 0);
    EXPECT_EQ(json::parse(contents(file))["seed"], 5);
}

TEST(Road, EvaluateFindsNoErrorInTheTruth) {
    const TempDir dir;
    const fs::path file = writeResult(dir / "out", bareTrueResult());
    for (const fs::path& truth : {demoRecording() / "truth.json", file}) {
        const auto run = runCamframe({"evaluate", file.string(), truth.string(), "--json", "--quiet"});
        ASSERT_EQ(run.exitCode, 0) << run.err;
        const json all = json::parse(run.out);
        const json figures = all["camera_episodes"][0];
        EXPECT_LT(figures["rotation_deg"], 1e-10);
        EXPECT_LT(figures["translation_mm"], 1e-10);
        EXPECT_LT(figures["add_mm"], 1e-10);
        EXPECT_GT(figures["mask_iou"], 0.97) << "an independent ray caster made the true masks";
        EXPECT_EQ(all["right"], 1);
        EXPECT_NEAR(all["add_auc_percent"].get<double>(), 100, 1e-9);
    }
}

TEST(Road, EvaluateCountsAFailureAsWrong) {
    const TempDir dir;
    Calibration failed = bareTrueResult();
    failed.status = CalibrationStatus::Failed;
    writeResult(dir / "out", failed);
    const auto run = runCamframe(
        {"evaluate", (dir / "out").string(), (demoRecording() / "truth.json").string(), "--json"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json all = json::parse(run.out);
    EXPECT_TRUE(all["camera_episodes"][0]["rotation_deg"].is_null());
    EXPECT_EQ(all["camera_episodes"][0]["right"], false);
    EXPECT_EQ(all["add_auc_percent"], 0);
}

TEST(Road, RenderDrawsWhatTheTruthShows) {
    const TempDir dir;
    const std::string file = writeResult(dir / "out", bareTrueResult()).string();
    const auto render = [&](const std::string& what) {
        const fs::path png = dir / (what + ".png");
        const auto run =
            runCamframe({"render", demoRecording().string(), "--calibration", file, "--episode", "0",
                         "--camera", "front", "--frame", "6", "--out", png.string(), "--what", what});
        EXPECT_EQ(run.exitCode, 0) << run.err;
        return png;
    };
    const auto mask = readMask(render("mask"));
    ASSERT_TRUE(mask) << mask.error().message;
    EXPECT_GT(maskIou(*mask, *readMask(truthPicture("mask_amodal", 6))), 0.97);

    const fs::path linksFile = render("links");
    const auto links = readRgb(linksFile), trueLinks = readRgb(truthPicture("link", 6));
    ASSERT_TRUE(links && trueLinks);
    int equal = 0, robot = 0;
    for (size_t i = 0; i < links->data.size(); i += 3)
        if (trueLinks->data[i] != 0) {
            ++robot;
            equal += links->data[i] == trueLinks->data[i];
        }
    EXPECT_GT(robot, 500);
    EXPECT_GT(equal, 0.93 * robot);
    EXPECT_THAT(contents(linksFile), HasSubstr("demo_link1"));

    const auto depth = readDepthMm(render("depth")), trueDepth = readDepthMm(truthPicture("depth", 6));
    ASSERT_TRUE(depth && trueDepth);
    int near = 0, both = 0;
    for (size_t i = 0; i < depth->data.size(); ++i) {
        EXPECT_EQ(depth->data[i] != 0, mask->data[i] != 0);
        if (depth->data[i] == 0 || trueLinks->data[3 * i] == 0) continue;
        ++both;
        near += std::abs(depth->data[i] - trueDepth->data[i]) <= 2;
    }
    EXPECT_GT(near, 0.97 * both);

    // The overlay changes the picture where the robot is, and only there.
    const auto overlay = readRgb(render("overlay")), wireframe = readRgb(render("wireframe"));
    const auto reader = openDataset(demoRecording());
    const auto episode = (*reader)->readEpisode(0);
    const auto picture = (*(*reader)->openFrames(*episode, episode->cameras[0]))->read(6);
    ASSERT_TRUE(overlay && wireframe && picture);
    int changed = 0, outside = 0, wires = 0, strayWires = 0;
    for (int y = 0; y < mask->height; ++y)
        for (int x = 0; x < mask->width; ++x) {
            const auto differs = [&](const ImageU8& image) {
                return image.at(x, y, 0) != picture->at(x, y, 0) || image.at(x, y, 2) != picture->at(x, y, 2);
            };
            bool nearRobot = false;
            for (int v = std::max(0, y - 1); v <= std::min(mask->height - 1, y + 1); ++v)
                for (int u = std::max(0, x - 1); u <= std::min(mask->width - 1, x + 1); ++u)
                    nearRobot |= mask->at(u, v) != 0;
            (mask->at(x, y) ? changed : outside) += differs(*overlay);
            wires += differs(*wireframe);
            strayWires += differs(*wireframe) && !nearRobot;
        }
    EXPECT_GT(changed, 0.9 * robot);
    EXPECT_EQ(outside, 0);
    EXPECT_GT(wires, 100);
    EXPECT_EQ(strayWires, 0) << "edges are drawn to the pixel they fall on";
}

TEST(Road, RenderRefusesWhatDoesNotBelongTogether) {
    const TempDir dir;
    const std::string file = writeResult(dir / "out", bareTrueResult()).string();
    const std::string png = (dir / "x.png").string();
    const auto refused = [&](std::vector<std::string> arguments, const std::string& part) {
        arguments.insert(arguments.begin(), {"render", demoRecording().string(), "--out", png});
        const auto run = runCamframe(arguments);
        EXPECT_THAT(run.exitCode, ::testing::AnyOf(1, 2));
        EXPECT_EQ(run.errorLines().size(), 1u) << run.err;
        EXPECT_THAT(run.err, HasSubstr(part));
        EXPECT_FALSE(fs::exists(png));
    };
    refused({"--calibration", file, "--camera", "rear"}, "rear");
    refused({"--calibration", file, "--camera", "front", "--frame", "10"}, "--frame 10");
    refused({"--calibration", "missing.json", "--camera", "front"}, "missing.json");
    Calibration small = bareTrueResult();
    small.camera = small.camera.resized(80, 60);
    refused({"--calibration", writeResult(dir / "out", small).string(), "--camera", "front"}, "80x60");
    Calibration failed = bareTrueResult();
    failed.status = CalibrationStatus::Failed;
    failed.camFromBase.reset();
    refused({"--calibration", writeResult(dir / "out", failed).string(), "--camera", "front"}, "failed");
}

TEST(Road, ExportedLabelsShowWhatTheTruthShows) {
    const TempDir dir;
    writeResult(dir / "out", bareTrueResult());
    const auto run = runCamframe({"export", (dir / "out").string(), "--format", "hdf5", "--out",
                                  (dir / "export").string(), "--json", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    EXPECT_EQ(json::parse(run.out)["cameras"][0]["valid_frames"], 10);
    const H5File file(dir / "export" / "episode_000000.h5");
    const auto masks = file.texts("/labels/front/left/mask_all"),
               amodal = file.texts("/labels/front/left/mask_all_amodal"),
               arm = file.texts("/labels/front/left/mask_arm"),
               gripper = file.texts("/labels/front/left/mask_gripper"),
               gripperAmodal = file.texts("/labels/front/left/mask_gripper_amodal"),
               links = file.texts("/labels/front/links");
    const auto boxes = file.numbers("/labels/front/left/bbox_all");
    const auto uvd = file.numbers("/labels/front/left/uvd");
    ASSERT_EQ(masks.size(), 10u);
    for (size_t t = 0; t < 10; ++t) {
        const ImageU8 all = decodeRle(masks[t]);
        EXPECT_GT(maskIou(all, *readMask(truthPicture("mask_amodal", static_cast<int>(t)))), 0.97) << t;
        EXPECT_EQ(decodeRle(amodal[t]), all) << "one arm alone is hidden by nothing";
        // Arm and gripper share no pixel and make up the whole; the gripper alone covers at least what is
        // seen.
        const ImageU8 a = decodeRle(arm[t]), g = decodeRle(gripper[t]), whole = decodeRle(gripperAmodal[t]);
        int x1 = 1000, y2 = -1;
        for (int y = 0; y < all.height; ++y)
            for (int x = 0; x < all.width; ++x) {
                ASSERT_EQ(a.at(x, y) + g.at(x, y), all.at(x, y));
                ASSERT_LE(g.at(x, y), whole.at(x, y));
                if (all.at(x, y)) x1 = std::min(x1, x), y2 = y;
            }
        EXPECT_EQ(boxes[4 * t], x1);
        EXPECT_EQ(boxes[4 * t + 3], y2);
        int pixels = 0;
        const json byLink = json::parse(links[t]);
        for (const auto& [name, rle] : byLink.items()) {
            const ImageU8 link = decodeRle(rle.dump());
            pixels += static_cast<int>(std::count(link.data.begin(), link.data.end(), 255));
        }
        EXPECT_EQ(pixels, std::count(all.data.begin(), all.data.end(), 255));
        EXPECT_GT(uvd[3 * t + 2], 0.1);
    }
}

TEST(Road, ExportChoosesWhatWasAccepted) {
    const TempDir dir;
    Calibration calibration = bareTrueResult();
    calibration.status = CalibrationStatus::Review;
    writeResult(dir / "out", calibration);
    const auto exported = [&](const std::string& only) {
        return runCamframe({"export", (dir / "out").string(), "--format", "hdf5", "--out",
                            (dir / ("export_" + only)).string(), "--only", only, "--single-file", "--quiet"});
    };
    const auto none = exported("accepted");
    EXPECT_EQ(none.exitCode, 1);
    EXPECT_EQ(none.errorLines().size(), 1u) << none.err;
    EXPECT_FALSE(fs::exists(dir / "export_accepted"));
    const auto all = exported("all");
    EXPECT_EQ(all.exitCode, 0) << all.err;
    EXPECT_EQ(
        H5File(dir / "export_all" / "episodes.h5").shape("/episodes/000000/actions/front/left/tcp_pose"),
        (std::vector<hsize_t>{10, 4, 4}));
    calibration.status = CalibrationStatus::Ok;
    calibration.edits = {{"accept", "", "2026-01-01T00:00:00Z"}};
    writeResult(dir / "out", calibration);
    EXPECT_EQ(exported("accepted").exitCode, 0);
    calibration.status = CalibrationStatus::Review;
    calibration.edits.push_back({"drag_camera", "", "2026-01-01T00:00:01Z"});
    writeResult(dir / "out", calibration);
    EXPECT_EQ(exported("accepted").exitCode, 1) << "the accepted pose was another one";
}

TEST(Road, InfoDescribesTheRecording) {
    const auto run = runCamframe({"info", demoRecording().string(), "--json", "--quiet"});
    ASSERT_EQ(run.exitCode, 0) << run.err;
    const json info = json::parse(run.out);
    EXPECT_EQ(info["episodes"], 1);
    EXPECT_EQ(info["episode"]["frames"], 10);
    EXPECT_EQ(info["episode"]["cameras"][0]["name"], "front");
    EXPECT_EQ(info["robot"]["arms"][0]["joints"].size(), 7u);
    EXPECT_EQ(info["robot"]["valid_frames"], 10);
    const auto people = runCamframe({"info", demoRecording().string()});
    EXPECT_EQ(people.exitCode, 0);
    EXPECT_THAT(people.out, HasSubstr("front"));
}

TEST(Road, CtrlCStopsCleanly) {
    const TempDir dir;
    for (const int signal : {SIGINT, SIGTERM}) {
        const auto run = test::runCamframeAndSignal(
            {"calibrate", demoRecording().string(), "--out", (dir / "out").string()}, signal);
        EXPECT_EQ(run.exitCode, 1) << run.err;
        EXPECT_THAT(run.err, HasSubstr("Stopped"));
        EXPECT_THAT(run.out, ::testing::IsEmpty());
        EXPECT_FALSE(fs::exists(dir / "out"));
    }
}

}  // namespace
}  // namespace camframe
