// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
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
    ImageU8 ignore;               ///< 255 = counts for nothing, as a person said; may be empty.
    ImageU16 depthMm;             ///< As measured, 0 = none; empty: not measured or not to be used.
    ImageU8 hidden;               ///< 255 = something stands before the robot, as found; may be empty.
    std::span<const RigidTransform> baseFromLink;
};

/// Everything the stages share. References must outlive the stages.
struct SilhouetteScene {
    Renderer& renderer;
    CameraModel camera;  ///< Of the pictures held here; without distortion unless the lens is refined.
    const std::vector<bool>* linkKnown = nullptr;
    std::vector<WorkFrame> fit;
    std::vector<WorkFrame> holdout;
    std::vector<ContourKeypoint> keypoints;  ///< Full size; they join every refinement.
    const RunContext& context;
    std::vector<IterationRecord>* log = nullptr;
    const RobotModel* robot = nullptr;    ///< With `motion`, for unknowns that move the robot.
    const RobotMotion* motion = nullptr;  ///< As recorded.
    RobotCorrection correction;           ///< What baseFromLink contains already.
    double outlineSigmaPx = 1;            ///< What outlines err by, where depths are compared as well.
};

struct SilhouettePose {
    RigidTransform camFromBase = RigidTransform::Identity();
    CameraModel camera;
    ContourRefinement last;  ///< Of the finest level.
    RobotCorrection correction;
};

enum class Detail {
    Quarter,  ///< Tiny pictures, long reach, a dozen frames: from a start that may be far off.
    Half,     ///< Small pictures: from a pose within a dozen pixels.
    Full,     ///< Full pictures: from a pose within a few pixels.
};

/// Compares the drawn depths of the frames with the measured ones; empty when no frame has any.
/// @param shifted  Are the frames drawn with shifted grids?
DepthObserver depthObserver(std::span<const WorkFrame* const> frames, bool shifted);

/// Refinement against given masks. Quarter and half size: two-sided distances. Full: the rendered contour,
/// in a few frames first.
/// `frames` may be a subset of scene.fit (for agreement between halves). `priors` name the unknowns besides
/// the pose; its offsetPx is chosen here.
Result<SilhouettePose> refineAgainstMasks(const SilhouetteScene& scene,
                                          std::span<const WorkFrame* const> frames,
                                          const RigidTransform& start, Detail detail,
                                          const UnknownPriors& priors);

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
                                           const RigidTransform& start, const UnknownPriors& priors = {});

/// How the robot as drawn at a pose covers what changed.
struct MotionAgreement {
    double iou = 0, precision = 0, recall = 0;
    double drawnShare = 0;  ///< Drawn pixels that count, share of the picture.
};
Result<MotionAgreement> compareWithMotion(const SilhouetteScene& scene, const MotionEvidence& motion,
                                          const RigidTransform& pose);

/// Refinement by colours along the contour, for a pose that is some ten pixels off; no masks needed.
Result<SilhouettePose> refineByColours(const SilhouetteScene& scene, const RigidTransform& start,
                                       const UnknownPriors& priors);

/// What the pictures teach about scene and outlines; made once, when the pose is good to about 3 px.
struct OutlineEvidence {
    CameraModel camera;  ///< Of the pictures, which are reduced when they are very large.
    std::map<const WorkFrame*, ImageU8> pictures;  ///< All frames of the scene.
    Background background;
    EdgeModel edge;
};
Result<OutlineEvidence> findOutlines(const SilhouetteScene& scene, const SilhouettePose& pose);

/// The last fraction of a pixel: refinement against outlines measured in the pictures.
Result<SilhouettePose> refineAgainstOutlines(const SilhouetteScene& scene, const OutlineEvidence& evidence,
                                             std::span<const WorkFrame* const> frames,
                                             const SilhouettePose& start, const UnknownPriors& priors);

/// Share of the drawn outline that meets, within a pixel, one measured in the pictures; of the points whose
/// scene is known. Absent where there are hardly any.
struct OutlineAgreement {
    std::optional<double> fit, holdout;
    std::vector<std::optional<double>> ofFrame;  ///< Fit frames, then those held out.
};
Result<OutlineAgreement> compareWithOutlines(const SilhouetteScene& scene, const OutlineEvidence& evidence,
                                             const SilhouettePose& pose);

}  // namespace camframe
