// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/core/camera_model.h"
#include "model/core/image.h"
#include "model/core/result.h"
#include "model/core/robot_model.h"

namespace camframe {

/// Where the frames of one camera lie.
struct FrameLocation {
    enum class Kind { ImagePattern, Video, Dataset };
    Kind kind = Kind::ImagePattern;
    std::filesystem::path path;  ///< Pattern with one %0Nd field, a video file, or the dataset; absolute.
    std::string key;             ///< Kind::Dataset: the stream's name in the dataset.
};

/// One camera of a recording as the recording describes it.
struct CameraStream {
    std::string name;
    int width = 0;
    int height = 0;
    std::optional<Eigen::Matrix3d> k;  ///< Absent when the recording does not know it.
    std::array<double, 5> distortion{};
    std::string kSource;      ///< In words, where k is not the recording's own; empty: it is.
    bool kEstimated = false;  ///< k was never measured: its focal length is to be solved for, too.
    bool wrist = false;       ///< Moves with the robot: calibrated only when asked for by name.
    /// Where the recording says that the camera stood. Never used to calibrate, only to be compared with.
    std::optional<RigidTransform> recordedCamFromBase;
    FrameLocation frames;
};

/// What a dataset recorded about the opening of one arm's gripper, where that is not a joint's value.
struct GripperRecord {
    std::string arm;           ///< Arm::name of the robot.
    std::vector<double> raw;   ///< As recorded, one per frame; NaN where absent.
    std::vector<double> open;  ///< 0 closed .. 1 open; NaN where absent.
};

/// Frames, joint states and cameras of one recording. Pictures are not held here; see FrameSource.
struct Episode {
    int index = 0;  ///< In its dataset.
    std::string name;
    std::vector<std::string> tasks;             ///< Language instructions, possibly none.
    std::string robotName;                      ///< Robot profile that its dataset profile names, or empty.
    std::filesystem::path folder;               ///< Absolute folder of the recording.
    std::optional<std::filesystem::path> urdf;  ///< As the recording names it, resolved; may be missing.
    std::string baseLink;                       ///< Empty: the URDF's root.
    std::optional<double> fps;                  ///< Absent: separate poses, not a video.
    int frameCount = 0;
    std::vector<double> timestamps;       ///< One per frame (s); NaN where unknown.
    std::vector<std::string> jointNames;  ///< Columns of jointPositions.
    Eigen::MatrixXd jointPositions;       ///< T x n (rad, m); NaN marks absent values. 0 x 0 without joints.
    std::vector<std::string> endEffectorLinks;     ///< The first is the tool.
    std::string endEffectorLink;                   ///< With endEffectorPoses.
    std::vector<RigidTransform> endEffectorPoses;  ///< baseFromLink per frame; stands in for joints.
    std::vector<GripperRecord> grippers;
    std::vector<CameraStream> cameras;

    bool hasJoints() const { return jointPositions.rows() > 0; }
    const CameraStream* findCamera(std::string_view cameraName) const;
};

/// Random access to the pictures of one camera. Not thread safe: one source per thread.
class FrameSource {
public:
    virtual ~FrameSource() = default;
    virtual int frameCount() const = 0;
    /// RGB picture of frame i, of exactly the size that the camera states.
    virtual Result<ImageU8> read(int frame) = 0;
};

class DepthSource;
class RecordedDataset;

/// How a dataset was understood: for people, and so that results can be made again alike.
struct DatasetUnderstanding {
    std::string profile;                   ///< For --profile; empty: none, or guessed.
    std::string reason;                    ///< Why that profile; empty for datasets that need none.
    std::string refusal;                   ///< Why no episode can be read, where the profile says so.
    std::vector<std::string> assumptions;  ///< What neither the dataset nor a person said.
    std::vector<std::string> notes;        ///< What the profile says, doubts first.
};

/// A dataset: one or many episodes. Readers for each format implement this; all calls are lazy.
class DatasetReader {
public:
    virtual ~DatasetReader() = default;
    virtual std::string formatName() const = 0;  ///< E.g. "plain folder".
    virtual std::string name() const = 0;        ///< E.g. the folder's name; recorded in results.
    virtual int episodeCount() const = 0;
    virtual Result<Episode> readEpisode(int index) = 0;
    virtual Result<std::unique_ptr<FrameSource>> openFrames(const Episode& episode,
                                                            const CameraStream& camera) = 0;
    /// Depth pictures laid over the camera's colour pictures. Without any that is an error that says where
    /// they were looked for.
    virtual Result<std::unique_ptr<DepthSource>> openDepth(const Episode& episode,
                                                           const CameraStream& camera) = 0;
    virtual DatasetUnderstanding understanding() const { return {}; }
    /// The dataset as stored, where a profile stands between; null for plain folders.
    virtual RecordedDataset* recorded() { return nullptr; }
};

/// How to open a dataset whose format or meaning is not to be found out.
struct DatasetOpenOptions {
    std::string format;   ///< DatasetFormat::id or "plain"; empty: detected.
    std::string profile;  ///< Name or path of a dataset profile; empty: the one that fits best, or a guess.
    std::vector<std::filesystem::path> searchPaths;  ///< Folders of profiles, before CAMFRAME_PROFILE_PATH.
    std::string robot;                               ///< Profile name or URDF; empty: as the profile says.
};

/// Detects the format of a folder or file and opens it. Errors name the file and what was expected.
///
/// Plain folders state joints and cameras themselves. All other formats are read through a dataset profile,
/// which says what their columns mean.
Result<std::unique_ptr<DatasetReader>> openDataset(const std::filesystem::path& path,
                                                   const DatasetOpenOptions& options = {});

/// Link poses of a robot over the frames of an episode.
struct RobotMotion {
    int baseLink = 0;
    int toolLink = 0;
    /// [frame][link], baseFromLink. Empty for frames whose joints are absent or not finite.
    std::vector<std::vector<RigidTransform>> baseFromLink;
    /// Per link: is its pose known? All true with joints; with end-effector poses only, the links rigid to
    /// it.
    std::vector<bool> linkKnown;
    /// Per frame, all joints of the model (rad, m); empty where not valid or without joints.
    std::vector<Eigen::VectorXd> jointValues;
    std::vector<std::string> warnings;  ///< Unknown columns, missing joints, frames without joints.

    bool valid(int frame) const { return !baseFromLink[static_cast<size_t>(frame)].empty(); }
    /// A point of a link in base space in a frame; nothing when the frame has no valid joints or the link's
    /// pose is not known.
    std::optional<Eigen::Vector3d> pointInBase(int frame, int link, const Eigen::Vector3d& pointInLink) const;
};

/// Runs forward kinematics over an episode.
///
/// Joints that do not fit are warnings where the arm itself is determined (gripper joints take their
/// defaults), and an error when no moving joint between base and tool is given, or a joint on that way is
/// missing. Frames with a value that is not finite on that way are invalid.
Result<RobotMotion> computeMotion(const RobotModel& robot, const Episode& episode);

}  // namespace camframe
