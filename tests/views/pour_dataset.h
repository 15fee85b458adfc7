// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest/QTest>
#include <array>

#include "app/review/review_import.h"
#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "tests/support/run_context.h"
#include "tests/support/temp_dir.h"
#include "tests/views/gui_watch.h"
#include "tests/views/wait_until.h"
#include "views/widgets/banner.h"

namespace camframe::test {

/// A dataset of four short episodes filmed by one camera, "front"; the first three are calibrated, the second
/// without trust.
class PourDataset : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        s_folder = std::make_unique<TempDir>();
        for (int episode = 0; episode < 4; ++episode) {
            SyntheticOptions options;
            options.width = 160;
            options.height = 120;
            options.frames = 3;
            options.seed = static_cast<uint64_t>(episode) + 1;
            const auto recording = generate(*robot, options, RunContext{});
            ASSERT_TRUE(recording) << recording.error().message;
            ASSERT_TRUE(writeRecording(*recording, *s_folder / "data" / fmt::format("pour_{}", episode), "",
                                       RunContext{}));
            s_truth[static_cast<size_t>(episode)] = recording->camFromBase;
            if (episode == 3) continue;
            Calibration result;
            result.status = episode == 1 ? CalibrationStatus::Review : CalibrationStatus::Ok;
            result.reasons = {};
            if (episode == 1) result.reasons = {"look"};
            result.dataset = "data";
            result.episode = episode;
            result.robot = "demo";
            result.cameraName = "front";
            result.camera = recording->camera;
            result.camFromBase = recording->camFromBase;
            result.quality.risk = 0.02 + 0.1 * episode;
            ASSERT_TRUE(writeCalibration(result, calibrationPath(*s_folder / "out", episode, "front")));
        }
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    ReviewSource source() const {
        return {QString::fromStdString((*s_folder / "data").string()),
                QString::fromStdString((*s_folder / "out").string()),
                QStringLiteral("demo"),
                {},
                {}};
    }
    QString list() const { return m_folder.filePath(QStringLiteral("list.camreview")); }
    /// The window with the list open and an item on show.
    std::unique_ptr<MainWindow> open() {
        auto window = std::make_unique<MainWindow>(m_languages);
        window->show();
        QSignalSpy arrived(&window->review(), &ReviewSession::arrived);
        window->openReview(list(), source(), {});
        EXPECT_TRUE(waitUntil([&] { return !arrived.isEmpty(); })) << window->banner().text().toStdString();
        return window;
    }
    static int episodeOnShow(MainWindow& window) { return window.editor().recording().episodeIndex; }

    static inline std::unique_ptr<TempDir> s_folder;
    static inline std::array<RigidTransform, 4> s_truth;
    QTemporaryDir m_folder;
    Languages m_languages;
};

}  // namespace camframe::test
