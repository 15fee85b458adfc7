// SPDX-License-Identifier: Apache-2.0
// Rendered robots against pictures that another renderer (Blender Cycles) made at the true camera pose.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include <fstream>

#include "model/core/episode.h"
#include "model/core/io/image_io.h"
#include "model/core/io/truth_file.h"
#include "model/core/io/urdf_reader.h"
#include "render/test_scene.h"
#include "support/shared_data.h"

namespace camframe {
namespace {

struct Agreement {
    size_t both = 0, either = 0, sameLink = 0;
    size_t beyondOneMm = 0;  ///< Pixels whose depth differs by more than the files' rounding.
};

class BlenderTruth : public ::testing::TestWithParam<const char*> {};

TEST_P(BlenderTruth, MaskLinkAndDepthAgree) {
    CAMFRAME_SHARED_OR_SKIP(folder, std::string("data/synthetic/") + GetParam());
    auto reader = openDataset(folder);
    ASSERT_TRUE(reader) << reader.error().message;
    const auto episode = (*reader)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    const auto robot = readUrdf(*episode->urdf, {});
    ASSERT_TRUE(robot) << robot.error().message;
    const auto motion = computeMotion(*robot, *episode);
    ASSERT_TRUE(motion) << motion.error().message;
    const auto truth = readCameraTruth(folder / "truth.json");
    ASSERT_TRUE(truth) << truth.error().message;
    const auto geometry = test::geometryOf(*robot);
    auto renderer = test::cpuRenderer(geometry, 2);

    std::ifstream file(folder / "truth.json");
    const auto linkNames = nlohmann::json::parse(file).at("link_index").get<std::vector<std::string>>();
    const CameraStream& stream = episode->cameras.at(0);
    const auto camera =
        CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "K");
    ASSERT_TRUE(camera);
    std::vector<int> frames;
    for (int frame = 0; frame < episode->frameCount; frame += 7) frames.push_back(frame);
    std::vector<RenderView> views;
    for (const int frame : frames)
        views.push_back(
            {*camera, truth->at(0).camFromBase, motion->baseFromLink[static_cast<size_t>(frame)], nullptr});
    const auto rendered = renderer->render(views, {});
    ASSERT_TRUE(rendered) << rendered.error().message;

    Agreement sum;
    for (size_t i = 0; i < frames.size(); ++i) {
        const std::string name = fmt::format("{}/{:06d}.png", stream.name, frames[i]);
        const auto visible = readMask(folder / "truth/mask" / name);
        const auto amodal = readMask(folder / "truth/mask_amodal" / name);
        const auto links = readRgb(folder / "truth/link" / name);
        const auto depth = readDepthMm(folder / "truth/depth" / name);
        ASSERT_TRUE(visible && amodal && links && depth);
        const RenderedFrame& frame = (*rendered)[i];
        for (int y = 0; y < frame.linkId.height; ++y)
            for (int x = 0; x < frame.linkId.width; ++x) {
                const bool a = frame.linkId.at(x, y) != 0, b = amodal->at(x, y) != 0;
                sum.either += a || b;
                if (!a || !b) continue;
                // Links and depth are only known where nothing stands in front of the robot.
                if (visible->at(x, y) == 0) {
                    --sum.either;
                    continue;
                }
                ++sum.both;
                const auto link = static_cast<size_t>(geometry->linkOfId(frame.linkId.at(x, y)));
                const int label = links->at(x, y, 0);
                sum.sameLink +=
                    label > 0 && linkNames[static_cast<size_t>(label) - 1] == robot->links()[link].name;
                sum.beyondOneMm += std::abs(frame.depth.at(x, y) * 1000 - depth->at(x, y)) > 1.0F;
            }
    }
    const double iou = static_cast<double>(sum.both) / static_cast<double>(sum.either);
    const double link = static_cast<double>(sum.sameLink) / static_cast<double>(sum.both);
    const double deep = static_cast<double>(sum.beyondOneMm) / static_cast<double>(sum.both);
    std::printf("%s: IoU %.6f, same link %.6f, depth off by more than 1 mm %.6f (%zu pixels)\n", GetParam(),
                iou, link, deep, sum.both);
    EXPECT_GT(sum.both, 100000U);
    EXPECT_GT(iou, 0.999);
    EXPECT_GT(link, 0.998);
    EXPECT_LT(deep, 0.005);
}

INSTANTIATE_TEST_SUITE_P(Recordings, BlenderTruth,
                         ::testing::Values("franka_hand_clean", "ur5e_robotiq", "so100"));

}  // namespace
}  // namespace camframe
