// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/failure.h"
#include "model/core/rigid_transform.h"

namespace camframe {

enum class CalibrationStatus { Ok, Review, Failed };
std::string_view toString(CalibrationStatus status);

/// Where K came from; written as "given", "dataset", ... in calibration.json.
enum class IntrinsicsSource { Given, Dataset, Table, Estimated, Refined, Edited };
std::string_view toString(IntrinsicsSource source);

/// Figures about one result; absent = not computed (null in files).
struct CalibrationQuality {
    std::optional<double> maskIou;             ///< Mean IoU over the fitted frames, 0..1.
    std::optional<double> contourRmsPx;        ///< RMS distance rendered contour -> observed contour.
    std::optional<double> trackRmsPx;          ///< RMS reprojection error of mark inliers.
    std::optional<double> holdoutIou;          ///< Mean IoU over frames never used in the fit.
    std::optional<double> expectedTcpErrorMm;  ///< RMS over frames of the covariance carried to the tool.
    std::optional<double> risk;                ///< Probability that the pose is off by > 1 deg or > 10 mm.
};

/// Seconds spent; stages that did not run are 0.
struct StageTimes {
    double total = 0, cpu = 0, decode = 0, track = 0, segment = 0, init = 0, refine = 0;
};

/// One change a person made, kept with the result.
struct CalibrationEdit {
    std::string action;  ///< E.g. "accept", "move_keypoint", "nudge_camera".
    std::string detail;
    std::string time;  ///< ISO 8601, UTC.
};

/// A figure with its standard deviation, where that is known.
struct Estimate {
    double value = 0;
    std::optional<double> sigma;
};

/// Where a further arm of the robot really stands: baseFromLink' = correction * baseFromLink for everything
/// from `link` on, in base space.
struct ArmBaseCorrection {
    std::string arm, link;
    RigidTransform correction = RigidTransform::Identity();
    std::optional<Matrix6d> covariance;  ///< rad, m; left perturbation in base space.
};

/// Another pose that explains the pictures about as well as the one that was chosen.
struct AlternativePose {
    RigidTransform camFromBase = RigidTransform::Identity();
    double score = 0;     ///< Of the winner's, 0..1.
    int frame = 0;        ///< Where the two poses draw the robot most differently.
    std::string picture;  ///< Thumbnail of that frame, relative to the file; may be empty.
};

/// The result for one camera of one episode: what calibration.json holds.
struct Calibration {
    CalibrationStatus status = CalibrationStatus::Failed;
    std::vector<std::string> reasons{"Not run yet."};
    std::string dataset;
    int episode = 0;
    std::string robot;
    std::string cameraName;
    CameraModel camera;
    IntrinsicsSource intrinsicsSource = IntrinsicsSource::Dataset;
    std::optional<RigidTransform> camFromBase;       ///< Absent when failed.
    std::optional<RigidTransform> camFromBaseGuess;  ///< Best guess of a failed run.
    std::vector<AlternativePose> alternatives;       ///< Best first; none for an unambiguous result.
    std::optional<Matrix6d> covariance;              ///< rad, m; left perturbation in camera space.
    /// The pictures lag the joints by so many frames: picture f shows the joints of time f - lag. Absent when
    /// it was not looked for.
    std::optional<Estimate> lagFrames;
    std::map<std::string, Estimate> jointOffsets;  ///< To be added to recorded values (rad, m), by joint.
    std::vector<ArmBaseCorrection> armBases;
    CalibrationQuality quality;
    std::vector<int> framesUsed;
    std::string backend;  ///< "cpu" or "vulkan:<device>".
    uint64_t seed = 0;
    StageTimes timing;
    std::map<std::string, std::string> inputs;  ///< Provenance: options and files that went in.
    std::vector<CalibrationEdit> edits;
};

}  // namespace camframe
