// SPDX-License-Identifier: Apache-2.0
#include "app/commands/export_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "model/core/io/atomic_file.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFile = "done.jsonl";

tl::unexpected<Error> cannotWrite(const fs::path& path, const std::string& reason) {
    return makeError(ErrorKind::Output, "Cannot write {}: {}; check the folder's permissions and free space.",
                     path.string(), reason);
}

/// The journal's first line: what the rest belongs to.
std::string headline(const ExportManifest& manifest) {
    return manifest.format + " " + manifest.options;
}

}  // namespace

Result<ExportJournal> ExportJournal::open(const fs::path& out, const ExportManifest& manifest, bool resume) {
    ExportJournal journal(out);
    if (resume) {
        journal.read(manifest);
        removeUnfinished(out);
    }
    std::error_code error;
    // Without lines of ours the units of another export would be taken for ours.
    fs::remove_all(journal.m_done.empty() ? journal.m_folder : journal.m_folder / "work", error);
    fs::create_directories(journal.m_folder / "work", error);
    if (error) return cannotWrite(journal.m_folder, error.message());
    // Written anew, as the last line may be torn.
    fs::remove(journal.m_folder / kFile, error);
    std::string text = headline(manifest) + "\n";
    for (const auto& [episode, lines] : journal.m_done) text += episodeLinesToJson(lines, out) + "\n";
    if (auto written = journal.append(text); !written) return tl::unexpected(written.error());
    return journal;
}

void ExportJournal::read(const ExportManifest& wanted) {
    // What a finished or stopped run has left; then what a killed one noted after it.
    if (const Result<ExportManifest> before = readManifest(m_out);
        before && headline(*before) == headline(wanted)) {
        for (const ExportedCamera& camera : before->cameras) {
            EpisodeLines& lines = m_done[camera.episode];
            lines.episode = camera.episode;
            lines.cameras.push_back(camera);
        }
        for (const LeftOutCamera& camera : before->leftOut)
            if (const auto found = m_done.find(camera.episode); found != m_done.end())
                found->second.leftOut.push_back(camera);
    }
    std::ifstream file(m_folder / kFile);
    std::string line;
    if (!std::getline(file, line) || line != headline(wanted)) return;
    while (std::getline(file, line))
        if (auto lines = episodeLinesFromJson(line, m_out)) m_done[lines->episode] = std::move(*lines);
}

const EpisodeLines* ExportJournal::find(int episode) const {
    const auto found = m_done.find(episode);
    return found == m_done.end() ? nullptr : &found->second;
}

fs::path ExportJournal::work(const fs::path& unit) const {
    fs::path path = m_folder / "work" / unit.filename();
    std::error_code error;
    fs::remove_all(path, error);
    return path;
}

Result<void> ExportJournal::add(const EpisodeLines& lines, const fs::path& made, const fs::path& unit) {
    std::error_code error;
    if (Result<void> durable = makeDurable(made); !durable) return durable;
    fs::create_directories(unit.parent_path(), error);
    // A folder cannot be renamed over another one. A kill between the two leaves the episode undone.
    if (fs::is_directory(unit, error)) fs::remove_all(unit, error);
    fs::rename(made, unit, error);
    if (error) return cannotWrite(unit, error.message());
    return append(episodeLinesToJson(lines, m_out) + "\n");
}

Result<void> ExportJournal::append(const std::string& line) const {
    const fs::path path = m_folder / kFile;
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    bool good = file >= 0;
    for (size_t at = 0; good && at < line.size();) {
        const ssize_t written = ::write(file, line.data() + at, line.size() - at);
        if (written < 0 && errno == EINTR) continue;
        good = written >= 0;
        if (good) at += static_cast<size_t>(written);
    }
    good = good && ::fdatasync(file) == 0;
    const std::string reason = std::strerror(errno);
    if (file >= 0) ::close(file);
    if (!good) return cannotWrite(path, reason);
    return {};
}

void ExportJournal::remove() {
    std::error_code error;
    fs::remove_all(m_folder, error);
    fs::remove(m_out, error);
}

}  // namespace camframe
