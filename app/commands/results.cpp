// SPDX-License-Identifier: Apache-2.0
#include "app/commands/results.h"

#include <algorithm>

#include "model/core/io/calibration_file.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

bool isEpisodeFolder(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name.size() == 6 && name.find_first_not_of("0123456789") == std::string::npos;
}

std::vector<fs::path> subfolders(const fs::path& folder) {
    std::vector<fs::path> found;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_directory(error)) found.push_back(it->path());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

Result<std::vector<fs::path>> listResults(const fs::path& path) {
    std::error_code error;
    std::vector<fs::path> files;
    if (fs::is_directory(path, error)) {
        for (const fs::path& episode : subfolders(path))
            if (isEpisodeFolder(episode))
                for (const fs::path& camera : subfolders(episode))
                    if (fs::exists(camera / "calibration.json", error))
                        files.push_back(camera / "calibration.json");
        if (files.empty())
            return inputError(
                "{} holds no <episode>/<camera>/calibration.json; give the --out folder of 'camframe "
                "calibrate'.",
                path.string());
    } else {
        files.push_back(path);
    }
    return files;
}

Result<std::vector<StoredCalibration>> readResults(const fs::path& path) {
    const Result<std::vector<fs::path>> files = listResults(path);
    if (!files) return tl::unexpected(files.error());
    std::vector<StoredCalibration> results;
    for (const fs::path& file : *files) {
        Result<Calibration> calibration = readCalibration(file);
        if (!calibration) return tl::unexpected(calibration.error());
        results.push_back({file, std::move(*calibration)});
    }
    return results;
}

}  // namespace camframe
