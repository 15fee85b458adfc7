// SPDX-License-Identifier: Apache-2.0
// What the window says about what is open: enabled actions, check marks, texts.
#include <QComboBox>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QSlider>

#include "app/studio/desk_controller.h"
#include "app/studio/main_window.h"
#include "app/studio/settings.h"
#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

void MainWindow::updateActions() {
    if (!m_review) return;  // closing
    using Id = ActionId;
    const ProjectDocument* document = m_editor.document();
    const bool open = document != nullptr;
    const bool posed = open && m_editor.state().camFromBase.has_value();
    for (const ActionId id : m_actions.all()) {
        const bool always = id == Id::Open || id == Id::OpenDemo || id == Id::CommandPalette ||
                            id == Id::DarkTheme || id == Id::LightTheme || id == Id::SystemTheme ||
                            id == Id::Quit || (id >= Id::English && id <= Id::Japanese) ||
                            id == Id::Shortcuts || id == Id::About || id == Id::StopJob ||
                            id == Id::NewReview || id == Id::OpenReview || id == Id::OpenServerReview ||
                            (id >= Id::ShowScene && id <= Id::ShowSheet);
        if (!always) m_actions[id]->setEnabled(open);
    }
    m_actions[Id::Undo]->setEnabled(open && document->undoStack().canUndo());
    m_actions[Id::Redo]->setEnabled(open && document->undoStack().canRedo());
    for (const ActionId id : {Id::RemoveKeypoint, Id::HideKeypoint, Id::ConfirmKeypoint})
        m_actions[id]->setEnabled(open && m_editor.selectedKeypoint() >= 0);
    const auto track = m_editor.track();
    m_actions[Id::SolveMark]->setEnabled(track.has_value());
    m_actions[Id::SolveMark]->setChecked(track && track->mark != 0);
    for (const ActionId id : {Id::Refine, Id::Accept, Id::ExportCalibration, Id::ExportActions}) {
        m_actions[id]->setEnabled(posed);
    }
    const bool reviewing = m_review->isOpen();
    for (const ActionId id :
         {Id::NextUnjudged, Id::NextItem, Id::PreviousItem, Id::FindItem, Id::UpdateReview})
        m_actions[id]->setEnabled(reviewing);
    m_actions[Id::WithdrawVerdict]->setEnabled(open && m_editor.state().verdict != Verdict::None);
    m_actions[Id::StopJob]->setEnabled(m_jobs.runningCount() > 0);
    const Recording* recording = open ? &m_editor.recording() : nullptr;
    for (const ActionId id : {Id::SolveFocal, Id::SolvePrincipal, Id::SolveDistortion})
        m_actions[id]->setEnabled(open && !m_editor.state().intrinsics.locked);
    m_actions[Id::SolveJoints]->setEnabled(recording && !recording->motion.jointValues.empty());
    m_actions[Id::SolveArmBases]->setEnabled(recording && armChains(*recording->robot).size() >= 2);
    m_actions[Id::SolveLag]->setEnabled(recording && recording->episode.fps);
    if (m_desk) m_desk->updateActions();
    m_cameraBox->setEnabled(open);
    const double millimetres = 1000 * m_editor.nudgeStep();
    m_step->setText((m_editor.nudgeAxes() == NudgeAxes::Camera ? tr("Step %1 mm, %2° · camera axes")
                                                               : tr("Step %1 mm, %2° · base axes"))
                        .arg(shownDigits(millimetres, 3), shownDigits(millimetres / 10, 3)));
}

RefineSet MainWindow::chosenToSolve() const {
    return refineSetOf([](const QAction& action) { return action.isChecked(); });
}

RefineSet MainWindow::alsoSolvedFor() const {
    return refineSetOf([](const QAction& action) { return action.isEnabled() && action.isChecked(); });
}

RefineSet MainWindow::refineSetOf(const std::function<bool(const QAction&)>& counts) const {
    const auto on = [&](ActionId id) { return counts(*m_actions[id]); };
    return {on(ActionId::SolveFocal),  on(ActionId::SolvePrincipal), on(ActionId::SolveDistortion),
            on(ActionId::SolveJoints), on(ActionId::SolveArmBases),  on(ActionId::SolveLag)};
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
    // Fields show numbers as everything else does. Panels that float are windows and inherit nothing.
    setLocale(QLocale());
    for (const auto& [id, dock] : m_docks) dock->setLocale(QLocale());
    // In the order of makeMenus().
    const QString titles[] = {tr("&File"),       tr("Open &Recent"), tr("&Edit"),   tr("Move Keypoint"),
                              tr("&View"),       tr("&Panels"),      tr("T&heme"),  tr("&Language"),
                              tr("&Tools"),      tr("F&rame"),       tr("&Camera"), tr("Also &Solve For"),
                              tr("&Move Robot"), tr("&Help")};
    for (qsizetype i = 0; i < m_menus.size(); ++i) m_menus[i]->setTitle(titles[i]);
    m_actions.retranslate();
    for (const auto& [id, dock] : m_docks) dock->setWindowTitle(m_actions[id]->text());
    for (const auto& [id, language] : languageActions)
        m_actions[id]->setChecked(m_languages.current() == QLatin1StringView(language));
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

}  // namespace camframe
