// SPDX-License-Identifier: Apache-2.0
#include "app/studio/main_window.h"

#include <gtest/gtest.h>

#include <QFileInfo>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest/QTest>
#include <condition_variable>
#include <fstream>
#include <mutex>

#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "model/qt/reason_text.h"
#include "tests/support/temp_dir.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/gui_watch.h"
#include "views/widgets/banner.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

/// Waits until `done` holds, woken by a signal of `sender`.
template <class Sender, class Signal, class Done>
bool waitFor(Sender* sender, Signal signal, Done done) {
    QSignalSpy spy(sender, signal);
    for (int i = 0; i < 200 && !done(); ++i) {
        if (!spy.wait(20000)) break;
    }
    return done();
}

/// A small filmed recording of the embedded robot, made once.
class MainWindowTest : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = 4;
        const auto recording = generate(*robot, options, RunContext{});
        ASSERT_TRUE(recording) << recording.error().message;
        s_folder = std::make_unique<test::TempDir>();
        s_truth = recording->camFromBase;
        ASSERT_TRUE(writeRecording(*recording, *s_folder / "recording", "", RunContext{}));
    }
    static void TearDownTestSuite() { s_folder.reset(); }

    StudioRequest request() {
        StudioRequest request;
        request.session.dataset = *s_folder / "recording";
        request.session.robot = "demo";
        request.project = m_folder.filePath(u"p.camframe"_s);
        return request;
    }
    std::unique_ptr<MainWindow> open(const StudioRequest& request) {
        auto window = std::make_unique<MainWindow>(m_languages);
        window->show();
        window->open(request);
        EXPECT_TRUE(waitFor(&window->presenter(), &FramePresenter::shown,
                            [&window] { return window->presenter().shownFrame() == 0; }));
        return window;
    }

    static inline std::unique_ptr<test::TempDir> s_folder;
    static inline RigidTransform s_truth = RigidTransform::Identity();
    QTemporaryDir m_folder;
    Languages m_languages;
    test::GuiWatch m_watch;
};

TEST_F(MainWindowTest, AJourneyFromAPoseToAnExportThatReopens) {
    std::ofstream pose(m_folder.filePath(u"pose.txt"_s).toStdString());
    pose.precision(17);
    pose << s_truth.matrix();
    pose.close();
    StudioRequest asked = request();
    asked.calibration = m_folder.filePath(u"pose.txt"_s);
    {
        const auto window = open(asked);
        ASSERT_TRUE(window->editor().state().camFromBase) << window->banner().text().toStdString();
        EXPECT_TRUE(test::posesNear(*window->editor().state().camFromBase, s_truth, 1e-9, 1e-9));
        EXPECT_TRUE(window->windowTitle().contains(u"p.camframe"_s));
        // The overlay of the real renderer is there to be picked from.
        const auto tool =
            window->editor().motion().pointInBase(0, window->editor().motion().toolLink, {0, 0, 0});
        const auto pixel = window->editor().state().intrinsics.camera.project(s_truth * *tool);
        ASSERT_TRUE(pixel);
        ASSERT_TRUE(waitFor(&window->presenter(), &FramePresenter::shown,
                            [&] { return window->editor().pick(*pixel, 12).has_value(); }));
        const auto picked = window->editor().pick(*pixel, 12);
        EXPECT_NEAR(picked->pointInCam.z(), (s_truth * *tool).z(), 0.15);

        window->actions()[ActionId::NudgeRight]->trigger();
        EXPECT_EQ(window->editor().document()->undoStack().count(), 2);
        window->actions()[ActionId::Undo]->trigger();
        window->actions()[ActionId::Accept]->trigger();
        window->actions()[ActionId::LastFrame]->trigger();
        EXPECT_EQ(window->editor().frame(), 3);
        QSignalSpy notices(&window->workspace(), &Workspace::notice);
        window->workspace().exportCalibration(m_folder.filePath(u"calibration.json"_s));
        ASSERT_TRUE(notices.wait(20000)) << window->banner().text().toStdString();
        EXPECT_TRUE(notices.takeFirst()[0].toString().contains(u"calibration.json"_s));
        window->workspace().exportActions(m_folder.filePath(u"actions"_s));
        ASSERT_TRUE(notices.wait(60000)) << window->banner().text().toStdString();
        const QString actions = m_folder.filePath(u"actions/episode_000000.h5"_s);
        EXPECT_TRUE(notices.last()[0].toString().contains(actions));
        EXPECT_GT(QFileInfo(actions).size(), 0);
    }
    const auto exported = [&] {
        const test::GuiWatch::Aside aside;
        return readCalibration(m_folder.filePath(u"calibration.json"_s).toStdString());
    }();
    ASSERT_TRUE(exported) << exported.error().message;
    EXPECT_EQ(exported->status, CalibrationStatus::Ok);
    EXPECT_TRUE(test::posesNear(*exported->camFromBase, s_truth, 1e-9, 1e-9));
    ASSERT_EQ(exported->edits.size(), 2U);
    EXPECT_EQ(exported->edits[1].action, "accept");

    const auto window = open(request());
    EXPECT_EQ(window->editor().state().verdict, Verdict::Accepted);
}

