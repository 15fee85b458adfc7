// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "views/editing/editor.h"
#include "views/widgets/frame_scores.h"

namespace camframe {

/// The frames that playing repeats, both included.
struct LoopRange {
    int first = 0;
    int last = 0;
    bool operator==(const LoopRange&) const = default;
};

/// The track of a recording: a line of frames with the current one, keypoints, masks, frames that the
/// calibration used, frames without joints, the range that is repeated, below it how well each frame fits,
/// and a lane per gripper: how far it is open, and when it opened or closed.
class TimelineTrack : public QWidget {
    Q_OBJECT

public:
    explicit TimelineTrack(Editor& editor, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {400, heightNow()}; }
    QSize minimumSizeHint() const override { return {120, heightNow()}; }
    /// Screen x of a frame.
    double xOf(int frame) const;
    int frameAt(double x) const;
    void setLoop(const std::optional<LoopRange>& loop);
    /// Null: nothing is known.
    void setScores(std::shared_ptr<const FrameScores> scores);
    const FrameScores* scores() const { return m_scores.get(); }
    /// The scores are about the pose on show.
    bool scoresAreFresh() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void paintMarks(QPainter& painter, double middle);
    void paintScores(QPainter& painter);
    void paintGrippers(QPainter& painter);
    int heightNow() const;

    Editor& m_editor;
    std::optional<LoopRange> m_loop;
    std::shared_ptr<const FrameScores> m_scores;
};

}  // namespace camframe
