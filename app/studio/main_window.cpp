// SPDX-License-Identifier: Apache-2.0
#include "app/studio/main_window.h"

#include <QActionGroup>
#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSlider>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/carrying.h"
#include "app/studio/click_segmenting.h"
#include "app/studio/command_palette.h"
#include "app/studio/desk_controller.h"
#include "app/studio/next_step_controller.h"
#include "app/studio/settings.h"
#include "app/studio/shortcut_dialog.h"
#include "app/studio/welcome_page.h"
#include "views/docks/cameras_panel.h"
#include "views/docks/contact_sheet.h"
#include "views/docks/history_panel.h"
#include "views/docks/inspector.h"
#include "views/docks/issues_panel.h"
#include "views/docks/jobs_panel.h"
#include "views/docks/keypoints_panel.h"
#include "views/docks/review_panel.h"
#include "views/scene3d/scene_view.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

QString reviewerName() {
    const QString name = setting(Setting::Reviewer).toString();
    if (!name.isEmpty()) return name;
    const QString account = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return account.isEmpty() ? u"reviewer"_s : account;
}

}  // namespace

MainWindow::MainWindow(Languages& languages, QWidget* parent) : QMainWindow(parent), m_languages(languages) {
    setObjectName(u"mainWindow"_s);
    setAcceptDrops(true);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    makeCentre();
    m_presenter = std::make_unique<FramePresenter>(m_editor, *m_canvas);
    m_workspace = std::make_unique<Workspace>(m_editor, *m_presenter, m_jobs);
    m_review = std::make_unique<ReviewSession>(m_editor, *m_workspace, reviewerName());
    makeDocks();
    makeMenus();
    makeToolBars();
    connectActions();
    connectEditing();
    connectViewing();
    connectMasks();
    connectReview();
    m_desk = std::make_unique<DeskController>(DeskController::Parts{*this, m_actions, m_editor, m_jobs,
                                                                    *m_review, *m_reviewPanel, *m_itemPanel,
                                                                    *m_jobsPanel, *m_banner});
    connect(m_desk.get(), &DeskController::batchStarted, this, [this] {
        m_docks[ActionId::ShowJobs]->show();
        m_docks[ActionId::ShowJobs]->raise();
    });
    new Carrying(
        m_actions, m_editor, *m_workspace, *m_timeline, [this] { return m_canvas->tool() == &m_maskTool; },
        this);
    new ClickSegmenting(m_maskTool, m_editor, *m_workspace, this);
    qApp->installEventFilter(this);

    OverlayLook look;
    look.fill = setting(Setting::OverlayFill).toBool();
    look.outline = setting(Setting::OverlayOutline).toBool();
    look.wireframe = setting(Setting::OverlayWireframe).toBool();
    look.paint = static_cast<OverlayFill>(std::clamp(setting(Setting::OverlayPaint).toInt(), 0, 2));
    look.opacity = std::clamp(setting(Setting::OverlayOpacity).toDouble(), 0.0, 1.0);
    m_presenter->setLook(look);
    m_pathLayer.setOn(setting(Setting::ShowToolPath).toBool());
    m_editor.setNudgeStep(setting(Setting::NudgeStep).toDouble());
    m_actions[ActionId::SolveWhileEditing]->setChecked(setting(Setting::SolveWhileEditing).toBool());
    m_editor.setSolvesWhileEditing(setting(Setting::SolveWhileEditing).toBool());

    chooseTool(ActionId::ViewTool);
    retranslate();
    updateLook();
    updateActions();
    updateRunning();
    updateWelcome();
    resize(1500, 940);
    restoreGeometry(storedGeometry(u"geometry"_s));
    restoreState(storedGeometry(u"docks"_s));
}

MainWindow::~MainWindow() {
    qApp->removeEventFilter(this);
    m_canvas->setTool(nullptr);
    // Closing the recording still tells the window, which must not ask who is gone.
    m_desk.reset();
    m_review.reset();
    m_workspace.reset();
}

void MainWindow::open(StudioRequest request) {
    if (!mayDropUnsaved()) return;
    request.dropUnsaved = m_editor.hasDocument() && m_editor.document()->hasUnsaved();
    m_lastRequest = request;
    m_opening = true;
    updateWelcome();
    m_canvas->setPlaceholder(
        request.demo ? tr("Preparing the demo ...")
                     : tr("Opening %1 ...").arg(QString::fromStdString(request.session.dataset.string())));
    m_workspace->open(request);
}

