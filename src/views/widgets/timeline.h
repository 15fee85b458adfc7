// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>

#include "views/editing/editor.h"
#include "views/widgets/filmstrip.h"
#include "views/widgets/timeline_track.h"

class QLabel;
class QSpinBox;
class QToolButton;
class QAction;

namespace camframe {

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
    /// Goes to the next (+1) or previous (-1) frame in which a gripper opened or closed.
    void jumpToGripperEvent(int direction);
    /// Playing repeats these frames; nothing: it ends with the last frame.
    void setLoop(const std::optional<LoopRange>& loop);
    const std::optional<LoopRange>& loop() const { return m_loop; }
    /// Sets one end of the loop at the current frame; the other end is the recording's, or gives way.
    void setLoopStart();
    void setLoopEnd();
    void setScores(std::shared_ptr<const FrameScores> scores);
    /// Those of the pose on show, or null.
    const FrameScores* freshScores() const;
    /// Goes to the frame that fits worst, or says how to find out which.
    void jumpToWorst();
    Filmstrip& filmstrip() { return *m_filmstrip; }
    /// Tells that the canvas shows a frame; playing goes on from there.
    void frameShown(int frame);
    /// Actions whose icons and shortcuts the buttons show, left to right; taken as they are.
    void setActions(const QList<QAction*>& actions);

Q_SIGNALS:
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
    Filmstrip* m_filmstrip;
    std::optional<LoopRange> m_loop;
    QWidget* m_buttons;
    QSpinBox* m_frame;
    QLabel* m_time;
    QTimer m_timer;
    bool m_playing = false;
    bool m_due = false;  ///< The time for the next frame has come, but the last one is not shown yet.
    int m_shown = -1;
};

}  // namespace camframe
