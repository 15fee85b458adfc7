// SPDX-License-Identifier: Apache-2.0
// What the window is made of: canvas, docks, tool bars.
#include <QComboBox>
#include <QDockWidget>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/studio/main_window.h"
#include "app/studio/next_step_controller.h"
#include "app/studio/welcome_page.h"
#include "views/docks/cameras_panel.h"
#include "views/docks/contact_sheet.h"
#include "views/docks/history_panel.h"
#include "views/docks/inspector.h"
#include "views/docks/issues_panel.h"
#include "views/docks/item_panel.h"
#include "views/docks/jobs_panel.h"
#include "views/docks/keypoints_panel.h"
#include "views/docks/review_panel.h"
#include "views/scene3d/scene_view.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {

using namespace Qt::StringLiterals;

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
    connect(m_workspace.get(), &Workspace::stillsChanged, scene,
            [this, scene] { scene->setStills(m_workspace->stills()); });
    addDock(ActionId::ShowIssues, new IssuesPanel(m_editor, m_issues, this), Qt::LeftDockWidgetArea);
    addDock(ActionId::ShowKeypoints, new KeypointsPanel(m_editor, m_keypointTool, this),
            Qt::LeftDockWidgetArea);
    connect(m_workspace.get(), &Workspace::stillsChanged, this,
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
    connect(m_workspace.get(), &Workspace::stillsChanged, sheet,
            [this, sheet] { sheet->setStills(m_workspace->stills()); });
    connect(m_workspace.get(), &Workspace::stillsChanged, m_timeline,
            [this] { m_timeline->filmstrip().setStills(m_workspace->stills()); });
    connect(m_workspace.get(), &Workspace::scored, m_timeline, &Timeline::setScores);
    auto* cameras = new CamerasPanel(m_editor, this);
    addDock(ActionId::ShowCameras, cameras, Qt::BottomDockWidgetArea);
    connect(m_workspace.get(), &Workspace::stillsChanged, cameras,
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

}  // namespace camframe
