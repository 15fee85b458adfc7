// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/detail/robot_search.h"

#include <algorithm>
#include <cstdlib>

#include "model/core/io/detail/path_variable.h"
#include "model/core/io/robot_profile.h"
#include "model/core/io/urdf_reader.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

constexpr int maxSearchDepth = 8;
constexpr size_t maxSearchEntries = 200'000;
constexpr size_t maxSearchFiles = 2'000;

/// The folders of a variable such as PATH, with `below` appended to each.
void addFolders(const char* variable, const char* below, std::vector<fs::path>& folders) {
    for (const fs::path& folder : foldersOfVariable(variable)) folders.push_back(folder / below);
}

}  // namespace

std::vector<UrdfCandidate> findUrdfs(const std::vector<fs::path>& folders,
                                     const std::vector<fs::path>& also) {
    std::vector<fs::path> files;
    size_t entries = 0;
    for (const fs::path& folder : folders) {
        std::vector<fs::path> here;
        std::error_code error;
        if (fs::is_regular_file(folder, error)) here.push_back(folder);
        const auto options =
            fs::directory_options::skip_permission_denied | fs::directory_options::follow_directory_symlink;
        for (fs::recursive_directory_iterator it(folder, options, error), end; !error && it != end;
             it.increment(error)) {
            if (++entries > maxSearchEntries) break;
            if (it.depth() >= maxSearchDepth) it.disable_recursion_pending();
            if (it->path().extension() == ".urdf") here.push_back(it->path());
        }
        std::ranges::sort(here);
        files.insert(files.end(), here.begin(), here.end());
    }
    if (files.size() > maxSearchFiles) files.resize(maxSearchFiles);
    files.insert(files.end(), also.begin(), also.end());

    std::vector<UrdfCandidate> candidates;
    UrdfOptions namesOnly;
    namesOnly.loadMeshes = false;
    for (const fs::path& file : files) {
        // What cannot be read is no candidate; when nothing fits, the error lists what was needed.
        Result<RobotModel> model = readUrdf(file, namesOnly);
        if (model) candidates.push_back({file, std::move(*model)});
    }
    return candidates;
}

RobotSearch robotSearchFromEnvironment() {
    RobotSearch search;
    addFolders("CAMFRAME_ROBOT_PATH", "", search.robotPaths);
    addFolders("ROS_PACKAGE_PATH", "", search.fallbackPaths);
    addFolders("AMENT_PREFIX_PATH", "share", search.fallbackPaths);
    // Where the Python package robot_descriptions keeps what it has fetched.
    if (const char* cache = std::getenv("ROBOT_DESCRIPTIONS_CACHE"); cache != nullptr && *cache != '\0')
        search.fallbackPaths.emplace_back(cache);
    else if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        search.fallbackPaths.push_back(fs::path(home) / ".cache/robot_descriptions");
    return search;
}

}  // namespace camframe
