// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <vector>

#include "app/commands/session.h"
#include "calib/calibration_pipeline.h"
#include "calib/mark_transfer.h"
#include "model/core/io/input_files.h"

namespace camframe {

/// Finds marks that were clicked in one episode or camera in the others.
class TransferredMarks {
public:
    /// @param marks   All marks of the command; those that name an episode or a camera can be looked for
    /// elsewhere.
    /// @param models  The models folder; features.onnx there replaces the built-in descriptors.
    TransferredMarks(std::vector<MarkInput> marks, const std::filesystem::path& models)
        : m_marks(std::move(marks)), m_models(models) {}

    /// The marks of other camera-episodes as found in this one; none where nothing was found for sure. One
    /// mark per link: the surest.
    Result<std::vector<Mark>> find(Session& session, const LoadedEpisode& loaded, int episode,
                                   const CameraStream& camera, FrameSource& frames,
                                   const RunContext& context);

private:
    /// Where a mark was clicked.
    struct Reference {
        MarkPicture picture;
        Eigen::Vector2d pixel;
    };
    Result<void> prepare(Session& session, int episode, const LoadedEpisode& loaded,
                         const RunContext& context);

    std::vector<MarkInput> m_marks;
    std::filesystem::path m_models;
    std::unique_ptr<DenseFeatures> m_features;
    std::map<std::pair<size_t, std::string>, Reference> m_references;  ///< By mark and camera; read once.
};

}  // namespace camframe
