// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAction>
#include <QDialog>
#include <QLabel>
#include <QPushButton>

#include "app/studio/batch_calibration.h"
#include "app/studio/desk_controller.h"
#include "app/studio/recording_loader.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"

// What the window solves for besides the pose, it solves for in batches too.

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::waitUntil;

class AlsoSolve : public test::PourDataset {
protected:
    void SetUp() override {
        ASSERT_TRUE(importReview(list(), source(), RunContext{}));
        // A lens that is off by a tenth, and nobody's guess.
        auto session = Session::open(sessionOf(source(), {}));
        ASSERT_TRUE(session);
        const auto recording = *readRecording(*session, 3);
        m_state = recording->initialStates()[0];
        // Points that a person placed: they say where the camera is, and how long its lens.
        for (int frame = 0; frame < recording->episode.frameCount; ++frame) {
            for (size_t link = 1; link < recording->model().links().size(); ++link) {
                const Eigen::Vector3d inLink(0.01, 0.02, 0.03);
                const auto point = recording->motion.pointInBase(frame, static_cast<int>(link), inLink);
                const auto pixel =
                    point ? m_state.intrinsics.camera.project(s_truth[3] * *point) : std::nullopt;
                if (!pixel) continue;
                const int id = static_cast<int>(m_state.keypoints.size()) + 1;
                m_state.keypoints.push_back({id, frame, static_cast<int>(link), inLink, *pixel});
            }
        }
        ASSERT_GE(m_state.keypoints.size(), 12U);
        m_state.intrinsics.camera.fx *= 1.1;
        m_state.intrinsics.camera.fy *= 1.1;
        m_state.intrinsics.source = IntrinsicsSource::Given;
    }
    std::optional<Calibration> batch(const RefineSet& refine, bool locked = false) {
        BatchTask task;
        task.list = list();
        task.reviewer = u"ada"_s;
        task.session = sessionOf(source(), {});
        task.items = {(*(*ReviewStore::open(list()))->items())[3]};
        task.refine = refine;
        m_state.intrinsics.locked = locked;
        task.open[{3, u"front"_s}] = m_state;
        const auto outcome = runBatch(
            task, [](const JobItem&) {}, RunContext{});
        EXPECT_TRUE(outcome) << outcome.error().message;
        auto result = readCalibration(reviewResultPath(list(), 3, "front"));
        EXPECT_TRUE(result) << result.error().message;
        return result ? std::optional(std::move(*result)) : std::nullopt;
    }

    CameraState m_state;
};

TEST_F(AlsoSolve, ABatchSolvesForTheFocalLengthWhereItIsAsked) {
    const auto plain = batch({});
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->camera.fx, m_state.intrinsics.camera.fx);
    RefineSet focal;
    focal.focal = true;
    const auto solved = batch(focal);
    ASSERT_TRUE(solved);
    EXPECT_NE(solved->camera.fx, m_state.intrinsics.camera.fx);
    EXPECT_EQ(solved->intrinsicsSource, IntrinsicsSource::Refined);
    const auto locked = batch(focal, true);
    ASSERT_TRUE(locked);
    EXPECT_EQ(locked->camera.fx, m_state.intrinsics.camera.fx) << "a lock holds in a batch as well";
}

TEST_F(AlsoSolve, WhatAnItemDoesNotHaveIsLeftOut) {
    const RefineSet all{true, true, true, true, true, true};
    m_state.keypoints.clear();  // what is found does not matter, and is found sooner without
    EXPECT_TRUE(batch(all)) << "one arm: there is no other whose base could be found";
}

TEST_F(AlsoSolve, TheMenuCountsForTheBatchAndTheDialogSaysSo) {
    const auto window = open();
    ASSERT_TRUE(window->editor().hasDocument());
    window->actions()[ActionId::SolveFocal]->setChecked(true);
    window->actions()[ActionId::CalibrateList]->trigger();
    auto* dialog = window->findChild<QDialog*>(u"batchDialog"_s);
    ASSERT_TRUE(dialog);
    const QString name = window->actions()[ActionId::SolveFocal]->text().remove(u'&');
    EXPECT_TRUE(dialog->findChild<QLabel*>(u"batchSummary"_s)->text().contains(name));
    dialog->findChild<QPushButton*>(u"batchStart"_s)->click();
    ASSERT_TRUE(waitUntil([&] { return !window->desk().batch().isRunning(); }));
    EXPECT_TRUE(readCalibration(reviewResultPath(list(), 3, "front")));
}

}  // namespace
}  // namespace camframe
