// SPDX-License-Identifier: Apache-2.0
// What the actions of the window do, and which signals it passes on.
#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QSlider>
#include <QTimer>

#include "app/studio/main_window.h"
#include "app/studio/settings.h"
#include "app/studio/welcome_page.h"
#include "model/qt/shown_number.h"
#include "views/docks/jobs_panel.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr int blinkFromMenuMs = 700;
constexpr double opacityStep = 0.1;
constexpr double brushStep = 1.25;
}  // namespace

void MainWindow::connectActions() {
    using Id = ActionId;
    const auto on = [this](ActionId id, auto&& slot) {
        connect(m_actions[id], &QAction::triggered, this, slot);
    };
    on(Id::Open, [this] { openByDialog(); });
    on(Id::OpenDemo, [this] {
        StudioRequest request;
        request.session.search = m_lastRequest.session.search;
        request.demo = true;
        open(request);
    });
    connect(m_welcome, &WelcomePage::chosen, this, &MainWindow::openRecent);
    on(Id::DarkTheme, [this] { applyChosenTheme(Theme::Dark); });
    on(Id::LightTheme, [this] { applyChosenTheme(Theme::Light); });
    on(Id::SystemTheme, [this] { applyChosenTheme(Theme::System); });
    on(Id::ImportCalibration, [this] {
        const QString path = QFileDialog::getOpenFileName(this, tr("Open a calibration"),
                                                          setting(Setting::LastFolder).toString(),
                                                          tr("Calibration (*.json *.txt)"));
        if (!path.isEmpty()) m_workspace->openCalibration(path);
    });
    on(Id::ExportCalibration, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the calibration"),
                                                                 setting(Setting::LastFolder).toString());
        if (folder.isEmpty()) return;
        setSetting(Setting::LastFolder, folder);
        m_workspace->exportCalibration(folder + u'/' + m_workspace->suggestedCalibrationName());
    });
    on(Id::ExportActions, [this] {
        const QString folder = QFileDialog::getExistingDirectory(this, tr("Folder for the action file"),
                                                                 setting(Setting::LastFolder).toString());
        if (folder.isEmpty()) return;
        setSetting(Setting::LastFolder, folder);
        m_workspace->exportActions(folder);
    });
    on(Id::Quit, [this] { close(); });
    on(Id::Undo, [this] {
        if (m_editor.hasDocument()) m_editor.document()->undoStack().undo();
    });
    on(Id::Redo, [this] {
        if (m_editor.hasDocument()) m_editor.document()->undoStack().redo();
    });
    on(Id::RemoveKeypoint, [this] { m_editor.removeKeypoint(m_editor.selectedKeypoint()); });
    on(Id::NextKeypoint, [this] { m_keypointTool.selectNeighbour(1); });
    on(Id::PreviousKeypoint, [this] { m_keypointTool.selectNeighbour(-1); });
    on(Id::HideKeypoint, [this] { m_keypointTool.toggleHidden(); });
    on(Id::ConfirmKeypoint, [this] { m_editor.confirmKeypoint(m_editor.selectedKeypoint()); });
    on(Id::SolveMark, [this](bool checked) { m_editor.setTrackSolved(checked); });
    on(Id::SolveNow, [this] { m_editor.solveNow(); });
    for (const auto& [id, step] : {std::pair{Id::NextHypothesis, 1}, {Id::PreviousHypothesis, -1}})
        on(id, [this, step = step] {
            if (m_hypothesesTool.count() > 0) chooseTool(Id::HypothesesTool);
            m_hypothesesTool.step(step);
        });
    on(Id::SolveWhileEditing, [this](bool checked) {
        m_editor.setSolvesWhileEditing(checked);
        setSetting(Setting::SolveWhileEditing, checked);
    });
    const std::pair<ActionId, Eigen::Vector2d> pixelSteps[] = {{Id::KeypointLeft, {-1, 0}},
                                                               {Id::KeypointRight, {1, 0}},
                                                               {Id::KeypointUp, {0, -1}},
                                                               {Id::KeypointDown, {0, 1}}};
    for (const auto& [id, step] : pixelSteps) {
        // One screen point at least: zoomed in, the step shrinks to fractions of a pixel.
        on(id,
           [this, step = step] { m_keypointTool.nudgeSelected(step / std::max(1.0, m_canvas->zoom() / 2)); });
    }
    for (const auto& [id, language] : languageActions)
        on(id, [this, language] { m_languages.set(QString::fromLatin1(language)); });
    for (const ActionId id : {Id::ViewTool, Id::KeypointTool, Id::PoseTool, Id::MaskTool, Id::HypothesesTool})
        on(id, [this, id] { chooseTool(id); });

    on(Id::PlayPause, [this] { m_timeline->setPlaying(!m_timeline->isPlaying()); });
    on(Id::PreviousFrame, [this] { m_timeline->stepBy(-1); });
    on(Id::NextFrame, [this] { m_timeline->stepBy(1); });
    on(Id::BackTen, [this] { m_timeline->stepBy(-10); });
    on(Id::ForwardTen, [this] { m_timeline->stepBy(10); });
    on(Id::FirstFrame, [this] { m_editor.setFrame(0); });
    on(Id::LastFrame, [this] { m_editor.setFrame(m_editor.frameCount() - 1); });
    on(Id::PreviousMarked, [this] { m_timeline->jumpToKeypoint(-1); });
    on(Id::NextMarked, [this] { m_timeline->jumpToKeypoint(1); });

    on(Id::PreviousGrip, [this] { m_timeline->jumpToGripperEvent(-1); });
    on(Id::NextGrip, [this] { m_timeline->jumpToGripperEvent(1); });
    on(Id::WorstFrame, [this] { m_timeline->jumpToWorst(); });
    on(Id::ScoreFrames, [this] { m_workspace->scoreFrames(); });
    on(Id::LoopStart, [this] { m_timeline->setLoopStart(); });
    on(Id::LoopEnd, [this] { m_timeline->setLoopEnd(); });
    on(Id::NoLoop, [this] { m_timeline->setLoop({}); });

    on(Id::Calibrate, [this] { m_workspace->calibrate(CalibrationStart::Automatic, alsoSolvedFor()); });
    on(Id::Refine, [this] { m_workspace->calibrate(CalibrationStart::CurrentPose, alsoSolvedFor()); });
    on(Id::StopJob, [this] { m_jobsPanel->stopCurrent(); });
    on(Id::NextCamera, [this] { m_editor.setCamera(m_editor.camera() + 1); });
    on(Id::PreviousCamera, [this] { m_editor.setCamera(m_editor.camera() - 1); });

    const std::pair<ActionId, Eigen::Vector3i> nudges[] = {
        {Id::NudgeLeft, {-1, 0, 0}}, {Id::NudgeRight, {1, 0, 0}},   {Id::NudgeUp, {0, -1, 0}},
        {Id::NudgeDown, {0, 1, 0}},  {Id::NudgeFarther, {0, 0, 1}}, {Id::NudgeNearer, {0, 0, -1}}};
    for (const auto& [id, direction] : nudges)
        on(id, [this, direction = direction] { m_editor.nudge(direction); });
    const std::pair<ActionId, Eigen::Vector3i> turns[] = {
        {Id::TurnLeft, {0, 1, 0}},  {Id::TurnRight, {0, -1, 0}}, {Id::TurnUp, {1, 0, 0}},
        {Id::TurnDown, {-1, 0, 0}}, {Id::RollLeft, {0, 0, -1}},  {Id::RollRight, {0, 0, 1}}};
    for (const auto& [id, axis] : turns) on(id, [this, axis = axis] { m_editor.nudgeRotation(axis); });
    on(Id::SmallerStep, [this] { m_editor.setNudgeStep(m_editor.nudgeStep() / 2); });
    on(Id::LargerStep, [this] { m_editor.setNudgeStep(m_editor.nudgeStep() * 2); });
    on(Id::BaseAxes,
       [this](bool checked) { m_editor.setNudgeAxes(checked ? NudgeAxes::Base : NudgeAxes::Camera); });
    on(Id::CommandPalette, [this] { showCommandPalette(); });
    on(Id::Shortcuts, [this] { showShortcuts(); });
    on(Id::About, [this] { showAbout(); });
}

