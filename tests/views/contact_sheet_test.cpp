// SPDX-License-Identifier: Apache-2.0
#include "views/docks/contact_sheet.h"

#include <gtest/gtest.h>

#include <QtTest/QTest>

#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/slow_stills.h"
#include "tests/views/tiny_recording.h"
#include "views/widgets/still_list.h"

namespace camframe {
namespace {

TEST(ContactSheet, ShowsTellingFramesAndMarksThoseThatTheFitHasNotUsed) {
    ProjectDocument document(test::tinyRecording());
    Editor editor;
    editor.setDocument(&document, nullptr);
    Calibration run;
    run.status = CalibrationStatus::Ok;
    run.reasons = {};
    run.camera = document.camera(0).intrinsics.camera;
    run.camFromBase = test::tinyPose();
    run.framesUsed = {0, 1, 2};
    pushRun(document, 0, EditAction::Calibrate, run);
    test::SlowStills stills;
    ContactSheet sheet(editor);
    sheet.resize(900, 300);
    sheet.setAttribute(Qt::WA_DontShowOnScreen);
    sheet.show();
    sheet.setStills(&stills);
    ASSERT_GE(stills.asked.size(), 3U) << "start, middle, end at least";
    std::vector<int> frames;
    for (const auto& [serial, request] : stills.asked) {
        frames.push_back(request.frame);
        EXPECT_TRUE(request.camFromBase) << "with the robot drawn";
    }
    EXPECT_EQ(frames.front(), 0);
    EXPECT_EQ(frames.back(), 5);
    stills.answerAll();
    auto* list = sheet.findChild<StillList*>();
    ASSERT_TRUE(list);
    int marked = 0;
    for (int row = 0; row < list->count(); ++row) {
        const QImage card = list->item(row)->icon().pixmap(QSize(140, 105)).toImage();
        // The pictures are without green and blue; the edge is not.
        bool edge = false;
        for (int y = 0; y < card.height(); ++y) edge |= card.pixelColor(2, y).blue() > 100;
        EXPECT_EQ(edge, frames[static_cast<size_t>(row)] > 2) << "frame " << frames[static_cast<size_t>(row)];
        marked += edge;
    }
    EXPECT_GT(marked, 0);
    EXPECT_LT(marked, list->count());
    // A press goes to the frame.
    Q_EMIT list->chosen(list->count() - 1);
    EXPECT_EQ(editor.frame(), 5);
}

}  // namespace
}  // namespace camframe
