// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model/qt/step_table.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/execute_sql.h"
#include "tests/views/tiny_recording.h"

// Undo and redo go on in the next session, as if the window had never been closed.

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::movedPose;
using test::posesNear;
using test::tinyPose;
using test::tinyRecording;

std::shared_ptr<const FrameMask> dot(int x, bool ignored = false) {
    FrameMask mask;
    mask.robot = ImageU8(64, 48);
    mask.robot.at(x, 5) = 255;
    if (ignored) {
        mask.ignore = ImageU8(64, 48);
        mask.ignore.at(x, 9) = 255;
    }
    return std::make_shared<const FrameMask>(std::move(mask));
}

class UndoHistory : public ::testing::Test {
protected:
    QString path() const { return QString::fromStdString((m_folder / "p.camframe").string()); }
    std::unique_ptr<ProjectDocument> open() {
        auto document = ProjectDocument::open(tinyRecording(), path());
        EXPECT_TRUE(document) << document.error().message;
        return document ? std::move(*document) : nullptr;
    }
    test::TempDir m_folder;
};

/// One step of every kind, on both cameras in turns.
void doEverything(ProjectDocument& document) {
    Intrinsics intrinsics = document.camera(0).intrinsics;
    intrinsics.camera.fx = 77.123456789012345;
    intrinsics.source = IntrinsicsSource::Given;
    Calibration run;
    run.status = CalibrationStatus::Review;
    run.reasons = {"look"};
    run.cameraName = "left";
    run.camera = intrinsics.camera;
    run.intrinsicsSource = IntrinsicsSource::Refined;
    run.camFromBase = movedPose(0.2);
    pushPose(document, 0, EditAction::EnterPose, tinyPose());
    pushMask(document, 1, EditAction::PaintMask, 2, dot(3));
    pushKeypoints(document, 0, EditAction::AddKeypoint, {{1, 1, 2, {0.01, 0.02, 0.03}, {1.0 / 3, 20}}},
                  movedPose(0.1));
    pushMask(document, 1, EditAction::PaintMask, 2, dot(7, true));
    pushMask(document, 1, EditAction::PaintMask, 4, dot(8));
    pushIntrinsics(document, 0, EditAction::EnterIntrinsics, intrinsics);
    pushMask(document, 1, EditAction::ClearMask, 2, nullptr);
    pushVerdict(document, 0, Verdict::Rejected, "dark");
    pushRun(document, 0, EditAction::Calibrate, run);
}

/// What the document says of itself, for comparing sessions.
std::vector<std::string> outline(const ProjectDocument& document) {
    std::vector<std::string> all;
    for (int camera = 0; camera < 2; ++camera) {
        const CameraState& state = document.camera(camera);
        std::string line =
            fmt::format("{} fx {:.17g} verdict {} {} run {}", state.name, state.intrinsics.camera.fx,
                        static_cast<int>(state.verdict), state.verdictReason, state.run.has_value());
        if (state.camFromBase)
            for (const double value : state.camFromBase->matrix().reshaped())
                line += fmt::format(" {:.17g}", value);
        for (const Keypoint& keypoint : state.keypoints)
            line += fmt::format(" k{} {} {} {:.17g} {:.17g}", keypoint.id, keypoint.frame, keypoint.link,
                                keypoint.pointInLink.z(), keypoint.pixel.x());
        for (const auto& [frame, mask] : state.masks) {
            line += fmt::format(" m{}", frame);
            for (size_t i = 0; i < mask->robot.data.size(); ++i)
                if (mask->robot.data[i]) line += fmt::format(" {}", i);
            if (!mask->ignore.empty()) line += " ignored";
        }
        all.push_back(line);
        for (const CalibrationEdit& edit : document.edits(camera))
            all.push_back(edit.action + " " + edit.detail + " " + edit.time);
    }
    return all;
}

TEST_F(UndoHistory, EveryStepCanBeUndoneAndRedoneInTheNextSession) {
    std::vector<std::vector<std::string>> states;
    {
        const auto document = open();
        doEverything(*document);
        const int count = document->undoStack().count();
        ASSERT_EQ(count, 9);
        for (int i = 0; i <= count; ++i) {
            document->undoStack().setIndex(i);
            states.push_back(outline(*document));
        }
    }
    // A session per step backwards, then one that walks all the way.
    for (int i = 9; i > 0; --i) {
        const auto document = open();
        ASSERT_EQ(document->undoStack().index(), i);
        ASSERT_EQ(document->undoStack().count(), 9) << "what was undone can be redone";
        EXPECT_EQ(outline(*document), states[static_cast<size_t>(i)]);
        document->undoStack().undo();
        EXPECT_EQ(outline(*document), states[static_cast<size_t>(i) - 1]) << "step " << i;
    }
    const auto document = open();
    EXPECT_FALSE(document->undoStack().canUndo());
    for (int i = 1; i <= 9; ++i) {
        document->undoStack().redo();
        EXPECT_EQ(outline(*document), states[static_cast<size_t>(i)]) << "step " << i;
    }
}

