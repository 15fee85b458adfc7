// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/timeline.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr double posesPerSecond = 2;  ///< Playing speed of separate poses, which have no rate of their own.
}  // namespace

Timeline::Timeline(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_track(new TimelineTrack(editor, this)),
      m_filmstrip(new Filmstrip(editor, this)),
      m_buttons(new QWidget(this)),
      m_frame(new QSpinBox(this)),
      m_time(new QLabel(this)) {
    setObjectName(u"timeline"_s);
    auto* buttonLayout = new QHBoxLayout(m_buttons);
    buttonLayout->setContentsMargins(0, 0, 0, 0);
    buttonLayout->setSpacing(2);
    m_frame->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_frame->setAlignment(Qt::AlignRight);
    m_frame->setKeyboardTracking(false);
    m_frame->setFixedWidth(112);
    m_time->setMinimumWidth(72);
    m_time->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 4, 12, 4);
    layout->setSpacing(8);
    layout->addWidget(m_buttons);
    auto* strips = new QVBoxLayout;
    strips->setSpacing(2);
    strips->addWidget(m_filmstrip);
    strips->addWidget(m_track);
    layout->addLayout(strips, 1);
    layout->addWidget(m_frame);
    layout->addWidget(m_time);

    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Timeline::advance);
    connect(m_frame, &QSpinBox::valueChanged, &editor, &Editor::setFrame);
    connect(&editor, &Editor::frameChanged, this, &Timeline::refresh);
    connect(&editor, &Editor::cameraChanged, this, &Timeline::refresh);
    connect(&editor, &Editor::stateChanged, m_track, qOverload<>(&QWidget::update));
    connect(&editor, &Editor::documentChanged, this, [this] {
        setPlaying(false);
        m_shown = -1;
        setLoop({});
        setScores(nullptr);
        m_track->updateGeometry();  // as many lanes as there are grippers
        refresh();
    });
    retranslate();
}

void Timeline::setActions(const QList<QAction*>& actions) {
    for (QAction* action : actions) {
        auto* button = new QToolButton(m_buttons);
        button->setDefaultAction(action);
        button->setAutoRaise(true);
        button->setIconSize({20, 20});
        m_buttons->layout()->addWidget(button);
    }
}

int Timeline::intervalMs() const {
    const auto fps = m_editor.recording().episode.fps;
    const double rate = fps && *fps > 0 ? *fps : posesPerSecond;
    return std::clamp(static_cast<int>(std::lround(1000 / rate)), 5, 2000);
}

void Timeline::setPlaying(bool on) {
    on = on && m_editor.frameCount() > 1;
    if (on == m_playing) return;
    m_playing = on;
    m_due = false;
    if (on) {
        if (m_editor.frame() == m_editor.frameCount() - 1) m_editor.setFrame(m_loop ? m_loop->first : 0);
        m_timer.start(intervalMs());
    } else {
        m_timer.stop();
    }
    Q_EMIT playingChanged(on);
}

void Timeline::advance() {
    if (m_shown != m_editor.frame()) {
        m_due = true;
        return;
    }
    m_due = false;
    if (m_loop && m_editor.frame() >= m_loop->last) {
        m_editor.setFrame(m_loop->first);
    } else if (m_editor.frame() + 1 >= m_editor.frameCount()) {
        setPlaying(false);
    } else {
        m_editor.setFrame(m_editor.frame() + 1);
    }
}

void Timeline::frameShown(int frame) {
    m_shown = frame;
    if (m_playing && m_due) advance();
}

void Timeline::stepBy(int frames) {
    setPlaying(false);
    m_editor.setFrame(m_editor.frame() + frames);
}

void Timeline::setLoop(const std::optional<LoopRange>& loop) {
    m_loop = loop && loop->first < loop->last ? loop : std::nullopt;
    m_track->setLoop(m_loop);
}

void Timeline::setLoopStart() {
    if (!m_editor.hasDocument()) return;
    const int frame = m_editor.frame(), end = m_editor.frameCount() - 1;
    setLoop(LoopRange{frame, m_loop && m_loop->last > frame ? m_loop->last : end});
}

