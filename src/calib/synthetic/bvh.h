// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "calib/synthetic/float4.h"

namespace camframe::synthetic {

/// Corners of a triangle in base space (m).
using TriangleCorners = std::array<Eigen::Vector3f, 3>;

/// Four rays that are traced together. Lanes with tMax < 0 are idle.
struct RayPacket {
    std::array<std::array<float, 4>, 3> origin{};  ///< [axis][lane]
    std::array<std::array<float, 4>, 3>
        direction{};  ///< Need not be of unit length; t counts in its lengths.
    std::array<float, 4> tMax{-1, -1, -1, -1};

    void setRay(int lane, const Eigen::Vector3f& from, const Eigen::Vector3f& towards, float limit) {
        const auto i = static_cast<size_t>(lane);
        for (size_t axis = 0; axis < 3; ++axis) {
            origin[axis][i] = from[static_cast<Eigen::Index>(axis)];
            direction[axis][i] = towards[static_cast<Eigen::Index>(axis)];
        }
        tMax[i] = limit;
    }
};

struct HitPacket {
    std::array<float, 4> t;
    std::array<int, 4> triangle;  ///< Index as given to the constructor; -1 = nothing hit.
    std::array<float, 4> u, v;    ///< Barycentric weights of corners 1 and 2.
};

/// Bounding-volume hierarchy over triangles, built by binned surface-area heuristic.
///
/// Both faces of a triangle are hit. Source of the build: Wald, "On fast Construction of SAH-based Bounding
/// Volume Hierarchies", 2007; of the triangle test: Moeller & Trumbore, 1997. Immutable; safe to share
/// between threads.
class Bvh {
public:
    /// @param groupEnds  Ends of consecutive ranges of triangles that move rigidly (the last is the number of
    ///                   triangles); empty: one range. Groups get trees of their own, for refitted().
    explicit Bvh(const std::vector<TriangleCorners>& triangles, const std::vector<uint32_t>& groupEnds = {});

    /// The same tree around the same triangles in other places: several times as fast as a new one, and about
    /// as good where only whole groups have moved.
    Bvh refitted(const std::vector<TriangleCorners>& triangles) const;

    /// Nearest hit of each ray with 0 < t < tMax.
    HitPacket closest(const RayPacket& rays) const;
    /// Bit i is set when ray i meets anything with 0 < t < tMax.
    int occluded(const RayPacket& rays) const;

    const Eigen::Vector3f& low() const { return m_low; }
    const Eigen::Vector3f& high() const { return m_high; }

private:
    struct Node {
        std::array<float, 3> low;
        uint32_t first = 0;  ///< Leaf: first triangle; else left child, its sibling follows it.
        std::array<float, 3> high;
        uint32_t count = 0;  ///< Triangles of a leaf; 0 for inner nodes.
    };
    struct Triangle {
        std::array<float, 3> corner, edge1, edge2;
        int index = 0;
    };

    template <bool kAnyHit>
    int traverse(const RayPacket& rays, HitPacket* hits) const;

    std::vector<Node> m_nodes;
    std::vector<Triangle> m_triangles;
    Eigen::Vector3f m_low{0, 0, 0}, m_high{0, 0, 0};
};

}  // namespace camframe::synthetic