void MainWindow::makeCentre() {
    auto* centre = new QWidget(this);
    auto* column = new QVBoxLayout(centre);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_banner = new Banner(centre);
    m_canvas = new Canvas(centre);
    m_canvas->addLayer(&m_linkLayer);
    m_canvas->addLayer(&m_pathLayer);
    m_canvas->addLayer(&m_keypointLayer);
    m_canvas->addLayer(&m_maskLayer);
    m_timeline = new Timeline(m_editor, centre);
    // The banner lies over the canvas: a message must not move the picture under the mouse.
    auto* stack = new QGridLayout;
    stack->setContentsMargins(0, 0, 0, 0);
    stack->addWidget(m_canvas, 0, 0);
    m_welcome = new WelcomePage(m_actions, centre);
    stack->addWidget(m_welcome, 0, 0);
    stack->addWidget(m_banner, 0, 0, Qt::AlignTop);
    m_banner->raise();
    column->addLayout(stack, 1);
    column->addWidget(m_timeline);
    setCentralWidget(centre);
}

void MainWindow::addDock(ActionId id, QWidget* content, Qt::DockWidgetArea area) {
    auto* dock = new QDockWidget(this);
    dock->setObjectName(Actions::idText(id));
    dock->setWidget(content);
    addDockWidget(area, dock);
    QAction* action = m_actions[id];
    action->setChecked(true);
    connect(action, &QAction::triggered, dock, [dock, action] {
        // Behind another tab, a dock is asked to come forward, not to go.
        const bool inSight = dock->isVisible() && !dock->visibleRegion().isEmpty();
        dock->setVisible(!inSight);
        if (!inSight) dock->raise();
        action->setChecked(!inSight);
    });
    connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
    m_docks[id] = dock;
}

