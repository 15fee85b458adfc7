// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "app/commands/bench/solvability.h"
#include "calib/self_assessment.h"

namespace camframe::bench {

/// What became of one recording: a line of the state file.
struct Record {
    std::string row, robot;
    int index = 0;
    uint64_t seed = 0;  ///< The run's, not the recording's.
    std::string error;  ///< Not empty: could not be filmed; nothing below is filled.

    Draw draw;
    Solvability solvability;
    CameraModel trueCamera;
    RigidTransform truth = RigidTransform::Identity();  ///< camFromBase; of the worst frame if it moves.
    CalibrationStatus status = CalibrationStatus::Failed;
    double risk = 1;
    std::vector<std::string> reasons;        ///< Identifiers, see failure.h.
    std::vector<std::string> details;        ///< ... and their texts.
    std::optional<RigidTransform> estimate;  ///< Of a failed run: its guess.
    std::optional<double> rotationDeg, translationMm, addMm;
    std::optional<double> depthMm;     ///< Mean depth of the robot's surface: estimated minus true.
    std::optional<double> focalRatio;  ///< Estimated over true, where it was refined.
    /// Of rows with a displaced arm: where the result has its base against where it stands (deg, mm).
    std::optional<double> armRotationDeg, armTranslationMm;
    std::optional<Matrix6d> covariance;
    std::optional<double> nees;  ///< Over its six degrees of freedom.
    std::optional<Evidence> evidence;
    StageTimes times;
    DrawnCount drawn, drawnForPose;  ///< By the calibration, see CalibrationRun.
    double filmCpuSeconds = 0, calibrationCpuSeconds = 0;

    bool hasPose() const { return status != CalibrationStatus::Failed && estimate.has_value(); }
    bool right() const {
        return hasPose() && rotationDeg && translationMm && *rotationDeg < 1 && *translationMm < 10 &&
               armRotationDeg.value_or(0) < 1 && armTranslationMm.value_or(0) < 10;
    }
    bool ok() const { return status == CalibrationStatus::Ok; }
};

/// Judges a record anew from its evidence, by the rules of this build. What other stages said stays: a run
/// that failed before it was judged, and findings that keep a result from being ok.
void judgeAgain(Record& record);

/// One JSON object without line breaks; numbers that are not finite become null.
std::string toJsonLine(const Record& record);
/// Nothing when the line is damaged or of another version.
std::optional<Record> fromJsonLine(const std::string& line);

/// Finished recordings in a file, one line each. A line is added by a single write, so that whatever ends the
/// run leaves only whole lines, or one broken line at the end that is passed over.
class StateFile {
public:
    /// Reads what is there; creates the file (and its folder) if there is none.
    static Result<std::unique_ptr<StateFile>> open(const std::filesystem::path& path);
    ~StateFile();
    StateFile(const StateFile&) = delete;
    StateFile& operator=(const StateFile&) = delete;

    const std::vector<Record>& found() const { return m_found; }
    /// Lines that hold no record: of another version, damaged, or of another kind.
    const std::vector<std::string>& otherLines() const { return m_otherLines; }
    /// Thread safe.
    Result<void> append(const Record& record);
    Result<void> appendLine(std::string line);

private:
    StateFile() = default;
    std::filesystem::path m_path;
    std::vector<Record> m_found;
    std::vector<std::string> m_otherLines;
    std::mutex m_mutex;
    int m_file = -1;
};

}  // namespace camframe::bench