void MainWindow::connectEditing() {
    connect(&m_editor, &Editor::documentChanged, this, &MainWindow::showRecording);
    connect(&m_editor, &Editor::cameraChanged, this, [this] {
        m_cameraBox->setCurrentIndex(m_editor.camera());
        m_issues.setSource(m_editor.document(), m_editor.camera());
        updateTitle();
        updateActions();
    });
    connect(&m_editor, &Editor::stateChanged, this, &MainWindow::updateActions);
    connect(&m_editor, &Editor::selectionChanged, this, &MainWindow::updateActions);
    connect(&m_editor, &Editor::message, this,
            [this](const QString& sentence) { m_banner->showMessage(sentence, Banner::Kind::Note); });
    connect(&m_editor, &Editor::nudgeSettingsChanged, this, [this] {
        setSetting(Setting::NudgeStep, m_editor.nudgeStep());
        updateActions();
    });
    connect(m_workspace.get(), &Workspace::problem, this, [this](const QString& sentence) {
        m_banner->showMessage(sentence, Banner::Kind::Problem);
        m_opening = false;
        updateWelcome();
    });
    connect(m_workspace.get(), &Workspace::opened, this, [this] {
        m_opening = false;
        const SessionRequest& session = m_lastRequest.session;
        // What a review list opens is found again through the list.
        if (!m_lastRequest.demo && !m_review->isOpen() && !session.dataset.empty()) {
            rememberItem({QFileInfo(QString::fromStdString(session.dataset.string())).absoluteFilePath(),
                          QString::fromStdString(session.robot), false});
        }
    });
    connect(m_workspace.get(), &Workspace::notice, this,
            [this](const QString& sentence) { m_banner->showMessage(sentence, Banner::Kind::Note); });
    connect(m_cameraBox, &QComboBox::activated, &m_editor, &Editor::setCamera);
    connect(&m_jobs, &JobModel::runningCountChanged, this, &MainWindow::updateActions);
    connect(&m_jobs, &JobModel::runningCountChanged, this, &MainWindow::updateRunning);
    connect(&m_jobs, &JobModel::dataChanged, this, &MainWindow::updateRunning);
    connect(&m_languages, &Languages::changed, this,
            [](const QString& language) { setSetting(Setting::Language, language); });
}

