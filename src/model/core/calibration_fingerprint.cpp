// SPDX-License-Identifier: Apache-2.0
#include "model/core/calibration_fingerprint.h"

#include <cmath>

#include "model/core/content_hash.h"

namespace camframe {

namespace {

/// As files round, so that a value which was written and read again counts as the same.
void add(ContentHash& hash, double value) {
    hash.add(static_cast<uint64_t>(std::llround(value * 1e8)));
}

void add(ContentHash& hash, const std::string& text) {
    for (const char c : text) hash.add(static_cast<uint64_t>(static_cast<unsigned char>(c)));
    hash.add(uint64_t{0});
}

void add(ContentHash& hash, const RigidTransform& transform) {
    for (Eigen::Index row = 0; row < 3; ++row)
        for (Eigen::Index column = 0; column < 4; ++column) add(hash, transform.matrix()(row, column));
}

}  // namespace

uint64_t calibrationFingerprint(const Calibration& calibration) {
    const auto& pose = calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess;
    if (!pose) return 0;
    ContentHash hash;
    add(hash, *pose);
    const CameraModel& camera = calibration.camera;
    for (const double value : {camera.fx, camera.fy, camera.cx, camera.cy}) add(hash, value);
    for (const double value : camera.distortion) add(hash, value);
    add(hash, calibration.lagFrames ? calibration.lagFrames->value : 0.0);
    for (const auto& [joint, offset] : calibration.jointOffsets) {
        add(hash, joint);
        add(hash, offset.value);
    }
    for (const ArmBaseCorrection& arm : calibration.armBases) {
        add(hash, arm.link);
        add(hash, arm.correction);
    }
    return hash.value() == 0 ? 1 : hash.value();
}

}  // namespace camframe
