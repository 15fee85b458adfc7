// SPDX-License-Identifier: Apache-2.0
// The menus of the window, and which of its actions exclude each other.
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>

#include "app/studio/main_window.h"

namespace camframe {

using namespace Qt::StringLiterals;

void MainWindow::makeMenus() {
    const auto menu = [this](const QList<ActionId>& ids, QMenu* into = nullptr) {
        if (!into) {
            into = menuBar()->addMenu(QString());
            m_menus << into;
        }
        for (const ActionId id : ids) into->addAction(m_actions[id]);
        return into;
    };
    const auto subMenu = [this, &menu](QMenu* parent, const QList<ActionId>& ids) {
        QMenu* sub = parent->addMenu(QString());
        m_menus << sub;
        return menu(ids, sub);
    };
    using Id = ActionId;
    QMenu* file = menu({Id::Open});
    m_recentMenu = subMenu(file, {});
    menu({Id::OpenDemo, Id::ImportCalibration}, file);
    file->addSeparator();
    menu({Id::NewReview, Id::OpenReview, Id::OpenServerReview, Id::UpdateReview}, file);
    file->addSeparator();
    menu({Id::ExportCalibration, Id::ExportActions, Id::ExportDesk}, file);
    file->addSeparator();
    menu({Id::Quit}, file);

    QMenu* edit = menu({Id::Undo, Id::Redo});
    edit->addSeparator();
    menu({Id::NextKeypoint, Id::PreviousKeypoint, Id::HideKeypoint, Id::ConfirmKeypoint, Id::SolveMark,
          Id::RemoveKeypoint},
         edit);
    subMenu(edit, {Id::KeypointLeft, Id::KeypointRight, Id::KeypointUp, Id::KeypointDown});
    edit->addSeparator();
    menu({Id::CarryForward, Id::CarryBackward, Id::CarryLoop, Id::InterpolateKeypoint}, edit);
    edit->addSeparator();
    menu({Id::SolveNow, Id::SolveWhileEditing}, edit);
    edit->addSeparator();
    menu({Id::NextHypothesis, Id::PreviousHypothesis}, edit);

    QMenu* view = menu({Id::ZoomIn, Id::ZoomOut, Id::Fit, Id::ActualSize});
    view->addSeparator();
    menu({Id::Overlay, Id::Fill, Id::Outline, Id::Wireframe, Id::LinkColours, Id::DepthShading,
          Id::MoreOpaque, Id::LessOpaque, Id::Blink},
         view);
    view->addSeparator();
    menu({Id::ShowMask, Id::MaskError, Id::MaskDifference}, view);
    view->addSeparator();
    menu({Id::Compare, Id::BlinkPoses, Id::PinPose, Id::ToolPath, Id::LinkNames, Id::Loupe}, view);
    view->addSeparator();
    subMenu(view, {Id::ShowScene, Id::ShowInspector, Id::ShowKeypoints, Id::ShowIssues, Id::ShowJobs,
                   Id::ShowHistory, Id::ShowSheet, Id::ShowCameras, Id::ShowReview});
    subMenu(view, {Id::DarkTheme, Id::LightTheme, Id::SystemTheme});
    subMenu(view, {Id::English, Id::Chinese, Id::German, Id::Japanese});

    QMenu* toolMenu = menu({Id::ViewTool, Id::KeypointTool, Id::PoseTool, Id::MaskTool, Id::HypothesesTool});
    toolMenu->addSeparator();
    menu({Id::MaskErase, Id::MaskPolygon, Id::MaskClicks, Id::MaskIgnore, Id::SmallerBrush, Id::LargerBrush},
         toolMenu);
    toolMenu->addSeparator();
    menu({Id::MaskFromRobot, Id::MaskSegment, Id::MaskClear}, toolMenu);

    QMenu* frame = menu({Id::PlayPause});
    frame->addSeparator();
    menu({Id::PreviousFrame, Id::NextFrame, Id::BackTen, Id::ForwardTen, Id::FirstFrame, Id::LastFrame},
         frame);
    frame->addSeparator();
    menu({Id::PreviousMarked, Id::NextMarked, Id::PreviousGrip, Id::NextGrip, Id::WorstFrame, Id::Bisect,
          Id::ScoreFrames},
         frame);
    frame->addSeparator();
    menu({Id::LoopStart, Id::LoopEnd, Id::NoLoop}, frame);

    QMenu* camera = menu({Id::Calibrate, Id::Refine});
    subMenu(camera, {Id::SolveFocal, Id::SolvePrincipal, Id::SolveDistortion, Id::SolveJoints,
                     Id::SolveArmBases, Id::SolveLag});
    menu({Id::CalibrateList, Id::ProposeToGroup, Id::FindConventions, Id::StopJob}, camera);
    camera->addSeparator();
    menu({Id::Accept, Id::Reject, Id::SendToFix, Id::Skip, Id::Defer, Id::WithdrawVerdict}, camera);
    camera->addSeparator();
    menu({Id::NextUnjudged, Id::NextItem, Id::PreviousItem, Id::FindItem}, camera);
    camera->addSeparator();
    menu({Id::PreviousCamera, Id::NextCamera}, camera);
    camera->addSeparator();
    subMenu(camera,
            {Id::NudgeLeft, Id::NudgeRight, Id::NudgeUp, Id::NudgeDown, Id::NudgeFarther, Id::NudgeNearer,
             Id::TurnLeft, Id::TurnRight, Id::TurnUp, Id::TurnDown, Id::RollLeft, Id::RollRight});
    menu({Id::SmallerStep, Id::LargerStep, Id::BaseAxes}, camera);

    menu({Id::CommandPalette, Id::Shortcuts, Id::About});
    connect(m_recentMenu, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);

    auto* languages = new QActionGroup(this);
    for (const auto& [id, language] : languageActions) languages->addAction(m_actions[id]);
    auto* themes = new QActionGroup(this);
    for (const ActionId id : {Id::DarkTheme, Id::LightTheme, Id::SystemTheme})
        themes->addAction(m_actions[id]);
    auto* tools = new QActionGroup(this);
    for (const ActionId id : {Id::ViewTool, Id::KeypointTool, Id::PoseTool, Id::MaskTool, Id::HypothesesTool})
        tools->addAction(m_actions[id]);

    // Keys of the window's actions work without a menu too; those of the canvas only while it has the focus.
    for (const ActionId id : m_actions.all()) {
        QAction* action = m_actions[id];
        if (action->shortcutContext() == Qt::WidgetWithChildrenShortcut) {
            m_canvas->addAction(action);
        } else {
            addAction(action);
        }
    }
}

}  // namespace camframe
