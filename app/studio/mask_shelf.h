// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "model/core/io/input_files.h"
#include "model/qt/recording.h"
#include "views/overlay/overlay_source.h"

namespace camframe {

/// Robot masks of a recording that no person drew: a folder of given ones, and those that the calibrations of
/// this window made. Thread safe.
class MaskShelf {
public:
    struct Found {
        ImageU8 robot;  ///< 255 = robot, of the camera's size; empty when there is none.
        MaskOrigin origin = MaskOrigin::None;
    };

    /// @param folder  As --masks of the command line; empty: nothing is given.
    MaskShelf(std::shared_ptr<const Recording> recording, std::filesystem::path folder, bool severalEpisodes);

    /// The frame's mask: given, else made. Reads a file: not for the GUI thread. A camera without a folder
    /// has no given masks; a damaged file is an error that names it.
    Result<Found> find(int camera, int frame);
    /// The given mask only, or nothing.
    Result<std::optional<ImageU8>> given(int camera, int frame);
    /// Replaces what a calibration made of a camera.
    void setMade(int camera, std::vector<std::pair<int, ImageU8>> masks);
    /// Fails when a folder was named that has nothing for this camera. Nothing: no folder was named.
    Result<void> check(int camera);
    bool hasFolder() const { return !m_folder.empty(); }

private:
    /// The folder of a camera. The mutex is held.
    const Result<NumberedPictures>& folderOf(int camera);

    std::shared_ptr<const Recording> m_recording;
    std::filesystem::path m_folder;
    bool m_severalEpisodes;
    std::mutex m_mutex;
    std::map<int, Result<NumberedPictures>> m_given;
    std::map<int, std::map<int, ImageU8>> m_made;  ///< By camera and frame.
};

}  // namespace camframe