void Timeline::setLoopEnd() {
    if (!m_editor.hasDocument()) return;
    const int frame = m_editor.frame();
    setLoop(LoopRange{m_loop && m_loop->first < frame ? m_loop->first : 0, frame});
}

void Timeline::setScores(std::shared_ptr<const FrameScores> scores) {
    m_track->setScores(std::move(scores));
}

void Timeline::jumpToWorst() {
    const FrameScores* scores = m_track->scores();
    const int worst = scores && scores->camera == m_editor.camera() ? scores->worst() : -1;
    if (worst < 0) {
        m_editor.say(tr("No frame has been scored yet: F7 compares them all with the drawn robot."));
        return;
    }
    setPlaying(false);
    m_editor.setFrame(worst);
    m_editor.say(tr("Frame %1 fits worst: its outline is off by %2 px.")
                     .arg(worst)
                     .arg(shownNumber(double{scores->px[static_cast<size_t>(worst)]}, 1)));
}

void Timeline::jumpToGripperEvent(int direction) {
    if (!m_editor.hasDocument()) return;
    int best = -1;
    for (const GripperTrack& gripper : m_editor.recording().grippers) {
        for (const GripperEvent& event : gripper.events) {
            const int distance = (event.frame - m_editor.frame()) * direction;
            if (distance > 0 && (best < 0 || distance < (best - m_editor.frame()) * direction))
                best = event.frame;
        }
    }
    if (best < 0) {
        m_editor.say(direction > 0 ? tr("No gripper opens or closes after this frame.")
                                   : tr("No gripper opens or closes before this frame."));
        return;
    }
    setPlaying(false);
    m_editor.setFrame(best);
}

void Timeline::jumpToKeypoint(int direction) {
    if (!m_editor.hasDocument()) return;
    int best = -1;
    for (const Keypoint& keypoint : m_editor.state().keypoints) {
        if (keypoint.origin != KeypointOrigin::Human) continue;
        const int distance = (keypoint.frame - m_editor.frame()) * direction;
        if (distance > 0 && (best < 0 || distance < (best - m_editor.frame()) * direction))
            best = keypoint.frame;
    }
    if (best >= 0) m_editor.setFrame(best);
}

const FrameScores* Timeline::freshScores() const {
    return m_track->scoresAreFresh() ? m_track->scores() : nullptr;
}

void Timeline::refresh() {
    const QSignalBlocker blocker(m_frame);
    m_frame->setRange(0, std::max(0, m_editor.frameCount() - 1));
    m_frame->setValue(m_editor.frame());
    m_frame->setEnabled(m_editor.hasDocument());
    retranslate();
    m_track->update();
}

void Timeline::retranslate() {
    m_frame->setSuffix(u" / %1"_s.arg(std::max(0, m_editor.frameCount() - 1)));
    m_frame->setToolTip(tr("Current frame; type a number to go there"));
    m_track->setToolTip(
        tr("Drag to scrub. Green diamonds: frames with keypoints; small dots: carried over. Violet squares: "
           "frames with masks; small ones: carried over. Blue dots on the line: frames that the calibration "
           "used. "
           "Red: frames without joint values. Bars below: how far the drawn outline is off (F7). Lowest: how "
           "far "
           "the gripper is open, with marks where it opens and closes."));
    m_filmstrip->setAccessibleName(tr("Filmstrip"));
    m_frame->setAccessibleName(tr("Current frame"));
    m_track->setAccessibleName(tr("Timeline"));
    double seconds = std::nan("");
    if (m_editor.hasDocument()) {
        const auto& times = m_editor.recording().episode.timestamps;
        const size_t frame = static_cast<size_t>(m_editor.frame());
        if (frame < times.size()) seconds = times[frame];
    }
    m_time->setText(std::isfinite(seconds) ? tr("%1 s").arg(shownNumber(seconds, 3)) : QString());
}

void Timeline::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
