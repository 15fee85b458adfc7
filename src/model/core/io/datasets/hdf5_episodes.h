// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/core/io/datasets/hdf5_pictures.h"
#include "model/core/recorded_dataset.h"

namespace camframe {

/// One recording that lies in an HDF5 file.
struct EpisodeFile {
    std::filesystem::path file;
    std::string name;  ///< For people.
    std::vector<std::string> tasks;
};

/// What datasets of one HDF5 file per recording share: the list of files, of which the one used last stays
/// open.
class EpisodeFileDataset : public RecordedDataset {
public:
    /// @param path  As the user named it: the file itself, or a folder above it.
    EpisodeFileDataset(const std::filesystem::path& path, std::vector<EpisodeFile> files);

    std::string name() const override { return m_name; }
    std::filesystem::path folder() const override { return m_folder; }
    int episodeCount() const override { return static_cast<int>(m_files.size()); }
    Result<EpisodeSummary> summary(int index) override;

protected:
    Result<const EpisodeFile*> entry(int index) const;
    Result<Hdf5File> openFile(int index);
    tl::unexpected<Error> noSuchCamera(int index, const std::string& cameraKey) const;

private:
    std::string m_name;
    std::filesystem::path m_folder;
    std::vector<EpisodeFile> m_files;
    std::optional<Hdf5File> m_opened;
};

/// Absolute, without "." and without a slash at the end.
std::filesystem::path cleanPath(const std::filesystem::path& path);

/// A camera whose pictures lie in one dataset of the file.
struct Hdf5Camera {
    RecordedCamera camera;
    uint64_t count = 0;  ///< Pictures.
};

/// Describes the cameras of a group: each dataset in it is one, named after it. What cannot be read is left
/// out, with a warning that says why.
std::vector<Hdf5Camera> findHdf5Cameras(const Hdf5File& file, const std::string& group,
                                        std::vector<std::string>& warnings);

/// Which numeric datasets of a file are signals of a recording.
struct Hdf5SignalRules {
    std::string group;                 ///< Below which they lie; their keys are the paths from there.
    std::vector<std::string> skipped;  ///< Datasets or groups, from there, that are something else.
    /// Which of its rows belong to the frames, for a dataset of another length than the recording. Without
    /// function or rows it is left out. Either is said in one warning per length.
    std::function<FrameRows(uint64_t rows)> rowsFor;
    std::string mappedNote;  ///< For that warning: how the rows were chosen. Empty: it is known already.
};

/// Appends the signals of `episode.frameCount` frames: all datasets of numbers with one row per frame, at
/// most three dimensions and 4096 numbers per row. Refuses more than 2^26 numbers in one recording.
Result<void> readHdf5Signals(const Hdf5File& file, const Hdf5SignalRules& rules, RecordedEpisode& episode);

}  // namespace camframe
