// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/bare_frames.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace camframe {

namespace {

namespace fs = std::filesystem;

std::string lowerExtension(const fs::path& path) {
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(), [](unsigned char c) { return std::tolower(c); });
    return extension;
}

bool isPictureName(const fs::path& path) {
    const std::string extension = lowerExtension(path);
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// Order of names in which runs of digits count as numbers; equal numbers fall back to the plain order.
bool naturalLess(std::string_view a, std::string_view b) {
    size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (!isDigit(a[i]) || !isDigit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
            continue;
        }
        const auto number = [](std::string_view text, size_t& at) {
            while (at < text.size() && text[at] == '0') ++at;
            const size_t begin = at;
            while (at < text.size() && isDigit(text[at])) ++at;
            return text.substr(begin, at - begin);
        };
        const std::string_view x = number(a, i), y = number(b, j);
        if (x.size() != y.size()) return x.size() < y.size();
        if (x != y) return x < y;
    }
    const bool aEnds = i == a.size(), bEnds = j == b.size();
    return aEnds != bEnds ? aEnds : a < b;
}

}  // namespace

bool isVideoName(const fs::path& path) {
    const std::string extension = lowerExtension(path);
    constexpr std::string_view kVideos[] = {".mp4", ".mkv", ".avi", ".mov", ".webm", ".m4v"};
    return std::ranges::find(kVideos, extension) != std::end(kVideos);
}

std::vector<fs::path> picturesIn(const fs::path& folder) {
    std::vector<fs::path> pictures;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (std::error_code ignored; isPictureName(it->path()) && it->is_regular_file(ignored))
            pictures.push_back(it->path());
    std::ranges::sort(pictures, [](const fs::path& a, const fs::path& b) {
        return naturalLess(a.filename().string(), b.filename().string());
    });
    return pictures;
}

std::string bareFramesHint(const fs::path& path) {
    const char* what = nullptr;
    std::error_code error;
    if (fs::is_directory(path, error)) {
        for (fs::directory_iterator it(path, error), end; !error && !what && it != end; it.increment(error))
            what = isPictureName(it->path()) ? "holds pictures but no joint values"
                   : isVideoName(it->path()) ? "holds a video but no joint values"
                                             : nullptr;
    } else if (fs::is_regular_file(path, error)) {
        what = isVideoName(path)     ? "is a video without joint values"
               : isPictureName(path) ? "is a picture without joint values"
                                     : nullptr;
    }
    if (!what) return {};
    const fs::path frames = isPictureName(path) ? path.parent_path() : path;
    return fmt::format(
        "{} {}; make a recording of it first: camframe import {} --joints FILE.csv --out FOLDER.",
        path.string(), what, frames.string());
}

}  // namespace camframe