void MainWindow::connectViewing() {
    using Id = ActionId;
    const auto on = [this](ActionId id, auto&& slot) {
        connect(m_actions[id], &QAction::triggered, this, slot);
    };
    on(Id::ZoomIn, [this] { m_canvas->zoomIn(); });
    on(Id::ZoomOut, [this] { m_canvas->zoomOut(); });
    on(Id::Fit, [this] { m_canvas->fit(); });
    on(Id::ActualSize, [this] { m_canvas->zoomToActualSize(); });
    const auto look = [this](auto change) {
        return [this, change] {
            OverlayLook changed = m_presenter->look();
            change(changed);
            m_presenter->setLook(changed);
        };
    };
    on(Id::Overlay, look([](OverlayLook& l) { l.visible = !l.visible; }));
    on(Id::Fill, look([](OverlayLook& l) { l.fill = !l.fill; }));
    on(Id::Outline, look([](OverlayLook& l) { l.outline = !l.outline; }));
    on(Id::Wireframe, look([](OverlayLook& l) { l.wireframe = !l.wireframe; }));
    const auto paint = [&look](OverlayFill kind) {
        return look([kind](OverlayLook& l) { l.paint = l.paint == kind ? OverlayFill::Plain : kind; });
    };
    on(Id::LinkColours, paint(OverlayFill::Links));
    on(Id::DepthShading, paint(OverlayFill::Depth));
    on(Id::ToolPath, [this] {
        m_pathLayer.setOn(!m_pathLayer.isOn());
        setSetting(Setting::ShowToolPath, m_pathLayer.isOn());
        m_canvas->update();
        updateLook();
    });
    on(Id::LinkNames, [this] {
        m_linkLayer.setNamesOn(!m_linkLayer.areNamesOn());
        m_canvas->update();
        updateLook();
    });
    connect(&m_editor, &Editor::linkSelected, m_canvas, qOverload<>(&QWidget::update));
    on(Id::Loupe, [this] {
        m_canvas->setLoupe(!m_canvas->hasLoupe());
        updateLook();
    });
    on(Id::Compare, [this] {
        if (m_presenter->comparison()) {
            m_presenter->setComparison({});
        } else if (const auto other = m_editor.poseToCompare()) {
            m_presenter->setComparison(other);
        } else {
            m_editor.say(
                tr("There is no other pose to compare with: remember one with Shift+C, then move on."));
        }
        updateLook();
    });
    on(Id::PinPose, [this] {
        m_editor.pinPose();
        if (m_presenter->comparison()) m_presenter->setComparison(m_editor.poseToCompare());
    });
    on(Id::MoreOpaque, look([](OverlayLook& l) { l.opacity = std::min(1.0, l.opacity + opacityStep); }));
    on(Id::LessOpaque, look([](OverlayLook& l) { l.opacity = std::max(0.0, l.opacity - opacityStep); }));
    connect(m_opacity, &QSlider::valueChanged, this, [this](int percent) {
        OverlayLook changed = m_presenter->look();
        changed.opacity = percent / 100.0;
        m_presenter->setLook(changed);
    });
    connect(m_presenter.get(), &FramePresenter::lookChanged, this, &MainWindow::updateLook);
    on(Id::Blink, [this] {
        m_presenter->setBlinking(true);
        if (!m_blinkKeyDown)
            QTimer::singleShot(blinkFromMenuMs, this, [this] { m_presenter->setBlinking(false); });
    });
    connect(m_presenter.get(), &FramePresenter::shown, m_timeline, &Timeline::frameShown);
    connect(m_presenter.get(), &FramePresenter::frameFailed, this,
            [this](int frame, const QString& why) { m_issues.addFrameProblem(frame, why); });
    connect(m_presenter.get(), &FramePresenter::stuck, this, [this] { m_timeline->setPlaying(false); });
    connect(m_timeline, &Timeline::playingChanged, this, [this](bool playing) {
        m_actions[Id::PlayPause]->setIcon(icon(playing ? u"pause"_s : u"play"_s));
    });
    connect(m_canvas, &Canvas::zoomChanged, this,
            [this](double zoom) { m_zoom->setText(shownNumber(100 * zoom, zoom < 0.1 ? 1 : 0) + u" %"_s); });
    connect(m_canvas, &Canvas::hovered, this, [this](const Eigen::Vector2d& pixel) {
        m_pixel->setText(shownNumbers({pixel.x(), pixel.y()}, 1));
    });
    connect(m_canvas, &Canvas::left, m_pixel, &QLabel::clear);
    for (CanvasTool* tool : {static_cast<CanvasTool*>(&m_viewTool), static_cast<CanvasTool*>(&m_keypointTool),
                             static_cast<CanvasTool*>(&m_poseTool), static_cast<CanvasTool*>(&m_maskTool),
                             static_cast<CanvasTool*>(&m_hypothesesTool)}) {
        connect(tool, &CanvasTool::hintChanged, this, [this, tool] {
            if (m_canvas->tool() == tool) m_hint->setText(tool->hint());
        });
    }
}

