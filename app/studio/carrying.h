// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <functional>
#include <set>

#include "app/studio/actions.h"
#include "app/studio/workspace.h"
#include "views/overlay/canvas.h"
#include "views/widgets/timeline.h"

namespace camframe {

/// Carries what a person did in one frame over others, in jobs: the chosen keypoint, or with the mask tool
/// the mask. Also finds the frame where a further correction helps most. Connects its actions itself.
class Carrying : public QObject {
    Q_OBJECT

public:
    /// All must outlive it.
    /// @param drawsMasks  The mask tool is the one in use.
    Carrying(Actions& actions, Editor& editor, Workspace& workspace, Timeline& timeline,
             std::function<bool()> drawsMasks, QObject* parent);

    enum class Way { Forward, Backward, Loop };
    /// Tracks the chosen keypoint, or interpolates it: forward or backward to the next frame in which a
    /// person placed it, else to the end of the loop, else of the recording; or over the loop, else
    /// everything.
    void carryKeypoint(Way way, bool interpolates);
    /// Carries the frame's mask (see MaskCarrier) forward or backward to the next frame in which a person
    /// drew one, else to the end of the loop, else of the recording; or over the loop, else everything, from
    /// the nearest mask of a person each. Of many frames 100 get one, evenly spread.
    void carryMask(Way way);
    /// Goes to the frame of the loop, else of the recording, that frameToCorrect() names.
    void bisect();

private:
    LoopRange wholeRange() const;
    /// Where carrying forward or backward ends: at the next of `corrected`, of the loop, or of the recording.
    LoopRange rangeOf(Way way, const std::set<int>& corrected) const;

    Editor& m_editor;
    Workspace& m_workspace;
    Timeline& m_timeline;
    std::function<bool()> m_drawsMasks;
};

}  // namespace camframe
