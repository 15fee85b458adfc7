// SPDX-License-Identifier: Apache-2.0
/// Two biases that move other mask optimisers by millimetres, and that ours must be free of: edges inside the
/// robot taken for its outline, and pixel centres assumed half a pixel away.
#include <gtest/gtest.h>

#include <algorithm>

#include "calib/contour_refinement.h"
#include "calib/mask_evidence.h"
#include "calib/robot_scene.h"
#include "model/core/evaluation.h"
#include "support/run_context.h"

namespace camframe {
namespace {

using test::RobotScene;

/// Every triangle with corners of its own, as files are that store normals per corner.
RobotModel withSplitVertices(const RobotModel& robot) {
    std::vector<Link> links = robot.links();
    for (Link& link : links)
        for (Visual& visual : link.visuals) {
            if (!visual.mesh) continue;
            auto split = std::make_shared<TriangleMesh>();
            for (const auto& triangle : visual.mesh->triangles) {
                const auto first = static_cast<uint32_t>(split->vertices.size());
                for (const uint32_t v : triangle) split->vertices.push_back(visual.mesh->vertices[v]);
                split->triangles.push_back({first, first + 1, first + 2});
            }
            visual.mesh = split;
        }
    return *RobotModel::create(robot.name(), std::move(links), robot.joints());
}

/// Exact masks of the ray caster, whose rays pass through integer pixel positions.
struct ExactMasks {
    RobotScene scene{large()};
    const SyntheticRecording& recording = scene.recording;
    std::vector<ContourFrame> frames;
    std::vector<MaskField> fields;

    static SyntheticOptions large() {
        SyntheticOptions options = RobotScene::small(5, 24, false);
        options.width = 640;
        options.height = 480;
        return options;
    }
    ExactMasks() {
        for (size_t f = 0; f < recording.frames.size(); ++f) {
            frames.push_back({scene.motion.baseFromLink[f], nullptr});
            fields.push_back(makeMaskField(recording.frames[f].maskAmodal, {}));
        }
    }

    PoseError errorWith(const CameraModel& camera) const {
        const auto renderer = std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
        const auto observe = [&](int f, const RenderedFrame& rendered, std::vector<ContourMeasurement>& out) {
            observeMask(fields[static_cast<size_t>(f)], rendered, false, out);
        };
        Vector6d off;
        off << 0.01, -0.01, 0.008, -0.01, 0.01, 0.012;
        ContourRefinementOptions options;
        options.firstScalePx = 8;
        options.lastScalePx = 0.5;
        options.maxIterations = 60;
        const auto result =
            refineContour(*renderer, camera, frames, observe, {}, perturbLeft(off, recording.camFromBase),
                          options, test::withThreads(2));
        return comparePoses(result->camFromBase, recording.camFromBase);
    }
};

TEST(MaskBias, PixelCentresAreWhereTheGeneratorPutsThem) {
    const ExactMasks problem;
    const PoseError exact = problem.errorWith(problem.recording.camera);
    EXPECT_LT(exact.rotationDeg, 0.003);
    EXPECT_LT(exact.translationMm, 0.05);
    // The same with centres half a pixel away shows that the bounds above can tell.
    CameraModel shifted = problem.recording.camera;
    shifted.cx += 0.5;
    shifted.cy += 0.5;
    const PoseError wrong = problem.errorWith(shifted);
    EXPECT_GT(wrong.rotationDeg, 0.03);
    EXPECT_GT(wrong.translationMm, 0.1);
}

TEST(MaskBias, EdgesInsideTheRobotMeasureNothing) {
    const RobotScene scene(11, 6, false);
    const RobotModel split = withSplitVertices(scene.robot);
    const auto splitGeometry = std::make_shared<const RobotGeometry>(*RobotGeometry::build(split, {}));
    const auto welded = std::move(*makeRenderer(scene.geometry, {.backend = RenderBackend::Cpu}));
    const auto torn = std::move(*makeRenderer(splitGeometry, {.backend = RenderBackend::Cpu}));
    int inner = 0;
    for (size_t f = 0; f < scene.recording.frames.size(); ++f) {
        const std::vector<RenderView> views{
            {scene.recording.camera, scene.recording.camFromBase, scene.motion.baseFromLink[f], nullptr}};
        const auto rendered = welded->render(views, {});
        const auto fromSplit = torn->render(views, {});
        ASSERT_TRUE(rendered.has_value());
        ASSERT_TRUE(fromSplit.has_value());
        const ImageU8& ids = (*rendered)[0].linkId;
        EXPECT_EQ(ids, (*fromSplit)[0].linkId);
        const MaskField field = makeMaskField(scene.recording.frames[f].maskAmodal, {});
        for (const bool twoSided : {false, true}) {
            std::vector<ContourMeasurement> ours, theirs;
            observeMask(field, (*rendered)[0], twoSided, ours);
            observeMask(field, (*fromSplit)[0], twoSided, theirs);
            ASSERT_GT(ours.size(), 100U);
            ASSERT_EQ(ours.size(), theirs.size());
            for (size_t i = 0; i < ours.size(); ++i) {
                EXPECT_EQ(ours[i].pixel, theirs[i].pixel);
                EXPECT_EQ(ours[i].residual, theirs[i].residual);
                const int x = static_cast<int>(ours[i].pixel.x()), y = static_cast<int>(ours[i].pixel.y());
                EXPECT_NE(ids.at(x, y), 0);
                const bool outline =
                    (x > 0 && ids.at(x - 1, y) == 0) || (x + 1 < ids.width && ids.at(x + 1, y) == 0) ||
                    (y > 0 && ids.at(x, y - 1) == 0) || (y + 1 < ids.height && ids.at(x, y + 1) == 0);
                EXPECT_TRUE(outline) << x << ' ' << y;
            }
        }
        for (int y = 0; y < ids.height; ++y)
            for (int x = 0; x + 1 < ids.width; ++x)
                inner += ids.at(x, y) != 0 && ids.at(x + 1, y) != 0 && ids.at(x, y) != ids.at(x + 1, y);
    }
    EXPECT_GT(inner, 300);  // there are edges between links that could have been mistaken
}

}  // namespace
}  // namespace camframe
