// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "app/commands/labels/episode_labels.h"
#include "app/commands/labels/lerobot_options.h"
#include "model/core/export_contents.h"

namespace camframe {

/// Whether recorded pictures go into an export.
enum class ExportPictures { None, Png, Jpeg };

/// How one export format is written; one object per export.
///
/// An episode is one file or one folder, its *unit*. It is made in a place where nobody looks and moved into
/// the export's folder when it is complete. A format needs no more than this to be resumable.
class LabelWriter {
public:
    virtual ~LabelWriter() = default;
    /// Where the unit lies below the export's folder, e.g. "episode_000003.json".
    virtual std::filesystem::path unit(int episode) const = 0;
    /// What the unit's labels must hold.
    virtual LabelContents contents() const { return LabelContents::None; }
    virtual bool depth() const { return false; }
    /// Makes the unit at `path`, whose folder exists. What is left behind on failure is removed by the
    /// caller.
    virtual Result<void> write(EpisodeLabels& labels, const std::filesystem::path& path,
                               const RunContext& context) = 0;
    /// Do the units wait elsewhere until assemble() makes the export of them?
    virtual bool assembled() const { return false; }
    /// @param units     Folder of the complete units, which is removed afterwards.
    /// @param episodes  Those in the export, in its order; at least one.
    virtual Result<void> assemble([[maybe_unused]] const std::filesystem::path& units,
                                  [[maybe_unused]] const std::filesystem::path& out,
                                  [[maybe_unused]] const std::vector<int>& episodes,
                                  [[maybe_unused]] const RunContext& context) {
        return {};
    }
    /// Writes what speaks of all episodes, from the complete units below `out`. Files are replaced
    /// atomically.
    /// @param episodes  Those in the export, in its order.
    virtual Result<void> finish([[maybe_unused]] const std::filesystem::path& out,
                                [[maybe_unused]] const std::vector<int>& episodes,
                                [[maybe_unused]] const RunContext& context) {
        return {};
    }
};

struct LabelWriterOptions {
    ExportFormat format = ExportFormat::Hdf5;
    LabelContents labels = LabelContents::Masks;  ///< Of hdf5 and json.
    bool depth = false;                           ///< Of hdf5 and lerobot.
    ExportPictures pictures = ExportPictures::None;
    std::filesystem::path out;
    LeRobotExportOptions lerobot;
};

/// For every format but Calibrations, which needs no labels.
std::unique_ptr<LabelWriter> makeLabelWriter(const LabelWriterOptions& options);

std::unique_ptr<LabelWriter> makeHdf5Writer(LabelContents labels, bool depth);
std::unique_ptr<LabelWriter> makeJsonWriter(LabelContents labels);
std::unique_ptr<LabelWriter> makeCocoWriter(ExportPictures pictures);
std::unique_ptr<LabelWriter> makeBopWriter(ExportPictures pictures, std::filesystem::path out);
std::unique_ptr<LabelWriter> makeMasksWriter();
std::unique_ptr<LabelWriter> makeDepthWriter();
std::unique_ptr<LabelWriter> makeDroidWriter();
std::unique_ptr<LabelWriter> makeRobotwinWriter();
std::unique_ptr<LabelWriter> makeRosWriter();
std::unique_ptr<LabelWriter> makeLeRobotWriter(const LeRobotExportOptions& options, bool depth);

/// Calls `write` for every row that camera `camera` was chosen for, with progress; stops when asked to.
Result<void> forEachRow(const EpisodeLabels& labels, const RunContext& context,
                        const std::function<Result<void>(size_t camera, size_t row)>& write);

/// Writes into a unit under way: not atomic, as the unit's move is. Makes missing folders.
Result<void> writeInUnit(const std::filesystem::path& path, std::string_view bytes);

/// "episode_000003"
std::string episodeName(int episode);

}  // namespace camframe