void MainWindow::makeDocks() {
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    setCorner(Qt::BottomLeftCorner, Qt::BottomDockWidgetArea);  // the review list is wide
    auto* inspector = new Inspector(m_editor, this);
    addDock(ActionId::ShowInspector, inspector, Qt::RightDockWidgetArea);
    m_itemPanel = new ItemPanel(m_review->desk(), this);
    inspector->addGroup(m_itemPanel);
    m_nextStep = std::make_unique<NextStepController>(*inspector, m_actions, *m_workspace, *m_review);
    auto* scene = new SceneView(m_editor, this);
    connect(m_presenter.get(), &FramePresenter::shown, scene,
            [this, scene, last = static_cast<const uchar*>(nullptr)](int) mutable {
                // A drag shows the same frame many times; the texture is sent once.
                const QImage picture = m_presenter->plainPicture();
                if (picture.isNull() || picture.constBits() == last) return;
                last = picture.constBits();
                scene->setPicture(picture);
            });
    addDock(ActionId::ShowScene, scene, Qt::LeftDockWidgetArea);
    connect(m_workspace.get(), &Workspace::opened, scene,
            [this, scene] { scene->setStills(m_workspace->stills()); });
    addDock(ActionId::ShowIssues, new IssuesPanel(m_editor, m_issues, this), Qt::LeftDockWidgetArea);
    addDock(ActionId::ShowKeypoints, new KeypointsPanel(m_editor, m_keypointTool, this),
            Qt::LeftDockWidgetArea);
    connect(m_workspace.get(), &Workspace::opened, this,
            [this] { m_hypothesesTool.setStills(m_workspace->stills()); });
    connect(&m_hypothesesTool, &HypothesesTool::comparisonChanged, m_presenter.get(),
            &FramePresenter::setComparison);
    connect(&m_hypothesesTool, &HypothesesTool::countChanged, this, [this](int count) {
        // A choice that only a person can make must be seen; but nobody's tool is taken away.
        if (count > 0 && m_canvas->tool() == &m_viewTool) chooseTool(ActionId::HypothesesTool);
    });
    m_jobsPanel = new JobsPanel(m_jobs, this);
    addDock(ActionId::ShowJobs, m_jobsPanel, Qt::LeftDockWidgetArea);
    addDock(ActionId::ShowHistory, new HistoryPanel(m_editor, this), Qt::LeftDockWidgetArea);
    auto* sheet = new ContactSheet(m_editor, this);
    addDock(ActionId::ShowSheet, sheet, Qt::BottomDockWidgetArea);
    connect(m_workspace.get(), &Workspace::opened, sheet,
            [this, sheet] { sheet->setStills(m_workspace->stills()); });
    connect(m_workspace.get(), &Workspace::opened, m_timeline,
            [this] { m_timeline->filmstrip().setStills(m_workspace->stills()); });
    connect(m_workspace.get(), &Workspace::scored, m_timeline, &Timeline::setScores);
    auto* cameras = new CamerasPanel(m_editor, this);
    addDock(ActionId::ShowCameras, cameras, Qt::BottomDockWidgetArea);
    connect(m_workspace.get(), &Workspace::opened, cameras,
            [this, cameras] { cameras->setStills(m_workspace->stills()); });
    m_reviewPanel = new ReviewPanel(m_review->desk(), m_review->model(), this);
    addDock(ActionId::ShowReview, m_reviewPanel, Qt::BottomDockWidgetArea);
    splitDockWidget(m_docks[ActionId::ShowReview], m_docks[ActionId::ShowSheet], Qt::Horizontal);
    tabifyDockWidget(m_docks[ActionId::ShowSheet], m_docks[ActionId::ShowCameras]);
    for (const ActionId id : {ActionId::ShowReview, ActionId::ShowSheet, ActionId::ShowCameras})
        m_docks[id]->hide();  // until there is a list, or somebody asks
    for (const ActionId id : {ActionId::ShowKeypoints, ActionId::ShowJobs, ActionId::ShowHistory}) {
        tabifyDockWidget(m_docks[ActionId::ShowIssues], m_docks[id]);
    }
    m_docks[ActionId::ShowIssues]->raise();
    resizeDocks({m_docks[ActionId::ShowScene], m_docks[ActionId::ShowInspector]}, {410, 310}, Qt::Horizontal);
    resizeDocks({m_docks[ActionId::ShowScene], m_docks[ActionId::ShowIssues]}, {420, 360}, Qt::Vertical);
}

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
    menu({Id::NewReview, Id::OpenReview, Id::UpdateReview}, file);
    file->addSeparator();
    menu({Id::ExportCalibration, Id::ExportActions, Id::ExportDesk}, file);
    file->addSeparator();
    menu({Id::Quit}, file);

    QMenu* edit = menu({Id::Undo, Id::Redo});
    edit->addSeparator();
    menu({Id::NextKeypoint, Id::PreviousKeypoint, Id::HideKeypoint, Id::ConfirmKeypoint, Id::RemoveKeypoint},
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
    subMenu(view, {Id::English, Id::Chinese});

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

    QMenu* camera = menu({Id::Calibrate, Id::Refine, Id::CalibrateList, Id::ProposeToGroup, Id::StopJob});
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
    languages->addAction(m_actions[Id::English]);
    languages->addAction(m_actions[Id::Chinese]);
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

void MainWindow::makeToolBars() {
    using Id = ActionId;
    auto* top = addToolBar(QString());
    top->setObjectName(u"topBar"_s);
    top->setMovable(false);
    top->setIconSize({20, 20});
    const auto add = [this](QToolBar* bar, const QList<ActionId>& ids) {
        for (const ActionId id : ids) bar->addAction(m_actions[id]);
        bar->addSeparator();
    };
    add(top, {Id::Open, Id::ExportCalibration});
    add(top, {Id::Undo, Id::Redo});
    m_cameraBox = new QComboBox(top);
    m_cameraBox->setModel(&m_cameras);
    m_cameraBox->setMinimumWidth(190);
    m_cameraBox->setFocusPolicy(Qt::TabFocus);
    top->addWidget(m_cameraBox);
    top->addSeparator();
    add(top, {Id::Overlay, Id::Fill, Id::Outline, Id::LinkColours, Id::Blink, Id::Compare});
    m_opacity = new QSlider(Qt::Horizontal, top);
    m_opacity->setRange(0, 100);
    m_opacity->setFixedWidth(110);
    m_opacity->setFocusPolicy(Qt::TabFocus);
    top->addWidget(m_opacity);
    top->addSeparator();
    add(top, {Id::Fit});
    add(top, {Id::Calibrate, Id::Refine, Id::SolveNow});
    top->addAction(m_actions[Id::Accept]);
    top->addAction(m_actions[Id::SendToFix]);
    top->addAction(m_actions[Id::Reject]);
    for (const ActionId id : {Id::Calibrate, Id::Accept, Id::Reject}) {
        if (auto* button = qobject_cast<QToolButton*>(top->widgetForAction(m_actions[id]))) {
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        }
    }

    auto* tools = new QToolBar(this);
    tools->setObjectName(u"toolsBar"_s);
    tools->setMovable(false);
    tools->setIconSize({24, 24});
    addToolBar(Qt::LeftToolBarArea, tools);
    for (const ActionId id : {Id::ViewTool, Id::KeypointTool, Id::PoseTool, Id::MaskTool, Id::HypothesesTool})
        tools->addAction(m_actions[id]);

    m_timeline->setActions({m_actions[Id::FirstFrame], m_actions[Id::PreviousFrame], m_actions[Id::PlayPause],
                            m_actions[Id::NextFrame], m_actions[Id::LastFrame]});

    m_hint = new QLabel(this);
    m_hint->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_step = new QLabel(this);
    m_pixel = new QLabel(this);
    m_pixel->setMinimumWidth(130);
    m_zoom = new QLabel(this);
    m_running = new QLabel(this);
    m_running->setObjectName(u"running"_s);
    statusBar()->addWidget(m_hint, 1);
    statusBar()->addPermanentWidget(m_running);
    statusBar()->addPermanentWidget(m_step);
    statusBar()->addPermanentWidget(m_pixel);
    statusBar()->addPermanentWidget(m_zoom);
}

void MainWindow::chooseTool(ActionId id) {
    CanvasTool* tool = id == ActionId::KeypointTool     ? static_cast<CanvasTool*>(&m_keypointTool)
                       : id == ActionId::PoseTool       ? static_cast<CanvasTool*>(&m_poseTool)
                       : id == ActionId::MaskTool       ? static_cast<CanvasTool*>(&m_maskTool)
                       : id == ActionId::HypothesesTool ? static_cast<CanvasTool*>(&m_hypothesesTool)
                                                        : static_cast<CanvasTool*>(&m_viewTool);
    m_canvas->setTool(tool);
    m_presenter->setOutlineOnly(id == ActionId::MaskTool);
    m_actions[id]->setChecked(true);
    m_hint->setText(tool->hint());
    m_canvas->setFocus();
}

void MainWindow::showRecording() {
    ProjectDocument* document = m_editor.document();
    m_cameras.setDocument(document);
    m_issues.setSource(document, m_editor.camera());
    m_cameraBox->setCurrentIndex(document ? m_editor.camera() : -1);
    if (document) {
        connect(&document->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateActions);
        m_banner->hide();
        m_canvas->setFocus();
    }
    updateWelcome();
    retranslate();
    updateActions();
}

void MainWindow::updateActions() {
    if (!m_review) return;  // closing
    using Id = ActionId;
    const ProjectDocument* document = m_editor.document();
    const bool open = document != nullptr;
    const bool posed = open && m_editor.state().camFromBase.has_value();
    for (const ActionId id : m_actions.all()) {
        const bool always = id == Id::Open || id == Id::OpenDemo || id == Id::CommandPalette ||
                            id == Id::DarkTheme || id == Id::LightTheme || id == Id::SystemTheme ||
                            id == Id::Quit || id == Id::English || id == Id::Chinese || id == Id::Shortcuts ||
                            id == Id::About || id == Id::StopJob || id == Id::NewReview ||
                            id == Id::OpenReview || (id >= Id::ShowScene && id <= Id::ShowSheet);
        if (!always) m_actions[id]->setEnabled(open);
    }
    m_actions[Id::Undo]->setEnabled(open && document->undoStack().canUndo());
    m_actions[Id::Redo]->setEnabled(open && document->undoStack().canRedo());
    for (const ActionId id : {Id::RemoveKeypoint, Id::HideKeypoint, Id::ConfirmKeypoint})
        m_actions[id]->setEnabled(open && m_editor.selectedKeypoint() >= 0);
    for (const ActionId id : {Id::Refine, Id::Accept, Id::ExportCalibration, Id::ExportActions}) {
        m_actions[id]->setEnabled(posed);
    }
    const bool reviewing = m_review->isOpen();
    for (const ActionId id :
         {Id::NextUnjudged, Id::NextItem, Id::PreviousItem, Id::FindItem, Id::UpdateReview})
        m_actions[id]->setEnabled(reviewing);
    m_actions[Id::WithdrawVerdict]->setEnabled(open && m_editor.state().verdict != Verdict::None);
    m_actions[Id::StopJob]->setEnabled(m_jobs.runningCount() > 0);
    if (m_desk) m_desk->updateActions();
    m_cameraBox->setEnabled(open);
    const double millimetres = 1000 * m_editor.nudgeStep();
    m_step->setText((m_editor.nudgeAxes() == NudgeAxes::Camera ? tr("Step %1 mm, %2° · camera axes")
                                                               : tr("Step %1 mm, %2° · base axes"))
                        .arg(millimetres, 0, 'g', 3)
                        .arg(millimetres / 10, 0, 'g', 3));
}

void MainWindow::updateLook() {
    const OverlayLook& look = m_presenter->look();
    m_actions[ActionId::Overlay]->setChecked(look.visible);
    m_actions[ActionId::Fill]->setChecked(look.fill);
    m_actions[ActionId::Outline]->setChecked(look.outline);
    m_actions[ActionId::Wireframe]->setChecked(look.wireframe);
    m_actions[ActionId::LinkColours]->setChecked(look.paint == OverlayFill::Links);
    m_actions[ActionId::DepthShading]->setChecked(look.paint == OverlayFill::Depth);
    m_actions[ActionId::ShowMask]->setChecked(look.mask == MaskView::Mask);
    m_actions[ActionId::MaskError]->setChecked(look.mask == MaskView::Error);
    m_actions[ActionId::MaskDifference]->setChecked(look.mask == MaskView::Difference);
    m_maskLayer.setView(look.mask);
    m_actions[ActionId::ToolPath]->setChecked(m_pathLayer.isOn());
    m_actions[ActionId::LinkNames]->setChecked(m_linkLayer.areNamesOn());
    m_actions[ActionId::Loupe]->setChecked(m_canvas->hasLoupe());
    m_actions[ActionId::Compare]->setChecked(m_presenter->comparison().has_value());
    const QSignalBlocker blocker(m_opacity);
    m_opacity->setValue(qRound(100 * look.opacity));
    setSetting(Setting::OverlayFill, look.fill);
    setSetting(Setting::OverlayOutline, look.outline);
    setSetting(Setting::OverlayWireframe, look.wireframe);
    setSetting(Setting::OverlayPaint, static_cast<int>(look.paint));
    setSetting(Setting::OverlayOpacity, look.opacity);
}

void MainWindow::updateRunning() {
    QString text;
    for (int row = m_jobs.rowCount() - 1; row >= 0; --row) {
        const Job& job = *m_jobs.find(m_jobs.index(row).data(JobModel::IdRole).toInt());
        if (job.state != Job::State::Running) continue;
        text = u"%1 · %2 · %3 %"_s.arg(job.title, job.stage).arg(qRound(100 * job.fraction));
    }
    m_running->setText(text);
    m_running->setVisible(!text.isEmpty());
}

void MainWindow::updateTitle() {
    if (!m_editor.hasDocument()) {
        setWindowTitle(tr("Camframe Studio"));
        return;
    }
    const QString name = QString::fromStdString(m_editor.recording().episode.name);
    setWindowTitle(tr("%1 – %2 – Camframe Studio").arg(name, m_editor.document()->path()));
}

void MainWindow::retranslate() {
    // In the order of makeMenus().
    const QString titles[] = {tr("&File"),  tr("Open &Recent"), tr("&Edit"),   tr("Move Keypoint"),
                              tr("&View"),  tr("&Panels"),      tr("T&heme"),  tr("&Language"),
                              tr("&Tools"), tr("F&rame"),       tr("&Camera"), tr("&Move Robot"),
                              tr("&Help")};
    for (qsizetype i = 0; i < m_menus.size(); ++i) m_menus[i]->setTitle(titles[i]);
    m_actions.retranslate();
    for (const auto& [id, dock] : m_docks) dock->setWindowTitle(m_actions[id]->text());
    m_actions[ActionId::English]->setChecked(m_languages.current() != u"zh_CN"_s);
    m_actions[ActionId::Chinese]->setChecked(m_languages.current() == u"zh_CN"_s);
    m_opacity->setToolTip(tr("Opacity of the drawn robot"));
    m_opacity->setAccessibleName(m_opacity->toolTip());
    m_canvas->setAccessibleName(tr("Picture"));
    m_cameraBox->setToolTip(tr("Camera on show"));
    const Theme theme = chosenTheme();
    m_actions[theme == Theme::Light    ? ActionId::LightTheme
              : theme == Theme::System ? ActionId::SystemTheme
                                       : ActionId::DarkTheme]
        ->setChecked(true);
    if (m_canvas->tool()) m_hint->setText(m_canvas->tool()->hint());
    updateTitle();
    updateActions();
}

bool MainWindow::mayDropUnsaved() {
    if (!m_editor.hasDocument() || m_editor.document()->save()) return true;
    return QMessageBox::warning(this, tr("Unsaved changes"),
                                tr("The last changes could not be saved in %1. Shall they be lost?")
                                    .arg(m_editor.document()->path()),
                                QMessageBox::Discard | QMessageBox::Cancel,
                                QMessageBox::Cancel) == QMessageBox::Discard;
}

void MainWindow::openByDialog() {
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a recording"),
                                                             setting(Setting::LastFolder).toString());
    if (folder.isEmpty()) return;
    setSetting(Setting::LastFolder, folder);
    StudioRequest request;
    request.session = m_lastRequest.session;
    request.session.dataset = folder.toStdString();
    open(request);
}

