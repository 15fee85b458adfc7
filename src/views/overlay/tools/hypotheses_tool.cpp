// SPDX-License-Identifier: Apache-2.0
#include "views/overlay/tools/hypotheses_tool.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr double widest = 190, gap = 8, margin = 12;  ///< Screen points.
constexpr double shape = 0.75;                        ///< Height of a card's picture by its width.
const QColor cardColour(0x1d, 0x1f, 0x23, 235), edgeColour(0x5a, 0x5e, 0x66), chosenCard(0x6f, 0xb6, 0xff);
}  // namespace

HypothesesTool::HypothesesTool(Editor& editor, QObject* parent) : CanvasTool(parent), m_editor(editor) {
    connect(&editor, &Editor::documentChanged, this, &HypothesesTool::rebuild);
    connect(&editor, &Editor::cameraChanged, this, &HypothesesTool::rebuild);
    connect(&editor, &Editor::stateChanged, this, &HypothesesTool::refresh);
    rebuild();
}

void HypothesesTool::setStills(StillSource* stills) {
    if (m_stills) m_stills->disconnect(this);
    m_asked.clear();
    m_stills = stills;
    if (!stills) return;
    connect(stills, &StillSource::ready, this, [this](quint64 serial, const QImage& image) {
        const auto asked = m_asked.find(serial);
        if (asked == m_asked.end()) return;
        m_pictures[asked->second] = image;
        m_asked.erase(asked);
        repaint();
    });
    connect(stills, &StillSource::failed, this, [this](quint64 serial) { m_asked.erase(serial); });
    rebuild();
}

void HypothesesTool::refresh() {
    const std::vector<Hypothesis> now = m_editor.hypotheses();
    const bool same = std::ranges::equal(now, m_shown, [](const Hypothesis& a, const Hypothesis& b) {
        return a.frame == b.frame && a.camFromBase.matrix() == b.camFromBase.matrix();
    });
    if (same) {
        repaint();
    } else {
        rebuild();
    }
}

void HypothesesTool::rebuild() {
    if (m_stills)
        for (const auto& [serial, index] : m_asked) m_stills->forget(serial);
    m_asked.clear();
    const int before = count();
    m_shown = m_editor.hypotheses();
    m_pictures.assign(m_shown.size(), {});
    for (size_t i = 0; m_stills && i < m_shown.size(); ++i) {
        StillRequest request;
        request.camera = m_editor.camera();
        request.frame = m_shown[i].frame;
        request.width = static_cast<int>(2 * widest);
        request.lens = m_editor.state().intrinsics.camera;
        request.camFromBase = m_shown[i].camFromBase;
        request.motion = m_editor.document()->motion(m_editor.camera());
        m_asked[m_stills->request(request)] = i;
    }
    m_comparing = false;
    Q_EMIT hintChanged();
    repaint();
    if (before != count()) Q_EMIT countChanged(count());
}

int HypothesesTool::chosen() const {
    const auto& pose = m_editor.hasDocument() ? m_editor.state().camFromBase : std::nullopt;
    for (int i = 0; i < count(); ++i)
        if (pose && pose->matrix() == m_shown[static_cast<size_t>(i)].camFromBase.matrix()) return i;
    return -1;
}

void HypothesesTool::choose(int index) {
    if (index < 0 || index >= count()) return;
    const auto before = m_editor.state().camFromBase;
    m_editor.chooseHypothesis(index);
    const bool other = before && before->matrix() != m_editor.state().camFromBase->matrix();
    if (other && canvas()) compare(before);
    repaint();
}

void HypothesesTool::step(int step) {
    if (count() == 0) {
        m_editor.say(tr("The pictures leave no doubt between different poses of this camera."));
        return;
    }
    const int now = chosen();
    const int at = now >= 0 ? now : (step > 0 ? -1 : count());
    choose(((at + step) % count() + count()) % count());
}

void HypothesesTool::compare(const std::optional<RigidTransform>& other) {
    m_comparing = other.has_value();
    Q_EMIT comparisonChanged(other);
}

