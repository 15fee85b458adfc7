// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/commands/verify/format_checks.h"
#include "model/core/io/detail/sql_engine.h"
#include "model/core/io/image_io.h"
#include "model/core/io/video_reader.h"

namespace camframe::verify {

/// The depth of one camera in one episode of a LeRobot dataset: codes of 12 bits, made metres by a formula of
/// its own with the numbers that info.json states.
class DepthVideoCheck {
public:
    struct Place {
        int64_t episode = 0;
        int frames = 0;
    };
    /// @param engine  May read the dataset. @param key  Of the feature.
    static Result<DepthVideoCheck> open(const EpisodeCheck& check, SqlEngine& engine, std::string key,
                                        Place place, PictureSize size);

    /// Compares a picture with the masks of its frame and puts its depth beside them.
    /// @param row    0 .. frames - 1. @param drawn  Else the picture must be empty.
    void read(int row, bool drawn, StoredMasks& masks);
    /// Of all pictures that were read.
    Result<void> checkStatistics(SqlEngine& engine) const;

private:
    explicit DepthVideoCheck(Comparison& comparison) : m_out(&comparison) {}
    double metresOf(int code) const;

    Comparison* m_out;
    std::filesystem::path m_folder;
    std::string m_key;
    Place m_place;
    PictureSize m_size;
    bool m_version3 = false;
    double m_nearest = 0, m_farthest = 0, m_shift = 0;  ///< m
    std::unique_ptr<VideoCodes> m_codes;                ///< Null where there is no video of the right kind.
    std::vector<int64_t> m_counts;                      ///< Pixels of each code.
    int m_read = 0;
};

}  // namespace camframe::verify
