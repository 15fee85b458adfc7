// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QPointer>
#include <map>

#include "views/editing/editor.h"
#include "views/overlay/still_source.h"
#include "views/overlay/tools/canvas_tool.h"

namespace camframe {

/// Chooses among the poses that explain the pictures about equally well: each is a card over the canvas, with
/// the frame that tells it from the calibrated one. A click or the keys 1 to 9 choose, as an undoable step;
/// the pose before then lies on the other side of the canvas's line. The right button compares without
/// choosing.
class HypothesesTool : public CanvasTool {
    Q_OBJECT

public:
    explicit HypothesesTool(Editor& editor, QObject* parent = nullptr);
    /// May be null: then the cards have no pictures.
    void setStills(StillSource* stills);

    int count() const { return static_cast<int>(m_shown.size()); }
    /// Index of the pose on show, or -1.
    int chosen() const;
    void choose(int index);
    /// Chooses the one after (+1) or before (-1) the pose on show, in a circle.
    void step(int step);
    /// Where a card lies on the canvas, in screen points.
    QRectF cardRect(int index) const;

    QCursor cursor() const override { return m_overCard ? Qt::PointingHandCursor : Qt::ArrowCursor; }
    QString hint() const override;
    bool claims(const QPointF& screen) const override { return cardAt(screen) >= 0; }
    bool takesKey(const QKeyEvent& key) const override;
    void keyPress(const QKeyEvent& key) override;
    void mousePress(const CanvasMouse& mouse) override;
    void mouseMove(const CanvasMouse& mouse) override;
    bool cancel() override;
    void paint(QPainter& painter, const Canvas& canvas) override;

Q_SIGNALS:
    /// There is a choice to be made, or no longer.
    void countChanged(int count);
    /// A pose to be shown beside the one on show; nothing: no longer.
    void comparisonChanged(const std::optional<camframe::RigidTransform>& other);

private:
    void refresh();
    void rebuild();
    void compare(const std::optional<RigidTransform>& other);
    int cardAt(const QPointF& screen) const;
    QString captionOf(int index) const;

    Editor& m_editor;
    QPointer<StillSource> m_stills;
    std::vector<Hypothesis> m_shown;
    std::vector<QImage> m_pictures;  ///< Per card; null until it is there.
    std::map<quint64, size_t> m_asked;
    bool m_comparing = false;
    bool m_overCard = false;
};

}  // namespace camframe
