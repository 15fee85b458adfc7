// SPDX-License-Identifier: Apache-2.0
#include "app/commands/alternative_pictures.h"

#include <algorithm>

#include "model/core/io/calibration_file.h"
#include "model/core/io/image_io.h"

namespace camframe {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFolder = "alternatives";

/// Removes two-digit pictures with numbers above `count`, which an earlier run may have left; nothing else.
void removeLeftOver(const fs::path& folder, size_t count) {
    std::error_code error;
    for (size_t i = count + 1; i < 100; ++i) fs::remove(folder / fmt::format("{:02}.png", i), error);
    if (count == 0) fs::remove(folder, error);  // only when it is empty
}

}  // namespace

Result<void> writeCalibrationRun(Calibration& calibration, std::span<const ImageU8> pictures,
                                 const fs::path& path) {
    std::vector<AlternativePose>& alternatives = calibration.alternatives;
    const fs::path beside = path.parent_path();
    const size_t count = std::min(alternatives.size(), pictures.size());
    for (size_t i = 0; i < count; ++i) {
        const std::string name = fmt::format("{}/{:02}.png", kFolder, i + 1);
        if (auto ok = writePng(beside / name, pictures[i]); !ok) return ok;
        alternatives[i].picture = name;
    }
    if (auto ok = writeCalibration(calibration, path); !ok) return ok;
    removeLeftOver(beside / kFolder, count);
    return {};
}

}  // namespace camframe
