// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/truth_file.h"

#include <set>

#include "model/core/io/calibration_file.h"
#include "model/core/io/detail/json_input.h"

namespace camframe {

Result<std::vector<CameraTruth>> readCameraTruth(const std::filesystem::path& path) {
    const Result<nlohmann::json> json = readJson(path);
    if (!json) return tl::unexpected(json.error());
    const JsonField file(*json, path.string());
    if (!file["format"].absent()) {
        const Result<Calibration> calibration = readCalibration(path);
        if (!calibration) return tl::unexpected(calibration.error());
        if (!calibration->camFromBase)
            return inputError(
                "{}: this calibration failed, so nothing can be compared with it; give another.",
                path.string());
        return std::vector<CameraTruth>{{calibration->cameraName, *calibration->camFromBase}};
    }

    constexpr std::string_view expected = "a list of cameras with name and T_cam_base";
    const JsonField cameras = file["cameras"];
    const Result<size_t> count = cameras.arraySize(expected);
    if (!count) return tl::unexpected(count.error());
    if (*count == 0) return cameras.error(expected);
    std::vector<CameraTruth> truth;
    std::set<std::string> seen;
    for (size_t i = 0; i < *count; ++i) {
        const Result<std::string> name = cameras[i]["name"].string("the camera's name");
        if (!name) return tl::unexpected(name.error());
        if (!seen.insert(*name).second) return cameras[i]["name"].error("a name that no other camera has");
        const Result<Eigen::MatrixXd> matrix = cameras[i]["T_cam_base"].matrix(4, 4, "a 4x4 matrix");
        if (!matrix) return tl::unexpected(matrix.error());
        const Result<RigidTransform> pose =
            rigidFromMatrix(*matrix, fmt::format("{}: T_cam_base of camera '{}'", path.string(), *name));
        if (!pose) return tl::unexpected(pose.error());
        truth.push_back({*name, *pose});
    }
    return truth;
}

}  // namespace camframe
