// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "app/commands/export_manifest.h"

namespace camframe {

/// Which episodes of an export are complete, so that a later run goes on where one was killed.
///
/// While an export runs, OUT/.partial holds what is under way and, line by line, what is done. A finished
/// export has no such folder: its manifest says what is done.
class ExportJournal {
public:
    /// @param manifest  `format` and `options` of this export; episodes made by others do not count as done.
    /// @param resume    Read what an earlier run has done; else it is forgotten.
    static Result<ExportJournal> open(const std::filesystem::path& out, const ExportManifest& manifest,
                                      bool resume);

    /// What an earlier run made of an episode, or null.
    const EpisodeLines* find(int episode) const;
    /// An empty place for a unit under way.
    std::filesystem::path work(const std::filesystem::path& unit) const;
    /// Units that no one but a later step of this export needs lie here.
    std::filesystem::path kept() const { return m_folder / "units"; }
    /// Moves a complete unit to its place, replacing what is there, and notes its lines.
    Result<void> add(const EpisodeLines& lines, const std::filesystem::path& made,
                     const std::filesystem::path& unit);
    /// Removes OUT/.partial, and OUT where nothing else is in it.
    void remove();

private:
    explicit ExportJournal(std::filesystem::path out) : m_out(std::move(out)), m_folder(m_out / ".partial") {}
    void read(const ExportManifest& manifest);
    Result<void> append(const std::string& line) const;

    std::filesystem::path m_out, m_folder;
    std::map<int, EpisodeLines> m_done;
};

}  // namespace camframe
