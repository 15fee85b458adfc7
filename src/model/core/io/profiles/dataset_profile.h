// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// Which columns of a recording's signals a value is made of.
struct SignalColumns {
    /// Signals joined side by side. Each may list alternatives, "a|b": the first that is there. Keys of
    /// signals are compared by sameKey().
    std::vector<std::string> signals;
    /// Columns of the joined signals, -1 is the last; empty: by slice, by names, or all.
    std::vector<int> indices;
    struct Slice {
        int start = 0;
        int stop = 0;  ///< Exclusive.
        int step = 1;
    };
    std::optional<Slice> slice;
    std::vector<std::string> names;  ///< As the dataset names its columns.
};

enum class ValueUnit { Radians, Degrees, Metres, Millimetres, Normalised };

/// Joint values: sign * unit(value) + offset.
struct JointMapping {
    SignalColumns columns;
    ValueUnit unit = ValueUnit::Radians;
    std::array<double, 2> normalisedFrom{-100, 100};  ///< Normalised: these recorded values ...
    std::vector<std::array<double, 2>> normalisedTo;  ///< ... are these (rad or m), one pair per joint.
    std::vector<double> signs;                        ///< Empty: all 1.
    std::vector<double> offsets;                      ///< rad or m; empty: all 0.
    std::vector<std::string> names;                   ///< Empty: the joints of the robot's arm.
};

/// How a rotation is written. Quaternions state their order, matrices whether rows or columns follow each
/// other; Transform... are whole 4x4 matrices that hold the position, too.
enum class RotationKind {
    Euler,
    QuaternionXyzw,
    QuaternionWxyz,
    AxisAngle,
    Rot6dColumns,  ///< First two columns of R, one after the other (Zhou et al. 2019).
    Rot6dRows,     ///< First two rows of R.
    MatrixRows,
    MatrixColumns,
    TransformRows,
    TransformColumns,
};

/// End-effector poses: baseFromLink = baseFromOrigin * recorded * linkFromBody^-1. The columns are x, y, z
/// and then the rotation.
struct PoseMapping {
    SignalColumns columns;
    bool millimetres = false;
    RotationKind rotation = RotationKind::Euler;
    /// Euler: axes in the order of the columns; lower case turns about the static axes one after the other
    /// (xyz: R = Rz Ry Rx, as URDF's rpy), upper case about the moved ones (XYZ: R = Rx Ry Rz).
    std::string eulerOrder = "xyz";
    bool degrees = false;  ///< Of Euler angles and axis-angle vectors.
    std::string link;      ///< Link of the robot that the poses place.
    /// The space that the numbers are in, where that is not the robot's base space.
    RigidTransform baseFromOrigin = RigidTransform::Identity();
    /// The body that the numbers place, where that is not the link itself (a flange, a point between
    /// fingers).
    RigidTransform linkFromBody = RigidTransform::Identity();
};

enum class GripperMode {
    Recorded,    ///< A column holds the opening, or a command that is followed at once.
    Integrated,  ///< A column says open, close or hold; held until the next command.
    Constant,    ///< Nothing is recorded; it never moves.
};

/// What is recorded about a gripper. Openness is 0 closed .. 1 open.
struct GripperMapping {
    GripperMode mode = GripperMode::Recorded;
    std::string signal;  ///< May list alternatives, as SignalColumns::signals.
    int column = -1;     ///< -1 is the last.
    double open = 1;     ///< Recorded value of the open gripper; which of the two is larger gives the sign.
    double closed = 0;
    std::optional<double> threshold;  ///< Only for data of two values: what lies between is one or the other.
    double start = 1;                 ///< Integrated: openness before the first command. Constant: always.
};

struct ArmMapping {
    std::string name;  ///< Arm of the robot: "left" for one arm.
    std::optional<JointMapping> joints;
    std::optional<PoseMapping> pose;
    std::optional<GripperMapping> gripper;
};

/// Published or estimated intrinsics of a camera at one picture size.
struct ProfileIntrinsics {
    Eigen::Vector4d k = Eigen::Vector4d::Zero();  ///< fx, fy, cx, cy (px).
    int width = 0, height = 0;
    std::array<double, 5> distortion{};
    std::string source;
    bool estimated = false;  ///< Not measured: the focal length is to be solved for, too.
};

struct CameraMapping {
    std::string key;     ///< RecordedCamera::key, or its last parts.
    std::string name;    ///< Empty: the key as recorded.
    bool wrist = false;  ///< Moves with the arm: not calibrated unless asked for.
    bool ignore = false;
    bool swapColours = false;                   ///< Stored with red and blue exchanged.
    std::vector<ProfileIntrinsics> intrinsics;  ///< One per picture size.
};

/// When a profile is chosen by itself: every list that is not empty must have an entry that fits, `signals`
/// and `cameras` all of theirs.
struct DatasetMatch {
    std::vector<std::string> formats;   ///< DatasetFormat::id.
    std::vector<std::string> datasets;  ///< Globs for the dataset's name or a folder on its path.
    std::vector<std::string> robots;    ///< Globs for RecordedDataset::robotHint().
    std::vector<std::string> signals;   ///< Keys; "key[8]" also wants 8 columns.
    std::vector<std::string> cameras;   ///< Keys.

    bool empty() const {
        return formats.empty() && datasets.empty() && robots.empty() && signals.empty() && cameras.empty();
    }
};

/// What the columns of a dataset mean; resources/dataset_profiles/README.md describes the file.
struct DatasetProfile {
    std::string name;
    std::string title;
    std::vector<std::string> sources;    ///< Where the facts are from.
    std::vector<std::string> notes;      ///< Worth knowing.
    std::vector<std::string> uncertain;  ///< What nobody has checked.
    DatasetMatch match;
    std::string refuse;  ///< Why these datasets cannot be used, where they cannot.
    std::string robot;   ///< Robot profile.
    std::string baseLink;
    std::optional<double> fps;  ///< Assumed where the dataset states none.
    int stride = 1;             ///< Every so many-th frame is used.
    std::vector<ArmMapping> arms;
    std::vector<CameraMapping> cameras;
    std::filesystem::path file;  ///< Empty: built in, or guessed.
};

/// Reads the text of a profile; the first mistake is named with field and mend.
/// @param what  Named in errors, e.g. the file's path.
Result<DatasetProfile> parseDatasetProfile(const std::string& text, const std::string& what);

/// The profile as a file; parseDatasetProfile() reads the same back.
std::string datasetProfileToJson(const DatasetProfile& profile);

/// Whether two keys of signals or cameras mean the same: '/' and '.' count alike (converters exchange them),
/// and `stored` may have further parts in front: "camera_top" fits "observation.images.camera_top".
bool sameKey(std::string_view stored, std::string_view wanted);

}  // namespace camframe
