// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/label_writer.h"

#include <fstream>

namespace camframe {

namespace fs = std::filesystem;

namespace {

class Hdf5Writer : public LabelWriter {
public:
    Hdf5Writer(LabelContents labels, bool depth) : m_labels(labels), m_depth(depth) {}
    fs::path unit(int episode) const override { return actionFilePath("", episode); }
    LabelContents contents() const override { return m_labels; }
    bool depth() const override { return m_depth; }
    Result<void> write(EpisodeLabels& labels, const fs::path& path, const RunContext& context) override {
        return writeActionFile(labels.actions(), labels.source(context), path);
    }

private:
    LabelContents m_labels;
    bool m_depth;
};

}  // namespace

std::unique_ptr<LabelWriter> makeHdf5Writer(LabelContents labels, bool depth) {
    return std::make_unique<Hdf5Writer>(labels, depth);
}

std::unique_ptr<LabelWriter> makeLabelWriter(const LabelWriterOptions& options) {
    switch (options.format) {
        case ExportFormat::Hdf5:
            return makeHdf5Writer(options.labels, options.depth);
        case ExportFormat::Json:
            return makeJsonWriter(options.labels);
        case ExportFormat::Coco:
            return makeCocoWriter(options.pictures);
        case ExportFormat::Bop:
            return makeBopWriter(options.pictures, options.out);
        case ExportFormat::Masks:
            return makeMasksWriter();
        case ExportFormat::Depth:
            return makeDepthWriter();
        case ExportFormat::Droid:
            return makeDroidWriter();
        case ExportFormat::Robotwin:
            return makeRobotwinWriter();
        case ExportFormat::Ros:
            return makeRosWriter();
        case ExportFormat::Lerobot:
            return makeLeRobotWriter(options.lerobot, options.depth);
        case ExportFormat::Calibrations:
            break;
    }
    return nullptr;
}

Result<void> forEachRow(const EpisodeLabels& labels, const RunContext& context,
                        const std::function<Result<void>(size_t camera, size_t row)>& write) {
    const size_t cameras = labels.actions().cameras.size(), rows = labels.rows();
    for (size_t c = 0; c < cameras; ++c)
        for (size_t t = 0; t < rows; ++t) {
            if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
            context.report(static_cast<double>(c * rows + t) / static_cast<double>(cameras * rows),
                           "drawing masks");
            if (!labels.speaks(c, t)) continue;
            if (auto written = write(c, t); !written) return written;
        }
    return {};
}

Result<void> writeInUnit(const fs::path& path, std::string_view bytes) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file)
        return makeError(ErrorKind::Output, "Cannot write {}; check the folder's permissions and free space.",
                         path.string());
    return {};
}

std::string episodeName(int episode) {
    return fmt::format("episode_{:06d}", episode);
}

}  // namespace camframe
