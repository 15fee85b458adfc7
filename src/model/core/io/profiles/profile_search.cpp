// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/profiles/profile_search.h"

#include <fmt/ranges.h>
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/embedded_file.h"
#include "model/core/io/detail/path_variable.h"
#include "model/core/io/profiles/signal_values.h"
#include "model/core/log.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr size_t maxProfileBytes = size_t{1} << 20;
constexpr size_t maxProfileFiles = 10'000;
// A name says more than a robot, that more than signals, and those more than the format.
constexpr int datasetWeight = 1000, robotWeight = 100, keyWeight = 10, formatWeight = 1;

bool globFits(const std::string& pattern, const std::string& text) {
    return !text.empty() && ::fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD) == 0;
}

/// "key[8]" as key and 8; 0 where no width is asked for.
std::pair<std::string, int> keyAndWidth(const std::string& rule) {
    const size_t bracket = rule.rfind('[');
    if (bracket == std::string::npos || !rule.ends_with(']')) return {rule, 0};
    int width = 0;
    const char* const end = rule.data() + rule.size() - 1;
    const auto [next, error] = std::from_chars(rule.data() + bracket + 1, end, width);
    if (error != std::errc() || next != end || width < 1) return {rule, 0};
    return {rule.substr(0, bracket), width};
}

/// "a[8]|b[8]" as its parts.
std::vector<std::string> alternatives(const std::string& rule) {
    std::vector<std::string> out;
    for (size_t begin = 0; begin <= rule.size();) {
        const size_t bar = std::min(rule.find('|', begin), rule.size());
        out.push_back(rule.substr(begin, bar - begin));
        begin = bar + 1;
    }
    return out;
}

/// Collects what fits, or stops at the first rule that does not.
struct Matching {
    const DatasetFacts& facts;
    int weight = 0;
    std::vector<std::string> reasons;
    std::string failure;

    void anyOf(const std::vector<std::string>& rules, int gain, const char* what, const auto& fits) {
        if (rules.empty() || !failure.empty()) return;
        const auto found = std::ranges::find_if(rules, fits);
        if (found == rules.end()) {
            failure = fmt::format("its {} fits none of {}", what, fmt::join(rules, ", "));
            return;
        }
        weight += gain;
        reasons.push_back(fmt::format("its {} fits {}", what, *found));
    }
    void all(const std::vector<std::string>& rules, const char* what, const auto& fits) {
        for (const std::string& rule : rules) {
            if (!failure.empty()) return;
            if (!fits(rule)) {
                failure = fmt::format("it has no {} {}", what, rule);
                return;
            }
            weight += keyWeight;
        }
        if (!rules.empty() && failure.empty())
            reasons.push_back(
                fmt::format("it has the {}{} {}", what, rules.size() > 1 ? "s" : "", fmt::join(rules, ", ")));
    }
};

Matching match(const DatasetProfile& profile, const DatasetFacts& facts) {
    Matching matching{facts, 0, {}, {}};
    const DatasetMatch& rules = profile.match;
    if (rules.empty()) {
        matching.failure = "the profile has no match rules and must be named with --profile";
        return matching;
    }
    matching.anyOf(rules.datasets, datasetWeight, "name", [&](const std::string& rule) {
        return globFits(rule, facts.name) || std::ranges::any_of(facts.folder, [&](const fs::path& part) {
                   return globFits(rule, part.string());
               });
    });
    matching.anyOf(rules.robots, robotWeight, "robot",
                   [&](const std::string& rule) { return globFits(rule, facts.robotHint); });
    matching.anyOf(rules.formats, formatWeight, "format",
                   [&](const std::string& rule) { return rule == facts.formatId; });
    matching.all(rules.signals, "signal", [&](const std::string& rule) {
        return facts.episode != nullptr &&
               std::ranges::any_of(alternatives(rule), [&](const std::string& one) {
                   const auto [key, width] = keyAndWidth(one);
                   const Signal* signal = findSignal(*facts.episode, key);
                   return signal != nullptr && (width == 0 || signal->values.cols() == width);
               });
    });
    matching.all(rules.cameras, "camera", [&](const std::string& rule) {
        return facts.episode != nullptr &&
               std::ranges::any_of(facts.episode->cameras,
                                   [&](const RecordedCamera& camera) { return sameKey(camera.key, rule); });
    });
    return matching;
}

