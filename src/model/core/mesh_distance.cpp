// SPDX-License-Identifier: Apache-2.0
#include "model/core/mesh_distance.h"

#include <Eigen/Geometry>
#include <cmath>
#include <numeric>
#include <unsupported/Eigen/BVH>

namespace camframe {

using Eigen::Vector3f;

/// A mesh with a search tree over its triangles.
class SurfaceDistance::Surface {
public:
    explicit Surface(const TriangleMesh& mesh) : m_mesh(mesh) {
        std::vector<int> indices(mesh.triangles.size());
        std::iota(indices.begin(), indices.end(), 0);
        std::vector<Eigen::AlignedBox3f> boxes;
        boxes.reserve(indices.size());
        for (const auto& triangle : mesh.triangles) {
            Eigen::AlignedBox3f box;
            for (const uint32_t v : triangle) box.extend(mesh.vertices[v]);
            boxes.push_back(box);
        }
        m_tree.init(indices.begin(), indices.end(), boxes.begin(), boxes.end());
    }

    /// Raises `worst` (squared) to the distance of the point where that is larger. Only whether it is larger
    /// matters: the search ends at the first triangle that is near enough, often the one of the point before.
    void raise(const Vector3f& point, float& worst) {
        Nearest nearest{*this, point, worst, m_last, squaredDistance(point, m_last)};
        if (nearest.distance <= worst) return;
        Eigen::BVMinimize(m_tree, nearest);
        m_last = nearest.triangle;
        worst = std::max(worst, nearest.distance);
    }

    const TriangleMesh& mesh() const { return m_mesh; }

private:
    float squaredDistance(const Vector3f& point, int triangle) const {
        const auto& [a, b, c] = m_mesh.triangles[static_cast<size_t>(triangle)];
        return squaredDistanceToTriangle(point, m_mesh.vertices[a], m_mesh.vertices[b], m_mesh.vertices[c]);
    }

    struct Nearest {
        using Scalar = float;
        const Surface& surface;
        Vector3f point;
        float enough;
        int triangle;
        float distance;

        float minimumOnVolume(const Eigen::AlignedBox3f& box) const {
            const float bound = box.squaredExteriorDistance(point);
            const bool needless = distance <= enough || bound >= distance;
            return needless ? std::numeric_limits<float>::max() : bound;
        }
        float minimumOnObject(int candidate) {
            const float candidateDistance = surface.squaredDistance(point, candidate);
            if (candidateDistance < distance) {
                distance = candidateDistance;
                triangle = candidate;
            }
            return candidateDistance;
        }
    };

    const TriangleMesh& m_mesh;
    Eigen::KdBVH<float, 3, int> m_tree;
    int m_last = 0;
};

float squaredDistanceToTriangle(const Vector3f& point, const Vector3f& a, const Vector3f& b,
                                const Vector3f& c) {
    const Vector3f ab = b - a, ac = c - a, ap = point - a;
    const float d1 = ab.dot(ap), d2 = ac.dot(ap);
    if (d1 <= 0 && d2 <= 0) return ap.squaredNorm();
    const Vector3f bp = point - b;
    const float d3 = ab.dot(bp), d4 = ac.dot(bp);
    if (d3 >= 0 && d4 <= d3) return bp.squaredNorm();
    const float vc = d1 * d4 - d3 * d2;
    if (vc <= 0 && d1 >= 0 && d3 <= 0 && d1 > d3) return (ap - d1 / (d1 - d3) * ab).squaredNorm();
    const Vector3f cp = point - c;
    const float d5 = ab.dot(cp), d6 = ac.dot(cp);
    if (d6 >= 0 && d5 <= d6) return cp.squaredNorm();
    const float vb = d5 * d2 - d1 * d6;
    if (vb <= 0 && d2 >= 0 && d6 <= 0 && d2 > d6) return (ap - d2 / (d2 - d6) * ac).squaredNorm();
    const float va = d3 * d6 - d5 * d4;
    const float e1 = d4 - d3, e2 = d5 - d6;
    if (va <= 0 && e1 >= 0 && e2 >= 0 && e1 + e2 > 0) return (bp - e1 / (e1 + e2) * (c - b)).squaredNorm();
    const float sum = va + vb + vc;
    if (!(sum > 0)) return std::min({ap.squaredNorm(), bp.squaredNorm(), cp.squaredNorm()});
    return (ap - vb / sum * ab - vc / sum * ac).squaredNorm();
}

SurfaceDistance::SurfaceDistance(const TriangleMesh& mesh) : m_surface(std::make_unique<Surface>(mesh)) {}
SurfaceDistance::~SurfaceDistance() = default;

float SurfaceDistance::largestTo(const TriangleMesh& simplified, float atLeast) {
    const float least = atLeast * atLeast;
    float worst = least;
    Surface coarse(simplified);
    for (const Vector3f& vertex : m_surface->mesh().vertices) coarse.raise(vertex, worst);
    for (const auto& triangle : simplified.triangles) {
        const Vector3f &a = simplified.vertices[triangle[0]], &b = simplified.vertices[triangle[1]],
                       &c = simplified.vertices[triangle[2]];
        for (const Vector3f& point : {Vector3f((a + b + c) / 3), Vector3f((a + b) / 2), Vector3f((b + c) / 2),
                                      Vector3f((c + a) / 2), a, b, c})
            m_surface->raise(point, worst);
    }
    return worst > least ? std::sqrt(worst) : atLeast;
}

}  // namespace camframe
