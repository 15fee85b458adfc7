// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/editing/editor.h"

class QLabel;
class QSpinBox;
class QToolButton;
class QAction;

namespace camframe {

/// The track of a recording: a line of frames with the current one, keypoints, and frames without joints.
class TimelineTrack : public QWidget {
    Q_OBJECT

public:
    explicit TimelineTrack(Editor& editor, QWidget* parent = nullptr);
    QSize sizeHint() const override { return {400, 34}; }
    QSize minimumSizeHint() const override { return {120, 34}; }
    /// Screen x of a frame.
    double xOf(int frame) const;
    int frameAt(double x) const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Editor& m_editor;
};

/// Scrubbing, stepping and playing. Playing never skips ahead of what is on show: a frame that is not there
/// yet is waited for.
class Timeline : public QWidget {
    Q_OBJECT

public:
    explicit Timeline(Editor& editor, QWidget* parent = nullptr);

    bool isPlaying() const { return m_playing; }
    void setPlaying(bool on);
    void stepBy(int frames);
    /// Goes to the next (+1) or previous (-1) frame that has keypoints.
    void jumpToKeypoint(int direction);
    /// Tells that the canvas shows a frame; playing goes on from there.
    void frameShown(int frame);
    /// Actions whose icons and shortcuts the buttons show, left to right; taken as they are.
    void setActions(const QList<QAction*>& actions);

signals:
    void playingChanged(bool playing);

protected:
    void changeEvent(QEvent* event) override;

private:
    void advance();
    void refresh();
    void retranslate();
    int intervalMs() const;

    Editor& m_editor;
    TimelineTrack* m_track;
    QWidget* m_buttons;
    QSpinBox* m_frame;
    QLabel* m_time;
    QTimer m_timer;
    bool m_playing = false;
    bool m_due = false;  ///< The time for the next frame has come, but the last one is not shown yet.
    int m_shown = -1;
};

}  // namespace camframe
