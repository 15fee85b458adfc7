// SPDX-License-Identifier: Apache-2.0
#include "model/core/calibration_fingerprint.h"

#include <cmath>

namespace camframe {

namespace {

/// FNV-1a over 64-bit words.
class Hash {
public:
    void add(uint64_t word) {
        for (int byte = 0; byte < 8; ++byte) {
            m_value ^= (word >> (8 * byte)) & 0xFFU;
            m_value *= 0x100000001B3U;
        }
    }
    void add(double value) { add(static_cast<uint64_t>(std::llround(value * 1e8))); }
    void add(const std::string& text) {
        for (const char c : text) add(static_cast<uint64_t>(static_cast<unsigned char>(c)));
        add(uint64_t{0});
    }
    void add(const RigidTransform& transform) {
        for (Eigen::Index row = 0; row < 3; ++row)
            for (Eigen::Index column = 0; column < 4; ++column) add(transform.matrix()(row, column));
    }
    uint64_t value() const { return m_value == 0 ? 1 : m_value; }

private:
    uint64_t m_value = 0xCBF29CE484222325U;
};

}  // namespace

uint64_t calibrationFingerprint(const Calibration& calibration) {
    const auto& pose = calibration.camFromBase ? calibration.camFromBase : calibration.camFromBaseGuess;
    if (!pose) return 0;
    Hash hash;
    hash.add(*pose);
    const CameraModel& camera = calibration.camera;
    for (const double value : {camera.fx, camera.fy, camera.cx, camera.cy}) hash.add(value);
    for (const double value : camera.distortion) hash.add(value);
    hash.add(calibration.lagFrames ? calibration.lagFrames->value : 0.0);
    for (const auto& [joint, offset] : calibration.jointOffsets) {
        hash.add(joint);
        hash.add(offset.value);
    }
    for (const ArmBaseCorrection& arm : calibration.armBases) {
        hash.add(arm.link);
        hash.add(arm.correction);
    }
    return hash.value();
}

}  // namespace camframe
