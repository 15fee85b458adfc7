// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/core/io/detail/hdf5_file.h"
#include "model/core/io/image_io.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// Pictures in one dataset of an HDF5 file, one row per frame: uint8 numbers (T,H,W,3), (T,H,W,4) (the fourth
/// is dropped), (T,H,W,1) or (T,H,W) (grey); or PNG or JPEG files, as objects (T) or rows (T,L) of bytes that
/// are filled up with zeros. Reading one frame reads and decodes that frame alone.
class Hdf5Pictures {
public:
    /// The size of encoded pictures is that of the first whole one among the first 64.
    static Result<Hdf5Pictures> open(const Hdf5File& file, const std::string& object);

    uint64_t count() const { return m_dataset.rows(); }
    PictureSize size() const { return m_size; }
    bool encoded() const { return m_encoded; }
    std::string encoding() const { return m_encoding; }  ///< As RecordedCamera::encoding.
    /// Exactly size(); red and blue exchanged on request.
    Result<ImageU8> read(uint64_t row, bool exchangeRedAndBlue) const;

private:
    explicit Hdf5Pictures(Hdf5Dataset dataset) : m_dataset(std::move(dataset)) {}
    Result<void> findEncodedSize();

    Hdf5Dataset m_dataset;
    PictureSize m_size;
    int m_channels = 3;
    bool m_encoded = false;
    std::string m_encoding;
};

/// Which row of a dataset shows each frame of a recording.
using FrameRows = std::vector<uint64_t>;

/// Frame i is row i.
FrameRows sameRows(int frames);
/// `frames` rows spread evenly over all `rows`, the first and last included.
FrameRows evenRows(int frames, uint64_t rows);

/// The pictures of a recording's camera.
std::unique_ptr<FrameSource> makeHdf5Frames(Hdf5Pictures pictures, FrameRows rows, bool exchangeRedAndBlue);

/// Depth pictures in a dataset of an HDF5 file, in one of the forms above (one channel): 16-bit PNG files, or
/// numbers. They count as millimetres, and as metres where nothing in the first, middle and last of them
/// exceeds 100, as RoboMIND's own readers decide it. Not finite or negative is "none".
/// @param size  Of the camera's pictures; another size is an error.
Result<std::unique_ptr<DepthSource>> openHdf5Depth(const Hdf5File& file, const std::string& object,
                                                   PictureSize size, FrameRows rows);

}  // namespace camframe
