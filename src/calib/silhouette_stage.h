// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "calib/appearance.h"
#include "calib/calibration_pipeline.h"
#include "calib/contour_refinement.h"
#include "calib/mask_evidence.h"

namespace camframe {

/// The frames of one calibration in memory, in undistorted space.
struct WorkFrame {
    int index = 0;  ///< In the recording.
    ImageU8 rgb;
    std::optional<ImageU8> mask;  ///< Given robot mask.
    std::span<const RigidTransform> baseFromLink;
};

/// Everything the stages share. References must outlive the stages.
struct SilhouetteScene {
    Renderer& renderer;
    CameraModel camera;  ///< Undistorted.
    const std::vector<bool>* linkKnown = nullptr;
    std::vector<WorkFrame> fit;
    std::vector<WorkFrame> holdout;
    std::vector<ContourKeypoint> keypoints;  ///< Full size; they join every refinement.
    const RunContext& context;
    std::vector<IterationRecord>* log = nullptr;
};

struct SilhouettePose {
    RigidTransform camFromBase = RigidTransform::Identity();
    CameraModel camera;
    ContourRefinement last;  ///< Of the finest level.
};

enum class Detail {
    Coarse,  ///< Reduced pictures, long reach: from a start that may be far off.
    Fine,    ///< Full pictures: from a pose within a few pixels.
};

/// Refinement against given masks. Coarse: two-sided distances at quarter and half size. Fine: the rendered
/// contour at full resolution, then once more with a robust scale that follows the masks' own noise.
/// `frames` may be a subset of scene.fit (for agreement between halves).
Result<SilhouettePose> refineAgainstMasks(const SilhouetteScene& scene,
                                          std::span<const WorkFrame* const> frames,
                                          const RigidTransform& start, Detail detail,
                                          const RefineSet& refine);

/// Change of every fit frame against the temporal median, at reduced size.
struct MotionEvidence {
    CameraModel camera;            ///< Of the reduced pictures.
    std::vector<ImageU8> changed;  ///< One per fit frame.
    double changedShare = 0;       ///< Mean share of changed pixels.
    double unexplainedWeight = 1;  ///< In the overlap: what changed but is not drawn (see SilhouetteScorer).
};
MotionEvidence findMotion(const SilhouetteScene& scene);

/// Refinement against the change masks outside the zone where the median shows the robot itself.
Result<SilhouettePose> refineAgainstMotion(const SilhouetteScene& scene, const MotionEvidence& motion,
                                           const RigidTransform& start);

/// How the robot as drawn at a pose covers what changed.
struct MotionAgreement {
    double iou = 0, precision = 0, recall = 0;
    double drawnShare = 0;  ///< Drawn pixels that count, share of the picture.
};
Result<MotionAgreement> compareWithMotion(const SilhouetteScene& scene, const MotionEvidence& motion,
                                          const RigidTransform& pose);

/// Refinement by colours and edges along the contour; no masks needed.
Result<SilhouettePose> refineAgainstAppearance(const SilhouetteScene& scene,
                                               std::span<const WorkFrame* const> frames,
                                               const RigidTransform& start, Detail detail,
                                               const RefineSet& refine);

/// Median distance (px) between the drawn contour and the one found in the pictures, searched 6 px far, with
/// an appearance model of these very frames; 6 where none is found.
Result<double> contourDistanceAt(const SilhouetteScene& scene, std::span<const WorkFrame* const> frames,
                                 const RigidTransform& pose);

}  // namespace camframe
