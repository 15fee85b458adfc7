// SPDX-License-Identifier: Apache-2.0
#include "views/docks/hypotheses_panel.h"

#include <QEvent>
#include <QLabel>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr QSize thumbnail(164, 123);
}

HypothesesPanel::HypothesesPanel(Editor& editor, QWidget* parent)
    : QWidget(parent), m_editor(editor), m_text(new QLabel(this)), m_list(new QListWidget(this)) {
    m_text->setWordWrap(true);
    m_list->setObjectName(u"thumbnails"_s);
    m_list->setViewMode(QListView::IconMode);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setUniformItemSizes(true);
    m_list->setIconSize(thumbnail);
    m_list->setSpacing(2);
    m_list->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 1);
    connect(m_list, &QListWidget::itemClicked, this, &HypothesesPanel::choose);
    connect(m_list, &QListWidget::itemActivated, this, &HypothesesPanel::choose);
    connect(&editor, &Editor::documentChanged, this, &HypothesesPanel::rebuild);
    connect(&editor, &Editor::cameraChanged, this, &HypothesesPanel::rebuild);
    connect(&editor, &Editor::stateChanged, this, &HypothesesPanel::refresh);
    retranslate();
}

void HypothesesPanel::setStills(StillSource* stills) {
    if (m_stills) m_stills->disconnect(this);
    m_stills = stills;
    m_asked.clear();
    if (!stills) return;
    connect(stills, &StillSource::ready, this, [this](quint64 serial, const QImage& image) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        if (QListWidgetItem* item = m_list->item(asked->second)) {
            // Letterboxed to one size, so that all captions stand in line.
            QPixmap card(thumbnail);
            card.fill(Qt::transparent);
            QPainter painter(&card);
            const QImage fitted = image.scaled(thumbnail, Qt::KeepAspectRatio, Qt::SmoothTransformation);
            painter.drawImage(
                QPoint((card.width() - fitted.width()) / 2, (card.height() - fitted.height()) / 2), fitted);
            painter.end();
            QIcon icon(card);
            icon.addPixmap(card, QIcon::Selected);  // no blue tint over the evidence
            item->setIcon(icon);
        }
        m_asked.erase(asked);
    });
    connect(stills, &StillSource::failed, this, [this](quint64 serial, const QString& message) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        if (QListWidgetItem* item = m_list->item(asked->second)) item->setToolTip(message);
        m_asked.erase(asked);
    });
    rebuild();
}

void HypothesesPanel::forgetAll() {
    if (m_stills)
        for (const auto& [serial, row] : m_asked) m_stills->forget(serial);
    m_asked.clear();
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
    forgetAll();
    const size_t before = m_shown.size();
    m_shown = m_editor.hypotheses();
    m_list->clear();
    for (size_t i = 0; i < m_shown.size(); ++i) {
        auto* item = new QListWidgetItem(m_list);
        item->setSizeHint(thumbnail + QSize(8, 44));
        item->setTextAlignment(Qt::AlignHCenter | Qt::AlignTop);
        QPixmap empty(thumbnail);
        empty.fill(QColor(0x17, 0x18, 0x1b));
        item->setIcon(empty);
        if (!m_stills) continue;
        StillRequest request;
        request.camera = m_editor.camera();
        request.frame = m_shown[i].frame;
        request.width = 2 * thumbnail.width();
        request.lens = m_editor.state().intrinsics.camera;
        request.camFromBase = m_shown[i].camFromBase;
        request.motion = m_editor.document()->motion(m_editor.camera());
        m_asked[m_stills->request(request)] = static_cast<int>(i);
    }
    retranslate();
    if (before != m_shown.size()) emit countChanged(static_cast<int>(m_shown.size()));
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

void HypothesesPanel::choose(const QListWidgetItem* item) {
    m_editor.chooseHypothesis(m_list->row(item));
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
    for (int row = 0; row < m_list->count(); ++row) {
        const Hypothesis& shown = m_shown[static_cast<size_t>(row)];
        const QChar letter(u'A' + row);
        m_list->item(row)->setText(row == 0 ? tr("%1 · as calibrated\nframe %2").arg(letter).arg(shown.frame)
                                            : tr("%1 · explains %2 % as much\nframe %3")
                                                  .arg(letter)
                                                  .arg(100 * shown.score, 0, 'f', 0)
                                                  .arg(shown.frame));
    }
    showChosen();
}

void HypothesesPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
