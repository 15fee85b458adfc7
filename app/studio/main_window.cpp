// SPDX-License-Identifier: Apache-2.0
#include "app/studio/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>

#include "app/studio/carrying.h"
#include "app/studio/click_segmenting.h"
#include "app/studio/command_palette.h"
#include "app/studio/desk_controller.h"
#include "app/studio/next_step_controller.h"
#include "app/studio/settings.h"
#include "app/studio/shortcut_dialog.h"
#include "app/studio/welcome_page.h"
#include "model/qt/review/review_address.h"
#include "views/docks/jobs_panel.h"
#include "views/docks/review_panel.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

QString reviewerName() {
    QString name = setting(Setting::Reviewer).toString();
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
    m_desk = std::make_unique<DeskController>(
        DeskController::Parts{*this, m_actions, m_editor, m_jobs, *m_review, *m_reviewPanel, *m_itemPanel,
                              *m_jobsPanel, *m_banner, *m_workspace, [this] { return chosenToSolve(); }});
    connect(m_desk.get(), &DeskController::batchStarted, this, [this] {
        m_docks[ActionId::ShowJobs]->show();
        m_docks[ActionId::ShowJobs]->raise();
    });
    connect(&m_desk->conventions(), &ConventionDesk::openRequested, this, [this](const QString& profile) {
        StudioRequest request = m_lastRequest;
        request.session = m_workspace->recording()->request();
        request.session.profile = profile.toStdString();
        // Read in another way it is another recording, which a project of the old one does not fit.
        request.project.clear();
        open(std::move(request));
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
        m_recentMenu->addAction(isServerName(item.path) ? item.path : QDir::toNativeSeparators(item.path),
                                this, [this, item] { openRecent(item); });
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
    if (auto* open = findChild<ShortcutDialog*>(); open && open->isVisible()) {
        open->raise();
        open->activateWindow();
        return;
    }
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
