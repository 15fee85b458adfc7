// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "calib/calibration_pipeline.h"

namespace camframe {

/// Several episodes of one unmoved camera as one recording, so that the engine calibrates them together: it
/// chooses the frames whose robot poses differ most over all of them, holds some out, and compares the
/// earlier episodes with the later ones.
///
/// The engine is told where the episodes begin: it looks for knocks of the camera within each of them, not
/// between, where people lay the table anew. Frames without joints lie between them, so that nothing is
/// interpolated or tracked across.
///
/// Light and gain differ from episode to episode: each is scaled to the first one's brightness (ratio of the
/// median grey values of three of its pictures), so that they have one background.
class JointRecording : public FrameSource {
public:
    /// @param parts  What each episode alone would be calibrated from; they and what they point to must
    /// outlive
    ///               this. Robot, geometry, camera, kind of evidence are those of the first. At least one.
    explicit JointRecording(std::span<const CalibrationInput* const> parts);
    JointRecording(const JointRecording&) = delete;
    JointRecording& operator=(const JointRecording&) = delete;

    int frameCount() const override { return static_cast<int>(m_motion.baseFromLink.size()); }
    Result<ImageU8> read(int frame) override;
    /// What the joint calibration is made from; points into this. Marks of the parts do not take part.
    CalibrationInput input();
    /// Part and frame in it of a joint frame. @param frame  Not one of those in between.
    std::pair<size_t, int> placeOf(int frame) const;

private:
    Result<double> brightnessOf(size_t part);

    std::vector<const CalibrationInput*> m_parts;
    std::vector<double> m_brightness;  ///< Of each part; 0: not looked at yet.
    std::vector<int> m_first;          ///< Joint frame of each part's frame 0.
    RobotMotion m_motion;
};

}  // namespace camframe
