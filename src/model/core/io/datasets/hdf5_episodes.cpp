// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/hdf5_episodes.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "model/core/io/detail/input_limits.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxNumbersPerEpisode = uint64_t{1} << 26;

bool isSkipped(const std::string& key, const std::vector<std::string>& skipped) {
    return std::ranges::any_of(
        skipped, [&](const std::string& prefix) { return key == prefix || key.starts_with(prefix + "/"); });
}

/// Keys by the number of rows that they have instead of the recording's.
using OtherLengths = std::map<uint64_t, std::vector<std::string>>;

void warnAboutLengths(const OtherLengths& lengths, const std::string& note, RecordedEpisode& episode) {
    for (const auto& [rows, keys] : lengths)
        episode.warnings.push_back(fmt::format("{} {} {} rows, but the recording has {} frames; {}.",
                                               fmt::join(keys, ", "), keys.size() == 1 ? "has" : "have", rows,
                                               episode.frameCount, note));
}

}  // namespace

fs::path cleanPath(const fs::path& path) {
    const fs::path absolute = fs::absolute(path).lexically_normal();
    return absolute.has_filename() ? absolute : absolute.parent_path();
}

EpisodeFileDataset::EpisodeFileDataset(const fs::path& path, std::vector<EpisodeFile> files)
    : m_folder(cleanPath(path)), m_files(std::move(files)) {
    m_name = m_folder.filename().string();
    if (std::error_code error; fs::is_directory(m_folder, error)) return;
    m_name = m_folder.stem().string();
    m_folder = m_folder.parent_path();
}

Result<const EpisodeFile*> EpisodeFileDataset::entry(int index) const {
    if (index < 0 || index >= episodeCount())
        return makeError(ErrorKind::Usage, "Episode {} does not exist: '{}' has episodes 0 to {}.", index,
                         m_name, episodeCount() - 1);
    return &m_files[static_cast<size_t>(index)];
}

Result<EpisodeSummary> EpisodeFileDataset::summary(int index) {
    return entry(index).map([](const EpisodeFile* file) {
        return EpisodeSummary{file->name, -1, file->tasks};
    });
}

Result<Hdf5File> EpisodeFileDataset::openFile(int index) {
    const auto file = entry(index);
    if (!file) return tl::unexpected(file.error());
    if (m_opened && m_opened->path() == (*file)->file) return *m_opened;
    m_opened.reset();
    auto opened = Hdf5File::open((*file)->file);
    if (opened) m_opened = *opened;
    return opened;
}

tl::unexpected<Error> EpisodeFileDataset::noSuchCamera(int index, const std::string& cameraKey) const {
    return makeError(ErrorKind::Usage, "{} has no camera '{}' whose pictures can be read.",
                     m_files[static_cast<size_t>(index)].file.string(), cameraKey);
}

std::vector<Hdf5Camera> findHdf5Cameras(const Hdf5File& file, const std::string& group,
                                        std::vector<std::string>& warnings) {
    std::vector<Hdf5Camera> cameras;
    const auto names = file.children(group);
    if (!names) {
        warnings.push_back(names.error().message);
        return cameras;
    }
    for (const std::string& name : *names) {
        const auto pictures = Hdf5Pictures::open(file, group + "/" + name);
        if (!pictures) {
            warnings.push_back(fmt::format("Camera '{}' was left out: {}", name, pictures.error().message));
            continue;
        }
        Hdf5Camera found;
        found.camera.key = name;
        found.camera.width = pictures->size().width;
        found.camera.height = pictures->size().height;
        found.camera.encoding = pictures->encoding();
        found.count = pictures->count();
        cameras.push_back(std::move(found));
    }
    return cameras;
}

Result<void> readHdf5Signals(const Hdf5File& file, const Hdf5SignalRules& rules, RecordedEpisode& episode) {
    const auto paths = file.datasetsBelow(rules.group);
    if (!paths) return tl::unexpected(paths.error());
    const size_t prefix = rules.group.empty() ? 0 : rules.group.size() + 1;
    const auto frames = static_cast<uint64_t>(episode.frameCount);
    OtherLengths mapped, leftOut;
    uint64_t total = 0;
    for (const std::string& path : *paths) {
        const std::string key = path.substr(prefix);
        if (isSkipped(key, rules.skipped)) continue;
        const auto dataset = file.dataset(path);
        if (!dataset) {
            episode.warnings.push_back(fmt::format("'{}' was left out: {}", key, dataset.error().message));
            continue;
        }
        const uint64_t rows = dataset->rows(), columns = dataset->valuesPerRow();
        const size_t rank = dataset->shape().size();
        if (dataset->kind() != Hdf5Kind::Numbers || rank < 1 || rank > 3 || columns == 0 ||
            columns > kMaxColumns)
            continue;
        FrameRows chosen;
        if (rows != frames) {
            if (rows > 1 && rules.rowsFor) chosen = rules.rowsFor(rows);
            if (rows > 1) (chosen.empty() ? leftOut : mapped)[rows].push_back(key);
            if (chosen.empty()) continue;
        }
        total += std::max(rows, frames) * columns;
        if (total > kMaxNumbersPerEpisode)
            return inputError("{} holds more than {} numbers below '/{}', which is no recording; split it.",
                              file.path().string(), kMaxNumbersPerEpisode, rules.group);
        const auto values = dataset->readNumbers();
        if (!values) return tl::unexpected(values.error());
        Signal signal{key, {}, {}};
        if (rows == frames) {
            signal.values = *values;
        } else {
            signal.values.resize(episode.frameCount, values->cols());
            for (int i = 0; i < episode.frameCount; ++i)
                signal.values.row(i) = values->row(static_cast<Eigen::Index>(chosen[static_cast<size_t>(i)]));
        }
        episode.signals.push_back(std::move(signal));
    }
    if (!rules.mappedNote.empty()) warnAboutLengths(mapped, rules.mappedNote, episode);
    warnAboutLengths(leftOut, "left out", episode);
    return {};
}

}  // namespace camframe
