// SPDX-License-Identifier: Apache-2.0
#include "model/qt/shown_number.h"

#include <gtest/gtest.h>

#include <QDoubleSpinBox>
#include <QLabel>
#include <QLocale>
#include <QtTest/QTest>

#include "app/studio/main_window.h"
#include "model/core/failure.h"
#include "model/qt/reason_text.h"
#include "model/qt/undo/edit_camera_command.h"
#include "tests/views/tiny_recording.h"
#include "views/docks/inspector.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::tinyPose;
using test::tinyRecording;

class ShownNumberTest : public ::testing::Test {
protected:
    void TearDown() override { QLocale::setDefault(m_before); }
    static void speak(const char* language) { QLocale::setDefault(QLocale(QString::fromLatin1(language))); }
    const QLocale m_before;
};

TEST_F(ShownNumberTest, HasTheDecimalSignOfTheLanguageAndNoGroups) {
    speak("en");
    EXPECT_EQ(shownNumber(12345.678, 2), u"12345.68"_s);
    EXPECT_EQ(shownDigits(0.01234, 2), u"0.012"_s);
    EXPECT_EQ(shownNumbers({1.5, -2}, 1), u"1.5, -2.0"_s);
    speak("de");
    EXPECT_EQ(shownNumber(12345.678, 2), u"12345,68"_s);
    EXPECT_EQ(shownDigits(0.01234, 2), u"0,012"_s);
    EXPECT_EQ(shownNumbers({1.5, -2}, 1), u"1,5; -2,0"_s) << "commas cannot do both";
}

TEST_F(ShownNumberTest, FindsTheNumbersOfASentenceAndNothingElse) {
    speak("de");
    EXPECT_EQ(withShownNumbers(u"off by +0.35 frames (2.0 of 10). Version 1.2.3, link_1.5, K 4."_s),
              u"off by +0,35 frames (2,0 of 10). Version 1.2.3, link_1.5, K 4."_s);
    EXPECT_EQ(withShownNumbers(u"It ends with 4.25."_s), u"It ends with 4,25."_s);
    speak("en");
    EXPECT_EQ(withShownNumbers(u"0.35 frames"_s), u"0.35 frames"_s);
}

TEST_F(ShownNumberTest, ReasonsHaveNoOptionsOfTheCommandLine) {
    speak("de");
    for (const FailureReason reason : allFailureReasons()) {
        const QString shown = translatedReason(Finding{reason, "by 1.5 px"}.text());
        EXPECT_FALSE(shown.contains(u"--"_s)) << shown.toStdString();
        EXPECT_TRUE(shown.endsWith(u"(by 1,5 px)."_s)) << shown.toStdString();
    }
}

/// The window's fields and figures agree, also where the language changes while it is open.
TEST_F(ShownNumberTest, FieldsAndFiguresOfTheWindowAgree) {
    Languages languages;
    languages.set(u"en"_s);
    MainWindow window(languages);
    ProjectDocument document(tinyRecording());
    Calibration run;
    run.status = CalibrationStatus::Ok;
    run.camera = document.camera(0).intrinsics.camera;
    run.intrinsicsSource = document.camera(0).intrinsics.source;
    run.camFromBase = tinyPose();
    run.quality.contourRmsPx = 0.25;
    pushRun(document, 0, EditAction::Calibrate, run);
    window.editor().setDocument(&document, nullptr);
    auto* inspector = window.findChild<Inspector*>();
    ASSERT_TRUE(inspector);
    const auto figures = [&](const QString& wanted) {
        const auto labels = inspector->findChildren<QLabel*>();
        return std::ranges::any_of(labels, [&](const QLabel* label) { return label->text() == wanted; });
    };
    const auto decimals = [&] {
        QString signs;
        for (const QDoubleSpinBox* box : inspector->findChildren<QDoubleSpinBox*>())
            for (const QChar sign : {u'.', u','})
                if (box->text().contains(sign) && !signs.contains(sign)) signs += sign;
        return signs;
    };
    EXPECT_TRUE(figures(u"0.25 px"_s));
    EXPECT_EQ(decimals(), u"."_s);
    languages.set(u"de"_s);
    QCoreApplication::sendPostedEvents();
    EXPECT_TRUE(figures(u"0,25 px"_s));
    EXPECT_EQ(decimals(), u","_s);
    languages.set(u"en"_s);
    QCoreApplication::sendPostedEvents();
    EXPECT_TRUE(figures(u"0.25 px"_s));
    EXPECT_EQ(decimals(), u"."_s);
    window.editor().setDocument(nullptr, nullptr);
}

}  // namespace
}  // namespace camframe
