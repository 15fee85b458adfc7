// SPDX-License-Identifier: Apache-2.0
#include "views/docks/hypotheses_panel.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

namespace camframe {

namespace {
constexpr QSize thumbnail(164, 123);
}

HypothesesPanel::HypothesesPanel(Editor& editor, QWidget* parent)
    : QWidget(parent), m_editor(editor), m_text(new QLabel(this)), m_list(new StillList(thumbnail, this)) {
    m_text->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 1);
    connect(m_list, &StillList::chosen, &editor, &Editor::chooseHypothesis);
    connect(&editor, &Editor::documentChanged, this, &HypothesesPanel::rebuild);
    connect(&editor, &Editor::cameraChanged, this, &HypothesesPanel::rebuild);
    connect(&editor, &Editor::stateChanged, this, &HypothesesPanel::refresh);
    retranslate();
}

void HypothesesPanel::setStills(StillSource* stills) {
    m_list->setStills(stills);
    rebuild();
}

void HypothesesPanel::refresh() {
    const std::vector<Hypothesis> now = m_editor.hypotheses();
    const bool same = std::ranges::equal(now, m_shown, [](const Hypothesis& a, const Hypothesis& b) {
        return a.frame == b.frame && a.camFromBase.matrix() == b.camFromBase.matrix();
    });
    if (same) {
        showChosen();
    } else {
        rebuild();
    }
}

void HypothesesPanel::rebuild() {
    const size_t before = m_shown.size();
    m_shown = m_editor.hypotheses();
    std::vector<StillList::Card> cards;
    for (size_t i = 0; i < m_shown.size(); ++i) {
        StillRequest request;
        request.camera = m_editor.camera();
        request.frame = m_shown[i].frame;
        request.width = 2 * thumbnail.width();
        request.lens = m_editor.state().intrinsics.camera;
        request.camFromBase = m_shown[i].camFromBase;
        request.motion = m_editor.document()->motion(m_editor.camera());
        cards.push_back({request, captionOf(static_cast<int>(i)), {}});
    }
    m_list->setCards(std::move(cards));
    retranslate();
    if (before != m_shown.size()) emit countChanged(static_cast<int>(m_shown.size()));
}

QString HypothesesPanel::captionOf(int row) const {
    const Hypothesis& shown = m_shown[static_cast<size_t>(row)];
    const QChar letter(u'A' + row);
    if (row == 0) return tr("%1 · as calibrated\nframe %2").arg(letter).arg(shown.frame);
    return tr("%1 · explains %2 % as much\nframe %3")
        .arg(letter)
        .arg(100 * shown.score, 0, 'f', 0)
        .arg(shown.frame);
}

void HypothesesPanel::showChosen() {
    const auto& pose = m_editor.hasDocument() ? m_editor.state().camFromBase : std::nullopt;
    int chosen = -1;
    for (size_t i = 0; i < m_shown.size(); ++i)
        if (pose && pose->matrix() == m_shown[i].camFromBase.matrix()) chosen = static_cast<int>(i);
    const QSignalBlocker blocker(m_list);
    m_list->setCurrentRow(chosen);
    if (chosen < 0) m_list->clearSelection();
}

void HypothesesPanel::retranslate() {
    m_list->setAccessibleName(tr("Near-ties"));
    m_list->setVisible(!m_shown.empty());
    m_text->setEnabled(!m_shown.empty());
    m_text->setAlignment(m_shown.empty() ? Qt::AlignCenter : Qt::AlignLeft | Qt::AlignVCenter);
    m_text->setText(
        m_shown.empty()
            ? tr("The pictures leave no doubt between different poses of this camera.")
            : tr("The pictures fit %n different pose(s) about equally well. Compare the drawn robot with the "
                 "real one and choose; Ctrl+Z takes it back.",
                 nullptr, static_cast<int>(m_shown.size())));
    for (int row = 0; row < m_list->count(); ++row) m_list->setCaption(row, captionOf(row));
    showChosen();
}

void HypothesesPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
