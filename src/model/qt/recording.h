// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <map>
#include <memory>
#include <vector>

#include "model/core/episode.h"
#include "model/core/gripper_track.h"
#include "model/core/io/robot_profile.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// An opened recording with its robot: everything that edits do not change. Immutable; shared by threads.
struct Recording {
    std::string dataset;  ///< DatasetReader::name().
    int episodeIndex = 0;
    Episode episode;
    std::shared_ptr<const Robot> robot;
    RobotMotion motion;  ///< As recorded; what a camera's pictures show is ProjectDocument::motion().
    std::vector<GripperTrack> grippers;
    std::map<std::string, std::string>
        provenance;  ///< Files and options it was opened with; goes to results.

    const RobotModel& model() const { return robot->model; }

    /// Start states of all cameras: intrinsics of the recording, or a guess (fx = width) marked Estimated.
    std::vector<CameraState> initialStates() const;

    /// Hex digest of the recording itself (names, sizes, joint values), not of where it lies or how its
    /// robot was given: a copied or moved recording finds its project again.
    QString identity() const;
};

}  // namespace camframe
