// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "app/commands/labels/frame_drawer.h"
#include "app/commands/session.h"
#include "model/core/io/action_file.h"
#include "model/core/progress.h"

namespace camframe {

/// One camera whose labels are wanted.
struct ActionCamera {
    Calibration calibration;
    /// Frames of the recording, ascending; the camera says nothing about others.
    std::vector<int> frames;
};

/// Names a calibration by its contents, so that an export tells which version of it was used:
/// "EPISODE/CAMERA@HASH".
std::string calibrationId(const Calibration& calibration);

/// Everything that an export says about one episode: numbers of all rows at once, pictures of one row at a
/// time, drawn when they are asked for. Every export format is a LabelWriter that reads one of these.
///
/// Rows are the frames that any of the cameras has; in rows of other cameras alone a camera is not valid, and
/// no delta leads from one frame to another than the next.
class EpisodeLabels {
public:
    /// @param session  Must outlive this.
    /// @param cameras  Of this episode; one without a pose gets actions that are not valid.
    /// @param drawer   Kept between episodes that share a robot; may hold null.
    static Result<EpisodeLabels> make(Session& session, const LoadedEpisode& loaded,
                                      std::span<const ActionCamera> cameras, LabelContents contents,
                                      bool depth, std::shared_ptr<FrameDrawer>& drawer);
    /// As above: all frames, all labels, no depth.
    static Result<EpisodeLabels> make(Session& session, const LoadedEpisode& loaded,
                                      std::span<const Calibration> calibrations);

    const ActionEpisode& actions() const { return m_actions; }
    const LoadedEpisode& loaded() const { return m_loaded; }
    const RobotGeometry& geometry() const { return m_drawer->geometry(); }
    /// Absolute folder of the dataset.
    std::filesystem::path datasetFolder() const { return absoluteText(m_session->request().dataset); }
    size_t rows() const { return m_actions.frames.size(); }
    const CameraStream& stream(size_t camera) const {
        return *m_loaded.episode.findCamera(m_actions.cameras[camera].calibration.cameraName);
    }
    /// The dataset as stored, or null; see DatasetReader::recorded.
    RecordedDataset* recorded() const { return m_session->reader().recorded(); }
    /// Pictures of a camera of the recording, calibrated or not.
    Result<std::unique_ptr<FrameSource>> openFrames(const CameraStream& camera) const {
        return m_session->reader().openFrames(m_loaded.episode, camera);
    }
    /// Is this row among the frames that were chosen for the camera?
    bool speaks(size_t camera, size_t row) const { return m_speaks[camera][row]; }
    /// Poses of all links in base space after the calibration's corrections; empty where there are none.
    std::span<const RigidTransform> baseFromLink(size_t camera, size_t row) const {
        return m_motions[camera].baseFromLink[row];
    }

    /// Masks, and depth where that was asked for. Only with LabelContents::Masks or depth.
    Result<FrameLabels> draw(size_t camera, size_t row) { return draw(camera, row, true); }
    /// @param amodal  False saves drawing every link alone.
    Result<FrameLabels> draw(size_t camera, size_t row, bool amodal);
    /// The recorded picture.
    Result<ImageU8> picture(size_t camera, size_t row);
    /// draw() for writeActionFile(), with progress and stop.
    FrameLabelSource source(const RunContext& context);

private:
    EpisodeLabels(Session& session, const LoadedEpisode& loaded) : m_session(&session), m_loaded(loaded) {}
    Result<void> addCamera(const ActionCamera& camera);

    Session* m_session;
    LoadedEpisode m_loaded;
    ActionEpisode m_actions;
    Episode m_chosen;                    ///< The recording as if it had the rows' frames only.
    std::vector<RobotMotion> m_motions;  ///< Per camera, by row.
    std::vector<std::vector<bool>> m_speaks;
    std::shared_ptr<FrameDrawer> m_drawer;  ///< Null where nothing is drawn.
    std::vector<std::unique_ptr<FrameSource>> m_pictures;
};

}  // namespace camframe
