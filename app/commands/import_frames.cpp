// SPDX-License-Identifier: Apache-2.0
#include "app/commands/import_frames.h"

#include <algorithm>
#include <cctype>

#include "model/core/io/atomic_file.h"
#include "model/core/io/bare_frames.h"
#include "model/core/io/calibration_file.h"
#include "model/core/io/video_reader.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxPictureBytes = size_t{256} << 20;

std::string lowerExtension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    return extension;
}

/// The last number in a file's name, or -1.
long numberIn(const fs::path& path) {
    const std::string name = path.stem().string();
    const size_t end = name.find_last_of("0123456789");
    if (end == std::string::npos) return -1;
    size_t begin = end;
    while (begin > 0 && name[begin - 1] >= '0' && name[begin - 1] <= '9') --begin;
    return end - begin < 9 ? std::stol(name.substr(begin, end - begin + 1)) : -1;
}

Result<ImportedFrames> inspectVideo(const fs::path& path) {
    const auto video = VideoFile::open(path);
    if (!video) return tl::unexpected(video.error());
    ImportedFrames frames;
    frames.source = path;
    frames.size = (*video)->size();
    frames.count = (*video)->pictureCount();
    if (frames.count == 0) return inputError("{} holds no pictures; record or copy it again.", path.string());
    for (int i = 0; i < frames.count; ++i) frames.times.push_back((*video)->timeOf(i) - (*video)->timeOf(0));
    return frames;
}

Result<ImportedFrames> inspectFolder(const fs::path& path, const RunContext& context) {
    ImportedFrames frames;
    frames.source = path;
    frames.pictures = picturesIn(path);
    if (frames.pictures.empty())
        return inputError("{} holds no PNG or JPEG files; give a video or the folder with the pictures.",
                          path.string());
    frames.count = static_cast<int>(frames.pictures.size());
    const std::string extension = lowerExtension(frames.pictures.front());
    for (int i = 0; i < frames.count; ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(0.5 * i / frames.count, "looking at the pictures");
        const fs::path& picture = frames.pictures[static_cast<size_t>(i)];
        if (lowerExtension(picture) != extension)
            return inputError("{} holds both {} and {} files; keep the pictures of one camera, of one kind.",
                              path.string(), extension, lowerExtension(picture));
        auto bytes = readFile(picture, kMaxPictureBytes);
        if (!bytes) return tl::unexpected(bytes.error());
        const auto size = encodedSize(std::move(*bytes), "Picture " + picture.string());
        if (!size) return tl::unexpected(size.error());
        if (i == 0) frames.size = *size;
        if (*size != frames.size)
            return inputError(
                "Picture {} has {}x{} pixels, but the first one has {}x{}; give each camera a folder.",
                picture.string(), size->width, size->height, frames.size.width, frames.size.height);
        if (i == 0 || !frames.notes.empty()) continue;
        const fs::path& before = frames.pictures[static_cast<size_t>(i) - 1];
        const long step = numberIn(picture) - numberIn(before);
        const long usual = numberIn(frames.pictures[1]) - numberIn(frames.pictures[0]);
        if (numberIn(before) >= 0 && step != usual)
            frames.notes.push_back(fmt::format(
                "the pictures' numbers jump from {} to {}: times by --fps count the files, not the numbers",
                before.filename().string(), picture.filename().string()));
    }
    return frames;
}

Result<void> place(const fs::path& from, const fs::path& to, bool link) {
    std::error_code error;
    fs::create_directories(to.parent_path(), error);
    // Through symbolic links: a hard link of one would dangle elsewhere.
    const fs::path source = fs::canonical(from, error);
    if (!error && link) fs::create_hard_link(source, to, error);
    if (!error && !link) fs::copy_file(source, to, error);
    if (!error) return {};
    if (link)
        return makeError(ErrorKind::Output, "Cannot link {} to {}: {}; leave out --link to copy the files.",
                         from.string(), to.string(), error.message());
    return makeError(ErrorKind::Output, "Cannot copy {} to {}: {}; check permissions and free space.",
                     from.string(), to.string(), error.message());
}

}  // namespace

std::string ImportedFrames::pathInRecording() const {
    // The pattern's only % is its number's.
    std::string folder = encodePathComponent(camera);
    std::ranges::replace(folder, '%', '_');
    if (isVideo()) return "video/" + folder + lowerExtension(source);
    return "rgb/" + folder + "/%06d" + lowerExtension(pictures.front());
}

Result<ImportedFrames> inspectFrames(const fs::path& path, std::string camera, const RunContext& context) {
    std::error_code error;
    if (!fs::exists(path, error))
        return inputError("{} does not exist or cannot be reached; give a video or a folder of pictures.",
                          path.string());
    auto frames = fs::is_directory(path, error) ? inspectFolder(path, context) : inspectVideo(path);
    if (!frames) return frames;
    if (camera.empty()) {
        fs::path named = fs::absolute(path, error).lexically_normal();
        if (!named.has_filename()) named = named.parent_path();
        camera = frames->isVideo() ? named.stem().string() : named.filename().string();
    }
    frames->camera = std::move(camera);
    return frames;
}

Result<void> placeFrames(const ImportedFrames& frames, int count, const fs::path& folder, bool link,
                         const RunContext& context) {
    if (frames.isVideo()) return place(frames.source, folder / frames.pathInRecording(), link);
    const std::string pattern = frames.pathInRecording();
    const size_t number = pattern.find("%06d");
    for (int i = 0; i < count; ++i) {
        if (context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        context.report(0.5 + 0.5 * i / count, link ? "linking the pictures" : "copying the pictures");
        const std::string name =
            fmt::format("{}{:06}{}", pattern.substr(0, number), i, pattern.substr(number + 4));
        if (auto placed = place(frames.pictures[static_cast<size_t>(i)], folder / name, link); !placed)
            return placed;
    }
    return {};
}

}  // namespace camframe
