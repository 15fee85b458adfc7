// SPDX-License-Identifier: Apache-2.0
#include "app/studio/demo_recording.h"

#include <QStandardPaths>

#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"

namespace camframe {

namespace {

constexpr uint64_t demoSeed = 4;

/// Filming is the first part of opening; the rest of the bar belongs to what follows.
class FilmingProgress : public ProgressSink {
public:
    explicit FilmingProgress(const RunContext& context) : m_context(context) {}
    void report(double fraction, std::string_view stage) override { m_context.report(0.8 * fraction, stage); }

private:
    const RunContext& m_context;
};

}  // namespace

Result<std::filesystem::path> prepareDemoRecording(const RunContext& context) {
    const std::filesystem::path folder =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation).toStdString();
    const std::filesystem::path recordingFolder = folder / "demo" / "recording";
    std::error_code error;
    // episode.json is written last: where it is, the recording is whole.
    if (std::filesystem::exists(recordingFolder / "episode.json", error)) return recordingFolder;

    const auto robot = makeDemoRobot();
    if (!robot) return tl::unexpected(robot.error());
    if (const auto written = writeDemoRobot(folder / "demo" / "robot"); !written) {
        return tl::unexpected(written.error());
    }
    FilmingProgress progress(context);
    RunContext filming = context;
    filming.progress = &progress;
    SyntheticOptions options;
    options.seed = demoSeed;
    const auto recording = generate(*robot, options, filming);
    if (!recording) return tl::unexpected(recording.error());
    const auto written = writeRecording(*recording, recordingFolder, "../robot/demo_arm.urdf", RunContext{});
    if (!written) return tl::unexpected(written.error());
    return recordingFolder;
}

}  // namespace camframe
