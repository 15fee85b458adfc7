// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/recorded_picture.h"

#include "model/core/io/image_io.h"
#include "model/core/io/plain_folder_reader.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

constexpr int kJpegQuality = 95;

}  // namespace

PictureReference pictureReference(const EpisodeLabels& labels, size_t camera, size_t row) {
    const FrameLocation& location = labels.stream(camera).frames;
    const fs::path& folder = labels.loaded().episode.folder;
    fs::path path = location.path;
    PictureReference out;
    if (location.kind == FrameLocation::Kind::ImagePattern) {
        if (const auto pattern = FramePattern::parse(path.lexically_relative(folder).string()))
            path = folder / pattern->format(labels.actions().frames[row]);
    } else if (location.kind == FrameLocation::Kind::Dataset) {
        out.inside = location.key;
    }
    const fs::path below = path.lexically_normal().lexically_relative(labels.datasetFolder());
    out.path = below.empty() || *below.begin() == ".." ? path.generic_string() : below.generic_string();
    return out;
}

std::string pictureName(int frame, ExportPictures pictures) {
    return fmt::format("{:06d}.{}", frame, pictures == ExportPictures::Jpeg ? "jpg" : "png");
}

Result<void> writePicture(EpisodeLabels& labels, size_t camera, size_t row, ExportPictures pictures,
                          const fs::path& path) {
    const Result<ImageU8> picture = labels.picture(camera, row);
    if (!picture) return tl::unexpected(picture.error());
    return writeInUnit(
        path, pictures == ExportPictures::Jpeg ? encodeJpeg(*picture, kJpegQuality) : encodePng(*picture));
}

}  // namespace camframe
