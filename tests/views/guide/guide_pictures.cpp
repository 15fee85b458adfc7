// SPDX-License-Identifier: Apache-2.0
// Takes all pictures of the window that the documentation shows: guide_pictures OUT [--recording DIR --robot
// NAME --robots DIR] [PICTURE...]. Without a recording the demo is filmed. `ninja guide_pictures` writes
// docs/images on a virtual screen; look at them before they are committed.
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QStandardPaths>
#include <QtTest/QTest>
#include <cstdio>

#include "app/studio/desk_controller.h"
#include "app/studio/recent_items.h"
#include "app/studio/settings.h"
#include "app/studio/theme.h"
#include "calib/mirror_poses.h"
#include "model/core/failure.h"
#include "model/core/io/calibration_file.h"
#include "tests/views/guide/guide_stage.h"
#include "views/docks/export_panel.h"
#include "views/docks/intrinsics_panel.h"
#include "views/docks/keypoints_panel.h"
#include "views/docks/review_panel.h"
#include "views/widgets/timeline.h"

using namespace camframe;
using namespace Qt::StringLiterals;
using guide::Stage;

namespace {

using Id = ActionId;

void welcome(Stage& stage) {
    stage.openEmpty();
    for (const auto& [folder, robot] : {std::pair{"recordings/pour_tea_03", "franka_hand"},
                                        {"recordings/so100_desk", "so100"},
                                        {"recordings/fold_towel", "aloha"}}) {
        QDir().mkpath(QString::fromLatin1(folder));
        rememberItem({QString::fromLatin1(folder), QString::fromLatin1(robot), false});
    }
    QFile list(u"recordings/kitchen.camreview"_s);
    static_cast<void>(list.open(QIODevice::WriteOnly));
    list.close();
    rememberItem({u"recordings/kitchen.camreview"_s, {}, true});
    stage.languages().set(u"zh_CN"_s);  // the page reads the list when it is made anew
    stage.languages().set(u"en"_s);
    stage.window().hide();
    stage.window().show();
    guide::wait(500);
    stage.save(u"studio_welcome"_s);
}

void overlay(Stage& stage) {
    stage.open();
    stage.settle();
    stage.save(u"studio_overlay"_s);
    stage.languages().set(u"zh_CN"_s);
    stage.settle();
    stage.save(u"studio_chinese"_s);
    stage.languages().set(u"en"_s);
}

void links(Stage& stage) {
    stage.open();
    stage.settle();
    stage.trigger(Id::LinkNames);
    // Away from the names, which stand over the links' middles.
    if (const auto shoulder = stage.lowestOf(2)) stage.click(*shoulder);
    stage.settle();
    stage.save(u"studio_links"_s);
}

void palette(Stage& stage) {
    stage.open();
    stage.settle();
    stage.trigger(Id::CommandPalette);
    guide::wait(300);
    if (QWidget* focus = QApplication::focusWidget()) QTest::keyClicks(focus, u"frame"_s);
    guide::wait(300);
    stage.save(u"studio_palette"_s);
}

/// The drawn robot stands beside the filmed one, and a point of it is on its way.
void keypoint(Stage& stage) {
    stage.open();
    stage.settle();
    const RigidTransform good = *stage.editor().state().camFromBase;
    RigidTransform off = good;
    off.pretranslate(Eigen::Vector3d(0.05, -0.02, 0.03));
    stage.editor().setPose(EditAction::EnterPose, off, 0);
    stage.settle();
    stage.trigger(Id::KeypointTool);
    stage.trigger(Id::ShowKeypoints);
    const auto trueAt = [&](const Eigen::Vector2d& pixel) {
        const auto picked = stage.editor().pick(pixel, 2);
        if (!picked) guide::giveUp("no point of the robot could be picked");
        const auto inBase =
            stage.editor().motion().pointInBase(stage.editor().frame(), picked->link, picked->pointInLink);
        return *stage.editor().state().intrinsics.camera.project(good * *inBase);
    };
    const Eigen::Vector2d from = stage.pointOnTheArm();
    const Eigen::Vector2d to = trueAt(from);
    stage.press(from);
    for (int step = 1; step <= 8; ++step) {
        stage.moveTo(from + step / 8.0 * (to - from));
        guide::wait(40);
    }
    guide::wait(500);
    stage.save(u"studio_keypoint"_s);
    stage.release(to);
}

/// A mark whose place nobody told, clicked in some frames.
void mark(Stage& stage) {
    stage.open();
    stage.settle();
    Editor& editor = stage.editor();
    const Eigen::Vector2d first = stage.pointOnTheArm();
    const auto picked = editor.pick(first, 2);
    if (!picked) guide::giveUp("no point of the robot could be picked");
    stage.trigger(Id::KeypointTool);
    stage.trigger(Id::ShowKeypoints);
    auto* panel = stage.window().findChild<KeypointsPanel*>();
    if (!panel) guide::giveUp("there is no panel of keypoints");
    auto* bind = panel->findChild<QComboBox*>();
    const std::string& link = editor.recording().model().links()[static_cast<size_t>(picked->link)].name;
    bind->setCurrentIndex(
        bind->findText(KeypointsPanel::tr("Mark somewhere on %1").arg(QString::fromStdString(link))));
    const RigidTransform pose = *editor.state().camFromBase;
    for (int i = 0; i < 6; ++i) {
        editor.setFrame(i * (editor.frameCount() - 1) / 6);
        stage.settle();
        const auto inBase = editor.motion().pointInBase(editor.frame(), picked->link, picked->pointInLink);
        if (!inBase) continue;
        const auto pixel = editor.state().intrinsics.camera.project(pose * *inBase);
        if (pixel) stage.click(*pixel);
    }
    stage.settle();
    stage.save(u"studio_mark"_s);
}

void pose(Stage& stage) {
    stage.open();
    stage.settle();
    stage.trigger(Id::PoseTool);
    stage.trigger(Id::ToolPath);
    const Eigen::Vector2d from = stage.pointOnTheArm();
    const Eigen::Vector2d way(0.05 * stage.editor().state().intrinsics.camera.width, -10);
    stage.press(from);
    for (int step = 1; step <= 6; ++step) {
        stage.moveTo(from + step / 6.0 * way);
        guide::wait(50);
    }
    stage.release(from + way);
    stage.trigger(Id::ShowHistory);
    stage.settle();
    stage.save(u"studio_pose"_s);
}

void intrinsics(Stage& stage) {
    stage.open();
    stage.settle();
    Intrinsics changed = stage.editor().state().intrinsics;
    changed.camera.fx *= 1.04;
    changed.camera.fy *= 1.04;
    changed.source = IntrinsicsSource::Edited;
    pushIntrinsics(*stage.editor().document(), stage.editor().camera(), EditAction::EnterIntrinsics, changed);
    stage.settle();
    // The warning stands below the numbers.
    auto* panel = stage.window().findChild<IntrinsicsPanel*>();
    if (!panel) guide::giveUp("there are no intrinsics to show");
    for (auto* scroll : stage.window().findChildren<QScrollArea*>())
        if (scroll->isAncestorOf(panel)) scroll->ensureWidgetVisible(panel, 0, 0);
    stage.settle();
    stage.save(u"studio_intrinsics"_s);
}

void track(Stage& stage) {
    stage.open();
    stage.settle();
    Editor& editor = stage.editor();
    stage.trigger(Id::KeypointTool);
    stage.trigger(Id::ShowKeypoints);
    const int count = editor.frameCount();
    stage.window().timeline().setLoop(LoopRange{0, std::min(count - 1, 24)});
    const Eigen::Vector2d at = stage.pointOnTheArm();
    stage.click(at);
    stage.click(at);
    stage.trigger(Id::CarryLoop);
    stage.settle();
    editor.setFrame(std::min(count - 1, 12));
    stage.settle();
    stage.save(u"studio_track"_s);
}

void timeline(Stage& stage) {
    stage.open();
    stage.settle();
    Editor& editor = stage.editor();
    stage.trigger(Id::KeypointTool);
    for (const int share : {1, 3, 5}) {
        editor.setFrame(share * (editor.frameCount() - 1) / 6);
        const Eigen::Vector2d at = stage.pointOnTheArm();
        stage.click(at);
        stage.click(at);
    }
    stage.trigger(Id::ViewTool);
    editor.setNudgeStep(0.012);
    editor.nudge({1, 0, 1});
    editor.nudgeRotation({0, 0, 1});
    stage.window().timeline().setLoop(LoopRange{editor.frameCount() / 4, editor.frameCount() / 2});
    stage.trigger(Id::ScoreFrames);
    stage.settle();
    stage.trigger(Id::WorstFrame);
    stage.settle();
    stage.save(u"studio_timeline"_s);
}

/// Centre and shape of what the links pass through.
SilhouetteScorer::Workspace workspaceOf(const RobotMotion& motion) {
    std::vector<Eigen::Vector3d> points;
    for (const auto& poses : motion.baseFromLink)
        for (const RigidTransform& pose : poses) points.push_back(pose.translation());
    SilhouetteScorer::Workspace out;
    for (const Eigen::Vector3d& p : points) out.centre += p / static_cast<double>(points.size());
    for (const Eigen::Vector3d& p : points) {
        const Eigen::Vector3d d = p - out.centre;
        out.reach = std::max(out.reach, d.norm());
        out.scatter += d * d.transpose() / static_cast<double>(points.size());
    }
    return out;
}

/// A result with the mirror pose as the near-tie that it is from afar.
void nearTies(Stage& stage) {
    stage.open();
    stage.settle();
    Editor& editor = stage.editor();
    if (!editor.state().run) guide::giveUp("there is no result");
    Calibration run = *editor.state().run;
    const SilhouetteScorer::Workspace workspace = workspaceOf(editor.motion());
    const auto mirrors = mirrorPoses(*run.camFromBase, workspace);
    if (mirrors.empty()) guide::giveUp("there is no mirror pose");
    run.status = CalibrationStatus::Review;
    run.reasons = {Finding{FailureReason::AmbiguousStart, {}}.text()};
    run.quality.risk = 0.45;
    run.alternatives = {{mirrors.back(), 0.96, editor.frameCount() / 3, ""}};
    pushRun(*editor.document(), editor.camera(), EditAction::Calibrate, run);
    stage.trigger(Id::HypothesesTool);
    stage.settle();
    stage.window().presenter().setComparison(mirrors.back());
    editor.setFrame(editor.frameCount() / 3);
    stage.settle();
    stage.save(u"studio_near_ties"_s);
}

void maskError(Stage& stage) {
    stage.open();
    stage.settle();
    stage.trigger(Id::MaskTool);
    stage.trigger(Id::MaskSegment);
    stage.settle();
    stage.trigger(Id::ViewTool);
    stage.editor().setNudgeStep(0.008);
    stage.editor().nudge({1, 0, 0});
    stage.trigger(Id::MaskError);
    stage.settle();
    stage.save(u"studio_mask_error"_s);
}

void maskTool(Stage& stage) {
    stage.open();
    stage.settle();
    Editor& editor = stage.editor();
    editor.setFrame(editor.frameCount() / 3);
    stage.settle();
    stage.trigger(Id::MaskTool);
    stage.trigger(Id::MaskSegment);
    stage.settle();
    const CameraModel& lens = editor.state().intrinsics.camera;
    const auto at = [&lens](double x, double y) { return Eigen::Vector2d(x * lens.width, y * lens.height); };
    stage.trigger(Id::MaskIgnore);
    stage.press(at(0.12, 0.86));
    for (int step = 0; step <= 20; ++step) stage.moveTo(at(0.12 + 0.006 * step, 0.86));
    stage.release(at(0.24, 0.86));
    stage.trigger(Id::MaskIgnore);
    stage.trigger(Id::CarryForward);
    stage.settle();
    stage.trigger(Id::MaskPolygon);
    // About the hand, where colours alone find the least.
    const int tool = editor.motion().toolLink;
    std::optional<Eigen::Vector2d> hand;
    for (int link = tool; link >= 0 && !hand; --link) hand = stage.middleOf(link);
    if (!hand) guide::giveUp("no robot is drawn");
    const double reach = 0.06 * lens.width;
    for (const auto& [x, y] : {std::pair{-1.0, -0.6}, {0.7, -0.9}, {1.1, 0.4}})
        stage.click(*hand + reach * Eigen::Vector2d(x, y));
    stage.moveTo(*hand + reach * Eigen::Vector2d(0.2, 1.0), Qt::NoButton);
    stage.settle();
    stage.save(u"studio_mask_tool"_s);
}

/// Two people have begun with the list.
void judgeSome(Stage& stage) {
    ReviewDesk& desk = stage.window().review().desk();
    ReviewDesk other(u"ada"_s);
    other.open(desk.path());
    guide::waitFor("the other reviewer", [&] { return other.items().size() == desk.items().size(); });
    const auto judge = [&](ReviewDesk& by, const QString& episode, Verdict verdict, const QString& why) {
        for (size_t i = 0; i < by.items().size(); ++i)
            if (by.items()[i].episodeName == episode)
                by.judge(static_cast<int>(i), verdict, why, by.items()[i].pose);
    };
    for (const char* episode : {"pour_tea_00", "pour_tea_02", "pour_tea_04"})
        judge(desk, QString::fromLatin1(episode), Verdict::Accepted, {});
    judge(other, u"pour_tea_01"_s, Verdict::Accepted, {});
    judge(other, u"pour_tea_06"_s, Verdict::Accepted, {});
    judge(other, u"pour_tea_08"_s, Verdict::Rejected, u"the pose is wrong"_s);
    judge(desk, u"pour_tea_09"_s, Verdict::ToFix, {});
    desk.setText({0}, ReviewText::Tags, u"night"_s);
    desk.setText({4}, ReviewText::Frames, u"10-30"_s);
    guide::wait(500);
    desk.poll();
    guide::wait(500);
}

void review(Stage& stage) {
    stage.openReview();
    judgeSome(stage);
    // On the one that asks for a look, with room for the list.
    ReviewDesk& desk = stage.window().review().desk();
    for (size_t i = 0; i < desk.items().size(); ++i)
        if (desk.items()[i].episodeName == u"pour_tea_05"_s)
            stage.window().review().openItem(static_cast<int>(i));
    guide::waitFor("an item that was asked for",
                   [&] { return stage.window().review().shows(stage.window().review().current()); });
    QWidget* dock = stage.window().findChild<ReviewPanel*>();
    while (dock && !qobject_cast<QDockWidget*>(dock)) dock = dock->parentWidget();
    if (dock) stage.window().resizeDocks({qobject_cast<QDockWidget*>(dock)}, {340}, Qt::Vertical);
    stage.settle();
    stage.save(u"studio_review"_s);
}

void exportDesk(Stage& stage) {
    stage.openReview();
    judgeSome(stage);
    stage.trigger(Id::ExportDesk);
    guide::wait(500);
    ExportPanel* panel = stage.window().desk().exports().panel();
    if (!panel) guide::giveUp("there is no export desk");
    panel->findChildren<QLineEdit*>().back()->setText(u"exports/pour_tea"_s);
    guide::wait(500);
    stage.save(u"studio_export"_s, panel);
    panel->close();
}

void batch(Stage& stage) {
    stage.openReview();
    judgeSome(stage);
    stage.trigger(Id::CalibrateList);
    auto* dialog = stage.window().findChild<QDialog*>(u"batchDialog"_s);
    if (!dialog) guide::giveUp("there is no dialog for a batch");
    guide::wait(300);
    dialog->findChild<QPushButton*>(u"batchStart"_s)->click();
    guide::waitFor("the second camera of a batch", [&] {
        const Job* job = stage.window().jobs().find(stage.window().desk().batch().job());
        return job && job->items.size() >= 1 && job->fraction > 0.25;
    });
    guide::wait(2500);  // the list follows
    stage.save(u"studio_batch"_s);
    stage.trigger(Id::StopJob);
    stage.settle();
}

struct Scene {
    const char* name;
    void (*take)(Stage&);
};
constexpr Scene scenes[] = {
    {"welcome", welcome},    {"overlay", overlay},   {"links", links},        {"palette", palette},
    {"keypoint", keypoint},  {"mark", mark},         {"pose", pose},          {"intrinsics", intrinsics},
    {"track", track},        {"timeline", timeline}, {"near_ties", nearTies}, {"mask_error", maskError},
    {"mask_tool", maskTool}, {"review", review},     {"export", exportDesk},  {"batch", batch},
};

}  // namespace

