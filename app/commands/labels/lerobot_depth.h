// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/core/io/datasets/lerobot_unit.h"
#include "model/core/io/depth_video.h"

namespace camframe {

/// The drawn depth of one camera on its way into videos, one per piece of a unit. Frames that nobody gives
/// show no robot.
class LeRobotDepth {
public:
    /// @param folder  Of the unit, whose frame rate and pieces are known. @param key  Feature of the videos.
    LeRobotDepth(const LeRobotUnit& unit, std::filesystem::path folder, std::string key, PictureSize size);

    /// @param frame  Of the recording, in one of the pieces; ascending. @param millimetres  Of the size.
    Result<void> add(int frame, const ImageU16& millimetres);
    /// Fills up to the end. Call once.
    Result<LeRobotVideo> finish();

private:
    Result<void> write(const ImageU16& millimetres);
    /// Writes pictures of nothing up to, not including, that frame.
    Result<void> fill(int frame);

    const LeRobotUnit& m_unit;
    std::filesystem::path m_folder;
    LeRobotVideo m_video;
    ImageU16 m_nothing;
    size_t m_piece = 0;  ///< Where the next picture goes.
    int m_frame = 0;
    std::unique_ptr<DepthVideoWriter> m_writer;  ///< Null between pieces.
    LeRobotStatistics m_statistics;
    std::vector<uint16_t> m_stored;  ///< What is read back, by millimetres given.
};

}  // namespace camframe
