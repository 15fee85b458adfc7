// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "calib/inference/network.h"
#include "model/core/image.h"
#include "model/core/spaces.h"

namespace camframe {

/// Descriptors on a regular grid over a picture; each has length 1, or 0 where none was computed.
struct FeatureGrid {
    int columns = 0, rows = 0, dimension = 0;
    Eigen::Vector2d origin{0, 0};  ///< Pixel of cell (0, 0)'s centre.
    Eigen::Vector2d step{1, 1};    ///< Pixels between neighbouring cells.
    std::vector<float> data;       ///< [row][column][dimension]

    std::span<const float> cell(int column, int row) const {
        return {data.data() +
                    (static_cast<size_t>(row) * static_cast<size_t>(columns) + static_cast<size_t>(column)) *
                        static_cast<size_t>(dimension),
                static_cast<size_t>(dimension)};
    }
    Eigen::Vector2d pixel(int column, int row) const {
        return origin + Eigen::Vector2d(column, row).cwiseProduct(step);
    }
    /// The descriptor at a pixel, between its four cells, of length 1 again. Zeros outside the grid.
    std::vector<float> at(const Eigen::Vector2d& pixel) const;
};

/// Describes the neighbourhood of every place in a picture, so that the same place can be found in others.
class DenseFeatures {
public:
    virtual ~DenseFeatures() = default;
    virtual std::string name() const = 0;
    /// @param rgb    Three channels.
    /// @param where  Of the same size: only cells at pixels > 0 are needed. May be empty: everywhere.
    virtual Result<FeatureGrid> compute(const ImageU8& rgb, const ImageU8& where) = 0;
    /// Angles (degrees) at which a picture should be tried; {0} where the descriptors do not mind a turn.
    virtual std::vector<double> turns() const = 0;
    /// Side (px) of the piece of a picture that a descriptor needs around it; 0: the whole picture.
    virtual int contextPx() const = 0;
    /// Similarity (cosine) below which a match means nothing.
    virtual double minSimilarity() const = 0;
};

/// Dense SIFT (Lowe, IJCV 2004) with the colour of its centre; upright, hence tried at several turns.
std::unique_ptr<DenseFeatures> makeClassicalFeatures();

/// How pictures go into a feature network.
struct FeatureNetworkOptions {
    int size = 784;                       ///< The picture is stretched to size x size; a multiple of `patch`.
    int patch = 14;                       ///< Pixels per token.
    float mean = 127.5F, scale = 127.5F;  ///< value = (pixel - mean) / scale
};

/// A network in the manner of DINOv2: one float input 1 x 3 x size x size, one output 1 x tokens x channels
/// (with or without a class token before the patches) or 1 x channels x rows x columns.
std::unique_ptr<DenseFeatures> makeNetworkFeatures(std::unique_ptr<Network> network,
                                                   const FeatureNetworkOptions& options = {});

}  // namespace camframe
