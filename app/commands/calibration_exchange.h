// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/results.h"
#include "model/core/episode.h"
#include "model/core/result.h"

namespace camframe {

/// What somebody else says about one camera of one episode.
struct ForeignCalibration {
    std::optional<RigidTransform> camFromBase;
    std::optional<Eigen::Matrix3d> k;  ///< For pictures of kWidth x kHeight.
    int kWidth = 0, kHeight = 0;
    std::string origin;  ///< Which entry of which file, in words.
    std::string remark;  ///< What had to be assumed or mended; may be empty.
};

/// Which camera of which episode is looked for.
struct ForeignQuery {
    std::vector<std::string> datasetNames;  ///< The dataset's name and the folders on its path.
    const Episode& episode;
    const CameraStream& camera;
    /// What the dataset says besides (RecordedEpisode::attributes); empty for plain folders.
    const std::map<std::string, std::string>& attributes;
};

/// Calibrations made by other programs, to be looked up by episode and camera.
class ForeignCalibrations {
public:
    virtual ~ForeignCalibrations() = default;
    virtual std::string formatName() const = 0;
    /// Nothing where they do not know that camera of that episode.
    virtual std::optional<ForeignCalibration> find(const ForeignQuery& query) = 0;
};

/// Words for --from.
inline constexpr const char* foreignFormats = "caliball, droid, ros, json";

/// @param format  One of foreignFormats, or empty: told by the file (YAML: caliball; a list or folder of
///                lists as DROID publishes them: droid; other JSON: json; else ros).
Result<std::unique_ptr<ForeignCalibrations>> openForeignCalibrations(const std::filesystem::path& path,
                                                                     const std::string& format);

/// The results as a file of another program: ros (one launch file of all cameras), droid (as
/// cam2base_extrinsics.json), caliball (a table). Failed results are left out.
/// @param baseFrame  Name of the base in ROS.
Result<std::string> exportCalibrations(const std::vector<StoredCalibration>& results,
                                       const std::string& format, const std::string& baseFrame);

}  // namespace camframe