TEST_F(MainWindowTest, SwitchesItsLanguageWhileOpen) {
    m_languages.set(u"en"_s);
    const auto window = open(request());
    EXPECT_EQ(window->actions()[ActionId::Accept]->text(), u"&Accept"_s);
    window->actions()[ActionId::Chinese]->trigger();
    QCoreApplication::sendPostedEvents();
    EXPECT_EQ(window->actions()[ActionId::Accept]->text(), u"接受(&A)"_s);
    EXPECT_TRUE(window->menuBar()->actions().first()->text().contains(u"文件"_s));
    for (const FailureReason reason : allFailureReasons()) {
        const std::string_view english = explanation(reason);
        EXPECT_NE(translatedExplanation(reason).toStdString(), english)
            << "no Chinese for it, or its text changed";
    }
    for (const auto& [id, language] : languageActions) {
        window->actions()[id]->trigger();
        QCoreApplication::sendPostedEvents();
        EXPECT_EQ(m_languages.current(), QLatin1StringView(language));
        EXPECT_TRUE(window->actions()[id]->isChecked());
        EXPECT_EQ(window->actions()[ActionId::Accept]->text() == u"&Accept"_s, id == ActionId::English)
            << language;
        // One and many differ where the language tells them apart.
        const auto cameras = [](int n) {
            return QCoreApplication::translate("camframe::ExportPanel", "%n camera(s)", nullptr, n);
        };
        EXPECT_EQ(cameras(1).replace(u'1', u'2') == cameras(2),
                  id == ActionId::Chinese || id == ActionId::Japanese)
            << cameras(1).toStdString();
    }
    EXPECT_EQ(languageActions.size(), static_cast<size_t>(Languages::all().size()));
    window->actions()[ActionId::English]->trigger();
    QCoreApplication::sendPostedEvents();
    EXPECT_EQ(window->actions()[ActionId::Accept]->text(), u"&Accept"_s);
}

TEST_F(MainWindowTest, BlinkLastsAsLongAsItsKey) {
    const auto window = open(request());
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    QTest::keyPress(&window->canvas(), Qt::Key_B);
    EXPECT_TRUE(window->presenter().blinking());
    QTest::keyRelease(&window->canvas(), Qt::Key_B);
    EXPECT_FALSE(window->presenter().blinking());
}

TEST_F(MainWindowTest, DoesNotCloseOverUnsavedChangesUnasked) {
    const auto window = open(request());
    window->editor().document()->file()->refuseWrites(true);
    window->editor().setPose(EditAction::EnterPose, s_truth, 0);
    EXPECT_TRUE(window->editor().document()->hasUnsaved());
    int asked = 0;
    const auto answer = [&asked](QMessageBox::StandardButton button) {
        QTimer::singleShot(0, [&asked, button] {
            if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                ++asked;
                box->button(button)->click();
            }
        });
    };
    answer(QMessageBox::Cancel);
    EXPECT_FALSE(window->close());
    answer(QMessageBox::Discard);
    EXPECT_TRUE(window->close());
    EXPECT_EQ(asked, 2);
}