void MainWindow::openRecent(const RecentItem& item) {
    if (item.isReview) {
        openReview(item.path, {}, m_lastRequest.session.search);
        return;
    }
    StudioRequest request;
    request.session.search = m_lastRequest.session.search;
    request.session.dataset = item.path.toStdString();
    request.session.robot = item.robot.toStdString();
    open(request);
}

void MainWindow::fillRecentMenu() {
    m_recentMenu->clear();
    for (const RecentItem& item : recentItems())
        m_recentMenu->addAction(QDir::toNativeSeparators(item.path), this,
                                [this, item] { openRecent(item); });
    if (m_recentMenu->isEmpty()) m_recentMenu->addAction(tr("Nothing was open yet"))->setEnabled(false);
}

void MainWindow::updateWelcome() {
    const bool shown = !m_editor.hasDocument() && !m_opening;
    m_welcome->setVisible(shown);
    m_timeline->setVisible(!shown);
}

void MainWindow::applyChosenTheme(Theme theme) {
    setSetting(Setting::Theme, static_cast<int>(theme));
    applyTheme(*qApp, theme);
}

void MainWindow::showCommandPalette() {
    auto* palette = new CommandPalette(m_actions, this);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->move(mapToGlobal(QPoint((width() - palette->width()) / 2, height() / 8)));
    palette->show();
}

