// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMainWindow>
#include <functional>
#include <map>
#include <memory>

#include "app/studio/actions.h"
#include "app/studio/languages.h"
#include "app/studio/recent_items.h"
#include "app/studio/review_session.h"
#include "app/studio/theme.h"
#include "app/studio/workspace.h"
#include "model/qt/camera_list_model.h"
#include "model/qt/issue_model.h"
#include "model/qt/job_model.h"
#include "views/editing/editor.h"
#include "views/overlay/canvas.h"
#include "views/overlay/frame_presenter.h"
#include "views/overlay/keypoint_layer.h"
#include "views/overlay/link_layer.h"
#include "views/overlay/mask_layer.h"
#include "views/overlay/path_layer.h"
#include "views/overlay/tools/hypotheses_tool.h"
#include "views/overlay/tools/keypoint_tool.h"
#include "views/overlay/tools/mask_tool.h"
#include "views/overlay/tools/pose_tool.h"
#include "views/overlay/tools/view_tool.h"

class QComboBox;
class QLabel;
class QMenu;
class QSlider;

namespace camframe {

class Banner;
class DeskController;
class ItemPanel;
class JobsPanel;
class NextStepController;
class ReviewPanel;
class Timeline;
class WelcomePage;

/// The window: puts canvas, tools, docks, menus and keys together. What they do is elsewhere.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Languages& languages, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Asks first when the last changes to what is open cannot be saved.
    void open(StudioRequest request);
    /// Opens a review list, or makes it of `source` first when it is not there.
    void openReview(const QString& path, const ReviewSource& source, const RobotSearch& search);

    // For journeys through the real window in tests.
    KeypointTool& keypointTool() { return m_keypointTool; }
    Editor& editor() { return m_editor; }
    Canvas& canvas() { return *m_canvas; }
    FramePresenter& presenter() { return *m_presenter; }
    Workspace& workspace() { return *m_workspace; }
    JobModel& jobs() { return m_jobs; }
    ReviewSession& review() { return *m_review; }
    DeskController& desk() { return *m_desk; }
    MaskTool& maskTool() { return m_maskTool; }
    HypothesesTool& hypothesesTool() { return m_hypothesesTool; }
    Timeline& timeline() { return *m_timeline; }
    Actions& actions() { return m_actions; }
    Banner& banner() { return *m_banner; }

protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeCentre();
    void makeDocks();
    void makeMenus();
    void makeToolBars();
    void connectActions();
    void connectEditing();
    void connectViewing();
    void connectMasks();
    void addDock(ActionId id, QWidget* content, Qt::DockWidgetArea area);
    void chooseTool(ActionId id);
    void updateActions();
    void updateTitle();
    /// What the menu says is solved for besides the pose, whether or not the camera on show has it.
    RefineSet chosenToSolve() const;
    /// Of these, what the camera on show has.
    RefineSet alsoSolvedFor() const;
    RefineSet refineSetOf(const std::function<bool(const QAction&)>& counts) const;
    void updateLook();
    void updateRunning();
    void showRecording();
    void retranslate();
    /// Saves; where that fails, asks whether the changes may be lost.
    bool mayDropUnsaved();
    void openByDialog();
    void openRecent(const RecentItem& item);
    /// The welcome page, or the canvas.
    void updateWelcome();
    void fillRecentMenu();
    void applyChosenTheme(Theme theme);
    void connectReview();
    void askRejection();
    void newReview();
    void showShortcuts();
    void showCommandPalette();
    void showAbout();

    Languages& m_languages;
    Actions m_actions;
    Editor m_editor;
    JobModel m_jobs;
    IssueModel m_issues;
    CameraListModel m_cameras;
    KeypointLayer m_keypointLayer{m_editor};
    PathLayer m_pathLayer{m_editor};
    MaskLayer m_maskLayer{m_editor};
    LinkLayer m_linkLayer{m_editor};
    ViewTool m_viewTool{m_editor};
    KeypointTool m_keypointTool{m_editor};
    PoseTool m_poseTool{m_editor};
    MaskTool m_maskTool{m_editor};
    HypothesesTool m_hypothesesTool{m_editor};
    Canvas* m_canvas = nullptr;
    WelcomePage* m_welcome = nullptr;
    Banner* m_banner = nullptr;
    Timeline* m_timeline = nullptr;
    JobsPanel* m_jobsPanel = nullptr;
    ReviewPanel* m_reviewPanel = nullptr;
    ItemPanel* m_itemPanel = nullptr;
    QComboBox* m_cameraBox = nullptr;
    QSlider* m_opacity = nullptr;
    QLabel* m_hint = nullptr;
    QLabel* m_pixel = nullptr;
    QLabel* m_zoom = nullptr;
    QLabel* m_step = nullptr;
    QLabel* m_running = nullptr;
    QList<QMenu*> m_menus;
    QMenu* m_recentMenu = nullptr;
    std::map<ActionId, QDockWidget*> m_docks;
    StudioRequest m_lastRequest;
    bool m_opening = false;  ///< Something was asked for and is not there yet.
    bool m_blinkKeyDown = false;
    bool m_blinkPosesKeyDown = false;
    // Last: they use what is above, and so go first.
    std::unique_ptr<FramePresenter> m_presenter;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ReviewSession> m_review;
    std::unique_ptr<DeskController> m_desk;
    std::unique_ptr<NextStepController> m_nextStep;
};

}  // namespace camframe