int main(int argc, char** argv) {
    QStandardPaths::setTestModeEnabled(true);
    qputenv("QT_SCALE_FACTOR", "1");
    QCoreApplication::setOrganizationName(u"camframe-tests"_s);
    QCoreApplication::setApplicationName(u"guide-pictures"_s);
    QApplication application(argc, argv);
    prepareLook(application);
    applyTheme(application, Theme::Dark);
    std::string out, recording, robot, robots, masks;
    QStringList wanted;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        std::string* value = word == "--recording" ? &recording
                             : word == "--robot"   ? &robot
                             : word == "--robots"  ? &robots
                             : word == "--masks"   ? &masks
                                                   : nullptr;
        if (value && i + 1 < argc)
            *value = argv[++i];
        else if (out.empty())
            out = word;
        else
            wanted << QString::fromStdString(word);
    }
    if (out.empty()) guide::giveUp("guide_pictures OUT [--recording DIR --robot NAME] [PICTURE...]");
    if (!masks.empty()) masks = std::filesystem::canonical(masks).string();
    Stage stage(out, recording, robot, robots);
    stage.useMasks(masks);
    for (const Scene& scene : scenes)
        if (wanted.isEmpty() || wanted.contains(QString::fromLatin1(scene.name))) scene.take(stage);
    return 0;
}
