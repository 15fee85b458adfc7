// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "render/view_setup.h"

namespace camframe::cpu {

/// A mesh as the hot loops like it: one array per coordinate.
struct MeshArrays {
    std::vector<float> x, y, z;  ///< Link space (m).
    std::vector<std::array<uint32_t, 3>> triangles;

    explicit MeshArrays(const TriangleMesh& mesh);
};

/// A rectangle of pixels; bounds are inclusive, and it is empty when x1 < x0 or y1 < y0.
struct PixelBox {
    int x0 = 0, y0 = 0, x1 = -1, y1 = -1;

    bool empty() const { return x1 < x0 || y1 < y0; }
    void extend(const PixelBox& other) {
        if (other.empty()) return;
        *this = empty() ? other
                        : PixelBox{std::min(x0, other.x0), std::min(y0, other.y0), std::max(x1, other.x1),
                                   std::max(y1, other.y1)};
    }
};

/// Depth and id under construction. Rows are padded so that vector stores never cross into another row.
class RasterTarget {
public:
    /// Makes room for a picture; keeps memory, and expects (or makes) every pixel empty.
    void resize(int width, int height);
    /// Empties the pixels of a box again.
    void clear(const PixelBox& box);

    int width() const { return m_width; }
    int height() const { return m_height; }
    float* depthRow(int y) { return m_depth.data() + static_cast<size_t>(y) * m_stride; }
    uint32_t* idRow(int y) { return m_id.data() + static_cast<size_t>(y) * m_stride; }

private:
    int m_width = 0, m_height = 0;
    size_t m_stride = 0;
    std::vector<float> m_depth;  ///< raster::kFar where nothing is drawn.
    std::vector<uint32_t> m_id;
};

/// A vertex's place in the picture, laid out so that the bounding box of a triangle is three vector maxima.
struct alignas(16) VertexBox {
    std::array<float, 4> v;  ///< -x, -y, x, y (px, as seen through the lens); all kFar when it has no place.
};

/// One mesh projected into one view, with the triangles that may cover a pixel.
struct ProjectedMesh {
    std::vector<VertexBox> boxes;
    std::vector<float> inverseZ;     ///< 0: behind the near plane or beyond the guard band.
    std::vector<float> undistorted;  ///< u, v per vertex (px); only with a lens, else they are in `boxes`.
    /// Triangles whose box holds a pixel centre: a few of them, or more. Views through a lens list all here
    /// as larger.
    std::span<const uint32_t> tiny, larger;
    std::vector<uint32_t> indices;  ///< Memory of the two lists; only grows.
};

/// Fills `out`. Reuses its memory.
void projectMesh(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh, ProjectedMesh& out);

/// Draws the visible triangles into the rows y0..y1 of the target.
/// @return  A box that holds all pixels touched.
PixelBox rasterizeMesh(const ViewSetup& view, const DrawItem& item, const MeshArrays& mesh,
                       const ProjectedMesh& projected, int y0, int y1, RasterTarget& target);

}  // namespace camframe::cpu