TEST_F(UndoHistory, ANewStepForgetsWhatWasUndoneBefore) {
    {
        const auto document = open();
        doEverything(*document);
        document->undoStack().setIndex(4);
    }
    {
        const auto document = open();
        pushPose(*document, 1, EditAction::EnterPose, movedPose(0.4));
        EXPECT_EQ(document->undoStack().count(), 5);
    }
    const auto document = open();
    EXPECT_EQ(document->undoStack().count(), 5);
    document->undoStack().undo();
    EXPECT_FALSE(document->camera(1).camFromBase);
    document->undoStack().undo();
    EXPECT_EQ(document->camera(1).masks.at(2)->robot, dot(3)->robot);
}

TEST_F(UndoHistory, AGestureThatWentOnIsOneStepWithItsLastValue) {
    {
        const auto document = open();
        pushPose(*document, 0, EditAction::EnterPose, tinyPose());
        const int drag = document->newGesture();
        for (const double metres : {0.1, 0.2, 0.3})
            pushPose(*document, 0, EditAction::DragCamera, movedPose(metres), drag);
    }
    const auto document = open();
    ASSERT_EQ(document->undoStack().count(), 2);
    document->undoStack().undo();
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, tinyPose(), 0, 0));
    document->undoStack().redo();
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.3), 0, 0));
    // A gesture of this session does not continue one of the last.
    pushPose(*document, 0, EditAction::DragCamera, movedPose(0.5), document->newGesture());
    EXPECT_EQ(document->undoStack().count(), 3);
}

TEST_F(UndoHistory, StepsThatDoNotLeadToTheStateAreLeftOutAndTheStateStays) {
    for (const QString& damage :
         {u"UPDATE steps SET after = '{}' WHERE position = 5"_s, u"UPDATE steps SET before = 'x'"_s,
          u"DELETE FROM steps WHERE position = 3"_s, u"UPDATE steps SET camera = 'nobody'"_s,
          u"UPDATE steps SET action = 'conjure' WHERE position = 2"_s,
          u"UPDATE step_masks SET robot_before = X'7fffffff00' WHERE position = 3"_s,
          u"UPDATE project SET value = '99' WHERE key = 'steps_done'"_s}) {
        std::filesystem::remove(m_folder / "p.camframe");
        std::vector<std::string> before;
        {
            const auto document = open();
            doEverything(*document);
            before = outline(*document);
        }
        test::executeSql(path(), damage);
        {
            const auto document = open();
            ASSERT_TRUE(document);
            EXPECT_EQ(outline(*document), before) << damage.toStdString();
            EXPECT_FALSE(document->undoStack().canUndo()) << damage.toStdString();
            pushVerdict(*document, 0, Verdict::Skipped);
        }
        const auto document = open();
        EXPECT_EQ(document->undoStack().count(), 1) << damage.toStdString();
        EXPECT_EQ(document->camera(0).verdict, Verdict::Skipped);
    }
}

TEST_F(UndoHistory, OnlyTheLastStepsComeBack) {
    const int count = StepTable::limit + 30;
    {
        const auto document = open();
        for (int i = 1; i <= count; ++i) pushPose(*document, 0, EditAction::EnterPose, movedPose(0.001 * i));
    }
    {
        const auto document = open();
        EXPECT_EQ(document->undoStack().count(), StepTable::limit);
        EXPECT_EQ(document->edits(0).size(), static_cast<size_t>(count)) << "the history stays whole";
        document->undoStack().setIndex(0);
        EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.030), 0, 1e-12));
        document->undoStack().setIndex(StepTable::limit);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(1));
    }
    const auto document = open();
    EXPECT_EQ(document->undoStack().count(), StepTable::limit);
    EXPECT_EQ(document->edits(0).size(), static_cast<size_t>(count) + 1);
}

TEST_F(UndoHistory, WhatChangesNothingLeavesWhatWasUndone) {
    const auto document = open();
    pushPose(*document, 0, EditAction::EnterPose, tinyPose());
    pushMask(*document, 0, EditAction::PaintMask, 2, dot(3));
    pushVerdict(*document, 0, Verdict::Accepted);
    pushPose(*document, 0, EditAction::NudgeCamera, movedPose(0.1));
    document->undoStack().undo();
    ASSERT_EQ(document->camera(0).verdict, Verdict::Accepted);
    pushVerdict(*document, 0, Verdict::Accepted);
    pushMask(*document, 0, EditAction::PaintMask, 2, dot(3));
    ASSERT_TRUE(document->undoStack().canRedo());
    document->undoStack().redo();
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.1), 0, 1e-15));
}

}  // namespace
}  // namespace camframe