TEST_F(MainWindowTest, WhatCannotBeOpenedIsSaidInTheBanner) {
    MainWindow window(m_languages);
    StudioRequest missing = request();
    missing.session.dataset = "/nowhere/at/all";
    window.open(missing);
    ASSERT_TRUE(waitFor(&window.workspace(), &Workspace::problem,
                        [&window] { return !window.banner().text().isEmpty(); }));
    EXPECT_TRUE(window.banner().text().contains(u"/nowhere/at/all"_s))
        << window.banner().text().toStdString();
    EXPECT_FALSE(window.editor().hasDocument());
}

TEST(JobRunner, AJobEndsAsValueErrorOrStopped) {
    JobModel jobs;
    JobRunner runner(jobs);
    QObject context;
    int value = 0;
    const auto ended = [&jobs](int id) { return jobs.find(id)->state != Job::State::Running; };
    const int good = runner.start<int>(
        u"good"_s, [](const RunContext&) -> Result<int> { return 7; }, &context,
        [&value](int result) {
            value = result;
            return u"done"_s;
        });
    ASSERT_TRUE(waitFor(&jobs, &JobModel::runningCountChanged, [&] { return ended(good); }));
    EXPECT_EQ(value, 7);
    EXPECT_EQ(jobs.find(good)->state, Job::State::Done);

    const int bad = runner.start<int>(
        u"bad"_s, [](const RunContext&) -> Result<int> { return inputError("x.json is missing: make one."); },
        &context, [](int) { return QString(); });
    ASSERT_TRUE(waitFor(&jobs, &JobModel::runningCountChanged, [&] { return ended(bad); }));
    EXPECT_EQ(jobs.find(bad)->state, Job::State::Failed);
    EXPECT_EQ(jobs.find(bad)->stage, u"x.json is missing: make one."_s);

    const int broken = runner.start<int>(
        u"broken"_s, [](const RunContext&) -> Result<int> { throw std::runtime_error("library trouble"); },
        &context, [](int) { return QString(); });
    ASSERT_TRUE(waitFor(&jobs, &JobModel::runningCountChanged, [&] { return ended(broken); }));
    EXPECT_EQ(jobs.find(broken)->state, Job::State::Failed);
    EXPECT_TRUE(jobs.find(broken)->stage.contains(u"library trouble"_s));

    bool delivered = false;
    const int endless = runner.start<int>(
        u"endless"_s,
        [](const RunContext& run) -> Result<int> {
            run.report(0.25, "waiting to be stopped");
            std::mutex mutex;
            std::unique_lock lock(mutex);
            std::condition_variable_any never;
            never.wait(lock, run.stop, [] { return false; });
            return makeError(ErrorKind::Stopped, "Stopped.");
        },
        &context,
        [&delivered](int) {
            delivered = true;
            return QString();
        });
    ASSERT_TRUE(waitFor(&jobs, &JobModel::dataChanged, [&] { return jobs.find(endless)->fraction == 0.25; }));
    Q_EMIT jobs.stopRequested(endless);
    ASSERT_TRUE(waitFor(&jobs, &JobModel::runningCountChanged, [&] { return ended(endless); }));
    EXPECT_EQ(jobs.find(endless)->state, Job::State::Stopped);
    EXPECT_FALSE(delivered);
}

TEST(JobRunner, AClosedWindowDropsItsResults) {
    JobModel jobs;
    JobRunner runner(jobs);
    auto context = std::make_unique<QObject>();
    bool delivered = false;
    const int id = runner.start<int>(
        u"late"_s, [](const RunContext&) -> Result<int> { return 1; }, context.get(),
        [&delivered](int) {
            delivered = true;
            return QString();
        });
    context.reset();
    ASSERT_TRUE(waitFor(&jobs, &JobModel::runningCountChanged,
                        [&] { return jobs.find(id)->state == Job::State::Done; }));
    EXPECT_FALSE(delivered);
}

}  // namespace
}  // namespace camframe