void MainWindow::showShortcuts() {
    auto* dialog = new ShortcutDialog(m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About Camframe"),
        tr("<h3>Camframe %1</h3><p>Finds where the camera of a robot recording stood and writes "
           "actions in its space.</p><p>Apache License 2.0</p>")
            .arg(QCoreApplication::applicationVersion()));
}

void MainWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QMainWindow::changeEvent(event);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!mayDropUnsaved()) {
        event->ignore();
        return;
    }
    storeGeometry(u"geometry"_s, saveGeometry());
    storeGeometry(u"docks"_s, saveState());
    QMainWindow::closeEvent(event);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.isEmpty() || !urls.first().isLocalFile()) return;
    const QString path = urls.first().toLocalFile();
    const QFileInfo info(path);
    if (info.suffix() == u"camreview"_s) {
        openReview(path, {}, m_lastRequest.session.search);
        return;
    }
    if (info.isFile() && info.fileName() == u"calibration.json"_s && m_editor.hasDocument()) {
        m_workspace->openCalibration(path);
        return;
    }
    StudioRequest request;
    request.session = m_lastRequest.session;
    request.session.dataset = path.toStdString();
    open(request);
}

bool MainWindow::eventFilter(QObject* watched, QEvent* event) {
    // Blinking lasts as long as its key is held; an action alone hears only of the press.
    if (event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyRelease) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QKeySequence blink = m_actions[ActionId::Blink]->shortcut();
        if (!key->isAutoRepeat() && !blink.isEmpty() && key->key() == blink[0].key()) {
            m_blinkKeyDown = event->type() == QEvent::ShortcutOverride;
            if (!m_blinkKeyDown) m_presenter->setBlinking(false);
        }
        const QKeySequence poses = m_actions[ActionId::BlinkPoses]->shortcut();
        if (!key->isAutoRepeat() && !poses.isEmpty() && key->key() == poses[0].key()) {
            m_blinkPosesKeyDown = event->type() == QEvent::ShortcutOverride;
            if (!m_blinkPosesKeyDown) m_presenter->setAlternating(false);
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

}  // namespace camframe
