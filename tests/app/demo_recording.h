// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include <nlohmann/json.hpp>

#include "support/temp_dir.h"

namespace camframe::test {

/// A small recording of the demo robot (160x120, 10 frames, camera "front") with its URDF and truth, made
/// once.
const std::filesystem::path& demoRecording();

/// A copy of demoRecording() that a test may damage.
class DamagedRecording {
public:
    DamagedRecording();
    std::filesystem::path path() const { return m_dir / "recording"; }
    std::filesystem::path out() const { return m_dir / "out"; }
    std::filesystem::path operator/(const std::string& name) const { return m_dir / name; }
    nlohmann::json episode() const;
    void writeEpisode(const nlohmann::json& episode) const;
    /// True when nothing was made beside the recording and the files that the test itself put there.
    bool leftNothing() const { return !std::filesystem::exists(out()); }

private:
    TempDir m_dir;
};

/// demoRecording() three times as a dataset of three episodes, with masks: quick to calibrate.
class DemoSet {
public:
    DemoSet();
    std::filesystem::path set() const { return m_dir / "set"; }
    std::filesystem::path masks() const { return m_dir / "masks"; }
    std::filesystem::path operator/(const std::string& name) const { return m_dir / name; }

private:
    TempDir m_dir;
};

}  // namespace camframe::test