bool HypothesesTool::cancel() {
    if (!m_comparing) return false;
    compare({});
    return true;
}

QRectF HypothesesTool::cardRect(int index) const {
    if (!canvas() || count() == 0) return {};
    // A column at the left, where a picture of common shape leaves room.
    const double text = 2 * canvas()->fontMetrics().lineSpacing() + 10;
    const double room = (canvas()->height() - 2 * margin - gap * (count() - 1)) / count();
    const double width = std::min(widest, (room - text) / shape);
    const double height = shape * width + text;
    const double top = (canvas()->height() - count() * (height + gap) + gap) / 2;
    return {margin, top + index * (height + gap), width, height};
}

int HypothesesTool::cardAt(const QPointF& screen) const {
    for (int i = 0; i < count(); ++i)
        if (cardRect(i).contains(screen)) return i;
    return -1;
}

QString HypothesesTool::hint() const {
    return count() == 0
               ? tr("The pictures leave no doubt between different poses of this camera.")
               : tr("The pictures fit %n different pose(s) about equally well: click one or press its "
                    "number; right-click compares.",
                    nullptr, count());
}

bool HypothesesTool::takesKey(const QKeyEvent& key) const {
    return !(key.modifiers() & ~Qt::KeypadModifier) && key.key() >= Qt::Key_1 &&
           key.key() < Qt::Key_1 + count() && key.key() <= Qt::Key_9;
}

void HypothesesTool::keyPress(const QKeyEvent& key) {
    choose(key.key() - Qt::Key_1);
}

void HypothesesTool::mousePress(const CanvasMouse& mouse) {
    const int card = cardAt(mouse.screen);
    if (card < 0) return;
    if (mouse.button == Qt::LeftButton) choose(card);
    if (mouse.button == Qt::RightButton && card != chosen())
        compare(m_shown[static_cast<size_t>(card)].camFromBase);
}

void HypothesesTool::mouseMove(const CanvasMouse& mouse) {
    m_overCard = cardAt(mouse.screen) >= 0;
}

QString HypothesesTool::captionOf(int index) const {
    const Hypothesis& shown = m_shown[static_cast<size_t>(index)];
    const QString what =
        index == 0 ? tr("as calibrated") : tr("explains %1 % as much").arg(shownNumber(100 * shown.score, 0));
    return what + u'\n' + tr("frame %1").arg(shown.frame);
}

void HypothesesTool::paint(QPainter& painter, const Canvas&) {
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int now = chosen();
    for (int i = 0; i < count(); ++i) {
        const QRectF card = cardRect(i);
        painter.setPen(i == now ? QPen(chosenCard, 3) : QPen(edgeColour, 1));
        painter.setBrush(cardColour);
        painter.drawRoundedRect(card, 6, 6);
        const QRectF place =
            QRectF(card.topLeft(), QSizeF(card.width(), shape * card.width())).adjusted(4, 4, -4, 0);
        const QImage& picture = m_pictures[static_cast<size_t>(i)];
        if (!picture.isNull()) {
            QRectF at(QPointF(), QSizeF(picture.size()).scaled(place.size(), Qt::KeepAspectRatio));
            at.moveCenter(place.center());
            painter.drawImage(at, picture);
        }
        // The key that chooses it.
        const QRectF number(place.topLeft() + QPointF(4, 4), QSizeF(22, 22));
        painter.setPen(Qt::NoPen);
        painter.setBrush(i == now ? chosenCard : QColor(0, 0, 0, 170));
        painter.drawRoundedRect(number, 4, 4);
        painter.setPen(i == now ? QColor(Qt::black) : QColor(Qt::white));
        painter.drawText(number, Qt::AlignCenter, QString::number(i + 1));
        painter.setPen(QColor(0xe8, 0xea, 0xed));
        painter.drawText(
            QRectF(card.left() + 4, place.bottom() + 2, card.width() - 8, card.bottom() - place.bottom() - 4),
            Qt::AlignHCenter | Qt::AlignVCenter, captionOf(i));
    }
}

}  // namespace camframe
