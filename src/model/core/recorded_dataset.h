// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/episode.h"
#include "model/core/image.h"
#include "model/core/result.h"
#include "model/core/rigid_transform.h"

namespace camframe {

/// A numeric signal of a recording exactly as its dataset stores it: which joints, units and signs the
/// columns mean is said by a dataset profile, never guessed here.
struct Signal {
    std::string key;  ///< As in the dataset, e.g. "observation.state" or "puppet/joint_position".
    std::vector<std::string> names;  ///< One per column where the dataset names them, else empty.
    Eigen::MatrixXd values;          ///< T x n; NaN marks absent values. Rows are the recording's frames.
};

/// A stream of pictures as its dataset describes it.
struct RecordedCamera {
    std::string key;  ///< As in the dataset, e.g. "observation.images.top" or "camera_left".
    int width = 0;    ///< Of the stored pictures.
    int height = 0;
    std::optional<Eigen::Matrix3d> k;  ///< Where the dataset ships intrinsics.
    std::array<double, 5> distortion{};
    std::optional<RigidTransform> camFromBase;  ///< Where the dataset ships the camera's place (DROID).
    std::string encoding;  ///< For people: "video (av1)", "JPEG in HDF5", "raw in HDF5" ...
    /// "bgr" where red and blue of the stored pictures are exchanged, which openFrames() has already undone
    /// by what is known of the dataset; a profile that knows better exchanges them once more.
    std::string colourOrder = "rgb";
    bool hasDepth = false;  ///< openDepth() gives depth pictures registered to this stream.
};

/// One recording of a dataset as stored.
struct RecordedEpisode {
    int index = 0;
    std::string name;  ///< For people: an id or path inside the dataset.
    int frameCount = 0;
    std::optional<double> fps;       ///< Where the dataset states it.
    std::vector<double> timestamps;  ///< s, one per frame; empty where the dataset has none.
    std::vector<std::string> tasks;  ///< Language instructions, possibly none.
    std::vector<Signal> signals;
    std::vector<RecordedCamera> cameras;
    std::map<std::string, std::string> attributes;  ///< Whatever else identifies it, for people and profiles.
    std::vector<std::string> warnings;              ///< What was odd but could be read.

    const Signal* findSignal(std::string_view key) const;
    const RecordedCamera* findCamera(std::string_view key) const;
};

/// What an index knows about an episode without opening it.
struct EpisodeSummary {
    std::string name;
    int frameCount = -1;  ///< -1 where only opening the episode would tell.
    std::vector<std::string> tasks;
};

/// Random access to the depth pictures of one camera. Not thread safe: one source per thread.
class DepthSource {
public:
    virtual ~DepthSource() = default;
    virtual int frameCount() const = 0;
    /// Millimetres along the viewing direction, 0 = none; nothing where the frame has no depth picture.
    virtual Result<std::optional<ImageU16>> read(int frame) = 0;
};

/// A dataset as stored: one implementation per format, all below model/core/io/datasets.
///
/// Opening reads the index only; thousands of episodes must open in seconds and without holding their frames.
/// Everything read is from outside: sizes are bounded before anything is allocated by them, and errors name
/// file, field and mend. Not thread safe; open one per thread. Never writes.
class RecordedDataset {
public:
    virtual ~RecordedDataset() = default;
    virtual std::string formatName() const = 0;        ///< For people, e.g. "LeRobot v2.1".
    virtual std::string name() const = 0;              ///< Names the dataset in results and chooses profiles.
    virtual std::filesystem::path folder() const = 0;  ///< Absolute; for a dataset of one file its folder.
    virtual std::string robotHint() const {
        return {};
    }  ///< As the dataset says ("franka", "ur_1rgb"), or empty.
    virtual int episodeCount() const = 0;
    virtual Result<EpisodeSummary> summary(int index) = 0;
    virtual Result<RecordedEpisode> readEpisode(int index) = 0;
    /// Pictures as RGB, in the size of RecordedCamera. @param cameraKey  RecordedCamera::key.
    virtual Result<std::unique_ptr<FrameSource>> openFrames(int index, const std::string& cameraKey) = 0;
    /// Depth registered to that camera's pictures; the default says that the format has none.
    virtual Result<std::unique_ptr<DepthSource>> openDepth(int index, const std::string& cameraKey);
};

}  // namespace camframe
