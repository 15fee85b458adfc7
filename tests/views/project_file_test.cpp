// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <filesystem>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/gui_watch.h"
#include "tests/views/tiny_recording.h"

// The file of a project is written by a thread of its own, and nothing that a person did gets lost by that.

namespace camframe {
namespace {

using namespace std::chrono_literals;
using test::movedPose;
using test::posesNear;
using test::tinyRecording;

class ProjectFileThread : public ::testing::Test {
protected:
    QString pathOf(const char* name) const { return QString::fromStdString((m_folder / name).string()); }
    std::unique_ptr<ProjectDocument> open(const char* name = "p.camframe") {
        auto document = ProjectDocument::open(tinyRecording(), pathOf(name));
        EXPECT_TRUE(document) << document.error().message;
        return document ? std::move(*document) : nullptr;
    }
    /// What a program would find that starts after this one was killed now.
    std::unique_ptr<ProjectDocument> openAsAfterAKill() {
        for (const char* suffix : {"", "-wal"}) {
            std::filesystem::copy_file(m_folder / (std::string("p.camframe") + suffix),
                                       m_folder / (std::string("killed.camframe") + suffix),
                                       std::filesystem::copy_options::overwrite_existing);
        }
        return open("killed.camframe");
    }

    test::TempDir m_folder;
};

TEST_F(ProjectFileThread, TheThreadOfTheWindowNeverTouchesTheFile) {
    test::GuiWatch watch;
    {
        const auto document = open();
        ASSERT_TRUE(document);
        QSignalSpy saved(document.get(), &ProjectDocument::saved);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.1));
        ASSERT_TRUE(saved.wait());
        document->undoStack().undo();
        ASSERT_TRUE(document->save());
    }
    ASSERT_TRUE(open());
    EXPECT_EQ(watch.entered(), 0);
}

TEST_F(ProjectFileThread, AStepIsHandedOverOnlyWhenTheOneBeforeIsInTheFile) {
    const auto document = open();
    ASSERT_TRUE(document);
    document->file()->stall(300ms);
    pushPose(*document, 0, EditAction::EnterPose, movedPose(0.1));
    EXPECT_TRUE(document->hasUnsaved()) << "nobody waits for the last step";
    pushPose(*document, 1, EditAction::EnterPose, movedPose(0.2));
    const auto killed = openAsAfterAKill();
    ASSERT_TRUE(killed);
    ASSERT_TRUE(killed->camera(0).camFromBase);
    EXPECT_TRUE(posesNear(*killed->camera(0).camFromBase, movedPose(0.1), 0, 1e-15));
    EXPECT_GE(killed->undoStack().count(), 1);
}

TEST_F(ProjectFileThread, ADragDoesNotWaitForItsOwnBeginning) {
    const auto document = open();
    ASSERT_TRUE(document);
    document->file()->stall(300ms);
    const int drag = document->newGesture();
    for (int i = 1; i <= 20; ++i) pushPose(*document, 0, EditAction::DragCamera, movedPose(0.01 * i), drag);
    EXPECT_TRUE(document->hasUnsaved()) << "it did not wait";
    EXPECT_TRUE(document->save());
    const auto killed = openAsAfterAKill();
    ASSERT_TRUE(killed);
    EXPECT_TRUE(posesNear(*killed->camera(0).camFromBase, movedPose(0.2), 0, 1e-15));
    EXPECT_EQ(killed->undoStack().count(), 1);
}

TEST_F(ProjectFileThread, ADiskThatDoesNotAnswerIsSaidAndLosesNothing) {
    {
        const auto document = open();
        ASSERT_TRUE(document);
        QSignalSpy failures(document.get(), &ProjectDocument::saveFailed);
        document->file()->stall(2500ms);
        for (int i = 1; i <= 5; ++i) pushPose(*document, i % 2, EditAction::EnterPose, movedPose(0.1 * i));
        ASSERT_EQ(failures.count(), 1);
        EXPECT_TRUE(failures[0][0].toString().contains(document->path()));
        EXPECT_TRUE(document->hasUnsaved()) << "it was waited for once, not for every step";
        EXPECT_TRUE(document->save());
        EXPECT_EQ(failures.count(), 1);
        EXPECT_FALSE(document->hasUnsaved());
    }
    const auto document = open();
    ASSERT_TRUE(document);
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.4), 0, 1e-15));
    EXPECT_TRUE(posesNear(*document->camera(1).camFromBase, movedPose(0.5), 0, 1e-15));
    EXPECT_EQ(document->undoStack().count(), 5);
}

TEST_F(ProjectFileThread, ClosingWaitsForTheDisk) {
    {
        const auto document = open();
        ASSERT_TRUE(document);
        document->file()->stall(300ms);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.1));
    }
    const auto document = open();
    ASSERT_TRUE(document);
    EXPECT_TRUE(document->camera(0).camFromBase);
}

TEST_F(ProjectFileThread, WhatWasRefusedIsWrittenWithTheNextStepAndNotWithoutIt) {
    {
        const auto document = open();
        ASSERT_TRUE(document);
        QSignalSpy failures(document.get(), &ProjectDocument::saveFailed);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.1));
        ASSERT_TRUE(document->save());
        document->file()->refuseWrites(true);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.2));
        pushPose(*document, 1, EditAction::EnterPose, movedPose(0.3));
        EXPECT_FALSE(document->save());
        EXPECT_GE(failures.count(), 2) << "every attempt is told";
        {
            const auto killed = openAsAfterAKill();
            ASSERT_TRUE(killed);
            EXPECT_TRUE(posesNear(*killed->camera(0).camFromBase, movedPose(0.1), 0, 1e-15));
            EXPECT_FALSE(killed->camera(1).camFromBase);
            EXPECT_EQ(killed->undoStack().count(), 1);
        }
        document->file()->refuseWrites(false);
        // About the other camera: the refused step of the first must come with it.
        QSignalSpy saved(document.get(), &ProjectDocument::saved);
        pushPose(*document, 1, EditAction::NudgeCamera, movedPose(0.4));
        ASSERT_TRUE(saved.wait());
        EXPECT_FALSE(document->hasUnsaved());
    }
    const auto document = open();
    ASSERT_TRUE(document);
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.2), 0, 1e-15));
    EXPECT_TRUE(posesNear(*document->camera(1).camFromBase, movedPose(0.4), 0, 1e-15));
    ASSERT_EQ(document->undoStack().count(), 4);
    document->undoStack().setIndex(0);
    EXPECT_FALSE(document->camera(0).camFromBase);
    EXPECT_FALSE(document->camera(1).camFromBase);
}

TEST_F(ProjectFileThread, ADocumentOnAThreadWithoutEventsIsSavedToo) {
    std::thread([this] {
        const auto document = open();
        ASSERT_TRUE(document);
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.1));
        EXPECT_TRUE(document->save());
        pushPose(*document, 0, EditAction::EnterPose, movedPose(0.2));
    }).join();
    const auto document = open();
    ASSERT_TRUE(document);
    EXPECT_TRUE(posesNear(*document->camera(0).camFromBase, movedPose(0.2), 0, 1e-15));
}

}  // namespace
}  // namespace camframe