void MainWindow::connectMasks() {
    using Id = ActionId;
    const auto on = [this](ActionId id, auto&& slot) {
        connect(m_actions[id], &QAction::triggered, this, slot);
    };
    const auto view = [this](MaskView kind) {
        return [this, kind] {
            OverlayLook changed = m_presenter->look();
            changed.mask = changed.mask == kind ? MaskView::None : kind;
            m_presenter->setLook(changed);
        };
    };
    on(Id::ShowMask, view(MaskView::Mask));
    on(Id::MaskError, view(MaskView::Error));
    on(Id::MaskDifference, view(MaskView::Difference));
    on(Id::BlinkPoses, [this] {
        if (!m_presenter->comparison() && !m_editor.poseToCompare()) {
            m_editor.say(
                tr("There is no other pose to compare with: remember one with Shift+C, then move on."));
            return;
        }
        m_presenter->setAlternating(true);
        if (!m_blinkPosesKeyDown)
            QTimer::singleShot(blinkFromMenuMs, this, [this] { m_presenter->setAlternating(false); });
    });
    on(Id::MaskErase, [this](bool checked) { m_maskTool.setErases(checked); });
    on(Id::MaskPolygon, [this](bool checked) {
        m_actions[Id::MaskClicks]->setChecked(false);
        m_maskTool.setMode(checked ? MaskMode::Polygon : MaskMode::Brush);
    });
    on(Id::MaskClicks, [this](bool checked) {
        chooseTool(Id::MaskTool);
        m_actions[Id::MaskPolygon]->setChecked(false);
        m_maskTool.setMode(checked ? MaskMode::Clicks : MaskMode::Brush);
    });
    on(Id::MaskIgnore, [this](bool checked) { m_maskTool.setIgnores(checked); });
    on(Id::SmallerBrush, [this] { m_maskTool.setRadius(m_maskTool.radius() / brushStep); });
    on(Id::LargerBrush, [this] { m_maskTool.setRadius(m_maskTool.radius() * brushStep); });
    on(Id::MaskFromRobot, [this] {
        chooseTool(Id::MaskTool);
        m_maskTool.startFromRobot();
    });
    on(Id::MaskSegment, [this] {
        chooseTool(Id::MaskTool);
        m_workspace->segment();
    });
    on(Id::MaskClear, [this] { m_maskTool.clearFrame(); });
}

}  // namespace camframe
