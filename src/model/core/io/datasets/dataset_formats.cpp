// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/datasets/dataset_formats.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "model/core/io/bare_frames.h"
#include "model/core/io/datasets/act_hdf5.h"
#include "model/core/io/datasets/droid_raw.h"
#include "model/core/io/datasets/lerobot_dataset.h"
#include "model/core/io/datasets/rlds_dataset.h"
#include "model/core/io/datasets/robomimic_hdf5.h"
#include "model/core/io/datasets/robomind_hdf5.h"
#include "model/core/io/datasets/umi_dataset.h"

namespace camframe {

std::span<const DatasetFormat> datasetFormats() {
    static const std::vector<DatasetFormat> formats = {
        {"lerobot", "LeRobot v2.0 to v3.0", &looksLikeLeRobot, &openLeRobot},
        {"rlds", "RLDS (TFRecord)", &looksLikeRlds, &openRlds},
        {"umi", "UMI zarr", &looksLikeUmi, &openUmi},
        {"robomimic", "robomimic HDF5", &looksLikeRobomimicHdf5, &openRobomimicHdf5},
        {"droid", "DROID raw", &looksLikeDroidRaw, &openDroidRaw},
        {"robomind", "RoboMIND HDF5", &looksLikeRobomind, &openRobomind},
        {"act", "ACT/ALOHA HDF5", &looksLikeActHdf5, &openActHdf5},
    };
    return formats;
}

Result<const DatasetFormat*> findDatasetFormat(const std::filesystem::path& path, std::string_view format) {
    std::vector<std::string_view> ids{"plain"};
    for (const DatasetFormat& candidate : datasetFormats()) {
        ids.push_back(candidate.id);
        if (format.empty() ? candidate.detect(path) : candidate.id == format) return &candidate;
    }
    if (format.empty()) {
        if (std::string hint = bareFramesHint(path); !hint.empty()) return inputError("{}", hint);
        return inputError(
            "{} is not a dataset of a known format ({}): expected one of theirs, or a folder with "
            "episode.json "
            "(or with subfolders that have one); name the folder or file that holds the dataset.",
            path.string(), fmt::join(ids, ", "));
    }
    return makeError(ErrorKind::Usage, "The format '{}' is unknown; give one of {}.", format,
                     fmt::join(ids, ", "));
}

Result<std::unique_ptr<RecordedDataset>> openRecordedDataset(const std::filesystem::path& path,
                                                             std::string_view format) {
    const auto found = findDatasetFormat(path, format);
    if (!found) return tl::unexpected(found.error());
    return (*found)->open(path);
}

}  // namespace camframe
