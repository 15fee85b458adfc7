// SPDX-License-Identifier: Apache-2.0
#include "model/core/doctor/finding.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>

namespace camframe {

std::string_view toString(Severity severity) {
    switch (severity) {
        case Severity::Note:
            return "note";
        case Severity::Warning:
            return "warning";
        case Severity::Error:
            return "error";
    }
    return "";
}

DatasetFinding findingOf(const Error& error, std::string code, std::string where, std::vector<int> episodes) {
    DatasetFinding finding{Severity::Error,  std::move(code), std::move(episodes),
                           std::move(where), error.message,   {}};
    std::string& what = finding.what;
    while (!what.empty() && (what.back() == '.' || what.back() == ' ')) what.pop_back();
    if (const size_t semicolon = what.rfind("; "); semicolon != std::string::npos) {
        finding.mend = what.substr(semicolon + 2);
        what.resize(semicolon);
    }
    return finding;
}

std::vector<DatasetFinding> merged(std::vector<DatasetFinding> findings) {
    std::map<std::tuple<std::string, std::string, std::string>, DatasetFinding> kinds;
    for (DatasetFinding& finding : findings) {
        const std::string sentence = finding.where.empty() ? finding.what : std::string();
        const auto [found, added] = kinds.try_emplace({finding.code, finding.where, sentence}, finding);
        if (added) continue;
        std::vector<int> episodes = std::move(found->second.episodes);
        episodes.insert(episodes.end(), finding.episodes.begin(), finding.episodes.end());
        if (finding.severity > found->second.severity) found->second = std::move(finding);
        found->second.episodes = std::move(episodes);
    }
    std::vector<DatasetFinding> out;
    for (auto& [kind, finding] : kinds) {
        std::ranges::sort(finding.episodes);
        const auto rest = std::ranges::unique(finding.episodes);
        finding.episodes.erase(rest.begin(), rest.end());
        out.push_back(std::move(finding));
    }
    std::ranges::stable_sort(out, std::ranges::greater(), &DatasetFinding::severity);
    return out;
}

std::string episodesInWords(const DatasetFinding& finding) {
    constexpr size_t mostNamed = 5;
    const std::vector<int>& episodes = finding.episodes;
    if (episodes.empty()) return {};
    if (episodes.size() == 1) return fmt::format("episode {}", episodes.front());
    const size_t named = std::min(episodes.size(), mostNamed);
    std::string text = fmt::format(
        "episodes {}", fmt::join(episodes.begin(), episodes.begin() + static_cast<long>(named), ", "));
    if (episodes.size() > named) text += fmt::format(" and {} more", episodes.size() - named);
    return text;
}

}  // namespace camframe
