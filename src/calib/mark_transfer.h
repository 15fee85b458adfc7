// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "calib/dense_features.h"
#include "model/core/progress.h"

namespace camframe {

/// A picture for the search of a mark.
struct MarkPicture {
    int frame = 0;
    ImageU8 rgb;
    ImageU8 moving;  ///< 255 where something that moves is seen; may be empty: unknown.
};

/// A mark found in another picture.
struct MarkMatch {
    int frame = 0;
    Eigen::Vector2d pixel{0, 0};
    double similarity = 0;  ///< Cosine of the descriptors.
    double contrast = 0;    ///< Distance of the next-best place over that of this one, >= 1.
    double agreement = 0;   ///< Share of the neighbourhood that moved along.
    double turnDegrees = 0;
};

struct MarkTransferOptions {
    double minContrast = 1.3;   ///< Below: another place looks about as much like the mark.
    double minAgreement = 0.7;  ///< Below: the neighbourhood does not belong to it.
    double nearPx = 16;         ///< Places this close are the same place.
};

/// Finds a mark of one picture in others, by dense features. A match is believed only when nothing else in
/// the picture looks about as much like the mark, when searching back from it leads to the mark (best
/// buddies), and when the mark's neighbourhood is found around it too; otherwise there is none. The best
/// believed match over all pictures is returned.
Result<std::optional<MarkMatch>> findMark(DenseFeatures& features, const MarkPicture& reference,
                                          const Eigen::Vector2d& mark, std::span<const MarkPicture> pictures,
                                          const MarkTransferOptions& options, const RunContext& context);

/// Marks in each of the pictures of one static camera what differs from their median over time, a little
/// widened. Leaves `moving` empty where hardly anything moves.
void findMovingParts(std::vector<MarkPicture>& pictures, int threads);

}  // namespace camframe
