// SPDX-License-Identifier: Apache-2.0
#include "views/docks/cameras_panel.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include "views/widgets/still_list.h"

namespace camframe {

namespace {
constexpr QSize panelThumbnail(184, 138);
}

CamerasPanel::CamerasPanel(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_text(new QLabel(this)),
      m_list(new StillList(panelThumbnail, this)) {
    m_text->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 1);
    connect(m_list, &StillList::chosen, &m_editor, &Editor::setCamera);
    connect(m_list, &StillList::complete, this, [this] {
        if (std::exchange(m_due, false)) refresh();
    });
    m_list->setAccessibleName(tr("Cameras in step"));
    connect(&editor, &Editor::documentChanged, this, &CamerasPanel::rebuild);
    connect(&editor, &Editor::frameChanged, this, &CamerasPanel::refresh);
    connect(&editor, &Editor::cameraChanged, this, [this](int camera) {
        m_list->setCurrentRow(camera);
        refresh();
    });
}

void CamerasPanel::setStills(StillSource* stills) {
    m_list->setStills(stills);
    if (stills) rebuild();
}

void CamerasPanel::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) rebuild();
}

StillRequest CamerasPanel::requestOf(int camera) const {
    const CameraState& state = m_editor.document()->camera(camera);
    StillRequest request;
    request.camera = camera;
    request.frame = m_editor.frame();
    request.width = 2 * panelThumbnail.width();
    request.lens = state.intrinsics.camera;
    request.camFromBase = state.camFromBase;
    request.motion = m_editor.document()->motion(camera);
    return request;
}

void CamerasPanel::rebuild() {
    m_list->setAccessibleName(tr("Cameras in step"));
    m_due = false;
    m_stale = !isVisible();
    if (m_stale) return;  // Nobody looks: drawn when somebody does.
    std::vector<StillList::Card> cards;
    if (m_editor.hasDocument()) {
        // The editor speaks of the camera on show only.
        connect(m_editor.document(), &ProjectDocument::changed, this, &CamerasPanel::refresh,
                Qt::UniqueConnection);
        const auto& cameras = m_editor.document()->cameras();
        for (int camera = 0; camera < static_cast<int>(cameras.size()); ++camera)
            cards.push_back({requestOf(camera), {}, {}});
    }
    m_text->setText(cards.size() > 1
                        ? tr("Every camera at the current frame. Enter or a click shows it large.")
                        : tr("A recording with several cameras shows them here, in step."));
    m_list->setCards(std::move(cards));
    updateCaptions();
    if (m_editor.hasDocument()) m_list->setCurrentRow(m_editor.camera());
}

void CamerasPanel::refresh() {
    if (!m_editor.hasDocument() || !isVisible()) {
        m_stale = true;
        return;
    }
    if (m_list->count() != static_cast<int>(m_editor.document()->cameras().size())) return rebuild();
    updateCaptions();
    if (m_list->isWaiting()) {
        m_due = true;
        return;
    }
    for (int camera = 0; camera < m_list->count(); ++camera) m_list->renew(camera, requestOf(camera));
}

void CamerasPanel::updateCaptions() {
    for (int camera = 0; camera < m_list->count(); ++camera) {
        const CameraState& state = m_editor.document()->camera(camera);
        const QString name = QString::fromStdString(state.name);
        m_list->setCaption(camera, state.camFromBase ? name : tr("%1 · no pose yet").arg(name));
    }
}

void CamerasPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) rebuild();
    QWidget::changeEvent(event);
}

}  // namespace camframe
