// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/core/episode.h"
#include "model/core/io/image_io.h"

namespace camframe {

/// Numbered pictures `%06d.png` of one camera that accompany a recording: masks or depth.
///
/// Not every frame needs one; a frame without file is an ordinary outcome, a damaged file or one of another
/// size than the camera's is an error that names it.
class NumberedPictures {
public:
    /// --masks DIR: `DIR/%06d/<camera>/` (the episode's index), or `DIR/<camera>/` when the dataset has one
    /// episode; or `DIR/episode_%06d/<camera>/links/` of `camframe export --format masks`, where every number
    /// above 0 is the robot. The camera's name is encoded as in encodePathComponent(). Fails when there is no
    /// such folder or it holds no mask of any of the camera's frames; `what` is what is missing then.
    static Result<NumberedPictures> openMasks(const std::filesystem::path& dir, int episode,
                                              bool severalEpisodes, const CameraStream& camera,
                                              int frameCount, const std::string& what = "Masks");
    /// --depth: `depth/<camera>/` beside the recording.
    static Result<NumberedPictures> openDepth(const Episode& episode, const CameraStream& camera);

    std::filesystem::path file(int frame) const;
    bool has(int frame) const;
    /// 255 = robot; nothing when the frame has no file.
    Result<std::optional<ImageU8>> mask(int frame) const;
    /// Millimetres, 0 = none; nothing when the frame has no file.
    Result<std::optional<ImageU16>> depthMm(int frame) const;

private:
    NumberedPictures(std::filesystem::path folder, PictureSize size)
        : m_folder(std::move(folder)), m_size(size) {}
    static Result<NumberedPictures> open(std::filesystem::path folder, const CameraStream& camera,
                                         int frameCount, const std::string& what);

    std::filesystem::path m_folder;
    PictureSize m_size;
    bool m_links = false;  ///< Pictures hold numbers of links.
};

/// What --init gives.
struct InitialPose {
    RigidTransform camFromBase;
    std::string camera;  ///< The camera that a calibration.json is about; empty for a bare matrix.
};

/// --init FILE: a 4x4 matrix camFromBase as JSON rows or as 16 numbers in text (blanks or commas between, '#'
/// starts a comment), or a calibration.json, whose T_cam_base counts, else its T_cam_base_guess.
Result<InitialPose> readInitialPose(const std::filesystem::path& file);

/// Intrinsics of one camera as given on the command line.
struct GivenIntrinsics {
    Eigen::Matrix3d k = Eigen::Matrix3d::Identity();
    std::optional<std::array<double, 5>> distortion;  ///< Absent: as the recording says.
};

/// What --intrinsics gives.
struct IntrinsicsInput {
    bool estimate = false;                            ///< "estimate": K is to be found.
    std::optional<GivenIntrinsics> everyCamera;       ///< "fx,fy,cx,cy".
    std::map<std::string, GivenIntrinsics> byCamera;  ///< From a file.

    /// For one camera, or null when nothing was given for it.
    const GivenIntrinsics* find(const std::string& camera) const;
};

/// --intrinsics FILE|fx,fy,cx,cy|estimate. FILE is JSON, `{camera: K as 3x3 or [fx, fy, cx, cy],
/// "distortion": [k1, k2, p1, p2, k3]}`; the distortion counts for every camera of the file, or is itself an
/// object by camera. Focal lengths must be positive; all else is checked against the picture's size by
/// CameraModel::fromMatrix.
Result<IntrinsicsInput> parseIntrinsics(const std::string& text);

/// One --mark.
struct MarkInput {
    std::optional<int> episode;  ///< Absent: every chosen episode.
    std::string camera;          ///< Empty: every chosen camera.
    int frame = 0;
    Eigen::Vector2d pixel{0, 0};
    std::string link;  ///< Empty: the tool link.
    std::optional<Eigen::Vector3d> pointInLink;
};

/// --mark [EP/][CAMERA/]FRAME:u,v[@LINK[:x,y,z]], e.g. "0:312.5,240@panda_hand". A prefix of digits alone is
/// the episode; a camera whose name is a number needs the episode before it ("0/2/15:10,20").
Result<MarkInput> parseMark(const std::string& text);

/// --episodes 0-9,12|all: sorted indices without repetition, all below `episodeCount`.
Result<std::vector<int>> parseEpisodes(const std::string& text, int episodeCount);

}  // namespace camframe