Result<DatasetProfile> readProfileFile(const fs::path& file) {
    const Result<std::string> text = readFile(file, maxProfileBytes);
    if (!text) return tl::unexpected(text.error());
    Result<DatasetProfile> profile = parseDatasetProfile(*text, file.string());
    if (profile) profile->file = fs::absolute(file).lexically_normal();
    return profile;
}

/// Robot profiles and whatever else lies in the same folder are not meant.
bool saysItIsOne(const fs::path& file) {
    const Result<std::string> text = readFile(file, maxProfileBytes);
    return text && text->find("camframe-dataset-profile") != std::string::npos;
}

std::vector<DatasetProfile> builtInProfiles() {
    std::vector<DatasetProfile> out;
    for (const EmbeddedFile& file : embeddedDatasetProfiles()) {
        Result<DatasetProfile> profile =
            parseDatasetProfile(std::string(file.text), fmt::format("dataset profile '{}'", file.name));
        if (profile)
            out.push_back(std::move(*profile));
        else
            log(LogLevel::Error, profile.error().message);
    }
    return out;
}

}  // namespace

std::optional<ProfileMatch> matchProfile(const DatasetProfile& profile, const DatasetFacts& facts) {
    const Matching matching = match(profile, facts);
    if (!matching.failure.empty()) return std::nullopt;
    return ProfileMatch{matching.weight, fmt::format("{}", fmt::join(matching.reasons, "; "))};
}

std::string whyNotMatching(const DatasetProfile& profile, const DatasetFacts& facts) {
    return match(profile, facts).failure;
}

std::vector<fs::path> profileFolders(const std::vector<fs::path>& given) {
    std::vector<fs::path> folders = given;
    std::ranges::copy(foldersOfVariable("CAMFRAME_PROFILE_PATH"), std::back_inserter(folders));
    return folders;
}

std::vector<DatasetProfile> allDatasetProfiles(const std::vector<fs::path>& folders) {
    std::vector<DatasetProfile> out;
    for (const fs::path& folder : folders) {
        std::vector<fs::path> files;
        std::error_code error;
        for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
            if (it->path().extension() == ".json" && files.size() < maxProfileFiles)
                files.push_back(it->path());
        std::ranges::sort(files);
        for (const fs::path& file : files) {
            if (!saysItIsOne(file)) continue;
            Result<DatasetProfile> profile = readProfileFile(file);
            if (profile)
                out.push_back(std::move(*profile));
            else
                log(LogLevel::Warning, profile.error().message);
        }
    }
    std::vector<DatasetProfile> builtIn = builtInProfiles();
    std::ranges::move(builtIn, std::back_inserter(out));
    return out;
}

Result<DatasetProfile> findDatasetProfile(const std::string& nameOrPath,
                                          const std::vector<fs::path>& folders) {
    if (nameOrPath.ends_with(".json")) return readProfileFile(nameOrPath);
    std::vector<DatasetProfile> all = allDatasetProfiles(folders);
    const auto found = std::ranges::find(all, nameOrPath, &DatasetProfile::name);
    if (found != all.end()) return std::move(*found);
    std::vector<std::string> names;
    for (const DatasetProfile& profile : all) names.push_back(profile.name);
    return makeError(ErrorKind::Usage,
                     "'{}' is no dataset profile; give the path of one (*.json) or one of {}.", nameOrPath,
                     fmt::join(names, ", "));
}

std::vector<std::string> datasetProfileNames() {
    std::vector<std::string> names;
    for (const EmbeddedFile& file : embeddedDatasetProfiles()) names.emplace_back(file.name);
    return names;
}

}  // namespace camframe
