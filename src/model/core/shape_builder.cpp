// SPDX-License-Identifier: Apache-2.0
#include "model/core/shape_builder.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cassert>
#include <cmath>
#include <numbers>

namespace camframe {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr int kBevelSteps = 2;

/// Two directions that complete `axis` to a right-handed system.
std::pair<Eigen::Vector3f, Eigen::Vector3f> directionsAcross(const Eigen::Vector3f& axis) {
    const Eigen::Vector3f u = axis.unitOrthogonal();
    return {u, axis.cross(u)};
}

/// Replaces profile corners by quadratic curves that touch both legs at most halfway.
std::vector<ProfilePoint> roundCorners(std::span<const ProfilePoint> profile) {
    std::vector<ProfilePoint> out;
    for (size_t i = 0; i < profile.size(); ++i) {
        const Eigen::Vector2f corner(profile[i].radius, profile[i].height);
        if (i == 0 || i + 1 == profile.size() || profile[i].bevel <= 0) {
            out.push_back(profile[i]);
            continue;
        }
        const Eigen::Vector2f before(profile[i - 1].radius, profile[i - 1].height);
        const Eigen::Vector2f after(profile[i + 1].radius, profile[i + 1].height);
        const auto legPoint = [&](const Eigen::Vector2f& towards) -> Eigen::Vector2f {
            const Eigen::Vector2f leg = towards - corner;
            return corner + leg * std::min(0.49F, profile[i].bevel / leg.norm());
        };
        const Eigen::Vector2f start = legPoint(before), end = legPoint(after);
        for (int k = 0; k <= kBevelSteps; ++k) {
            const float t = static_cast<float>(k) / kBevelSteps;
            const Eigen::Vector2f p = (1 - t) * (1 - t) * start + 2 * t * (1 - t) * corner + t * t * end;
            out.push_back({p.x(), p.y(), 0});
        }
    }
    return out;
}

Ring roundedRectangle(const Eigen::Vector3f& centre, float halfX, float halfY, float cornerRadius) {
    Ring ring;
    constexpr int kSteps = 5;
    for (int quadrant = 0; quadrant < 4; ++quadrant) {
        const float sx = quadrant == 0 || quadrant == 3 ? 1.0F : -1.0F, sy = quadrant < 2 ? 1.0F : -1.0F;
        for (int k = 0; k <= kSteps; ++k) {
            const float angle = (static_cast<float>(quadrant) + static_cast<float>(k) / kSteps) * 0.5F * kPi;
            ring.emplace_back(centre.x() + sx * (halfX - cornerRadius) + cornerRadius * std::cos(angle),
                              centre.y() + sy * (halfY - cornerRadius) + cornerRadius * std::sin(angle),
                              centre.z());
        }
    }
    return ring;
}

}  // namespace

TriangleMesh loft(std::span<const Ring> rings) {
    assert(rings.size() >= 2 && rings.front().size() >= 3);
    TriangleMesh mesh;
    const auto size = static_cast<uint32_t>(rings.front().size());
    for (const Ring& ring : rings) {
        assert(ring.size() == size);
        mesh.vertices.insert(mesh.vertices.end(), ring.begin(), ring.end());
    }
    const auto addCap = [&](uint32_t first, bool top) {
        Eigen::Vector3f mean = Eigen::Vector3f::Zero();
        for (uint32_t k = 0; k < size; ++k) mean += mesh.vertices[first + k];
        const auto centre = static_cast<uint32_t>(mesh.vertices.size());
        mesh.vertices.emplace_back(mean / static_cast<float>(size));
        for (uint32_t k = 0; k < size; ++k) {
            const uint32_t a = first + k, b = first + (k + 1) % size;
            if (top)
                mesh.triangles.push_back({centre, a, b});
            else
                mesh.triangles.push_back({centre, b, a});
        }
    };
    for (uint32_t r = 0; r + 1 < rings.size(); ++r)
        for (uint32_t k = 0; k < size; ++k) {
            const uint32_t a = r * size + k, b = r * size + (k + 1) % size;
            mesh.triangles.push_back({a, b, b + size});
            mesh.triangles.push_back({a, b + size, a + size});
        }
    addCap(0, false);
    addCap(static_cast<uint32_t>(rings.size() - 1) * size, true);
    return mesh;
}

TriangleMesh lathe(std::span<const ProfilePoint> profile, int segments) {
    std::vector<Ring> rings;
    for (const ProfilePoint& point : roundCorners(profile)) {
        Ring ring;
        for (int k = 0; k < segments; ++k) {
            const float angle = 2 * kPi * static_cast<float>(k) / static_cast<float>(segments);
            ring.emplace_back(point.radius * std::cos(angle), point.radius * std::sin(angle), point.height);
        }
        rings.push_back(std::move(ring));
    }
    return loft(rings);
}

TriangleMesh bevelledDisc(const Eigen::Vector3f& from, const Eigen::Vector3f& to, float radius, float bevel,
                          int segments) {
    const float height = (to - from).norm();
    const float inner = 0.5F * radius;  // the flat faces start here; the rim is a profile corner
    const ProfilePoint profile[] = {
        {inner, 0, 0}, {radius, 0, bevel}, {radius, height, bevel}, {inner, height, 0}};
    TriangleMesh mesh = lathe(profile, segments);
    const Eigen::Vector3f axis = (to - from) / height;
    const auto [u, v] = directionsAcross(axis);
    for (Eigen::Vector3f& vertex : mesh.vertices)
        vertex = from + vertex.x() * u + vertex.y() * v + vertex.z() * axis;
    return mesh;
}

TriangleMesh bevelledBox(const Eigen::Vector3f& centre, const Eigen::Vector3f& size, float cornerRadius,
                         float bevel) {
    assert(bevel > 0 && bevel < cornerRadius && cornerRadius < 0.5F * std::min(size.x(), size.y()));
    const Eigen::Vector3f half = 0.5F * size;
    std::vector<Ring> rings;
    const auto addRing = [&](float angle, bool top) {
        const float inset = bevel * (1 - std::cos(angle));
        const float z = half.z() - bevel + bevel * std::sin(angle);
        rings.push_back(roundedRectangle(centre + Eigen::Vector3f(0, 0, top ? z : -z), half.x() - inset,
                                         half.y() - inset, cornerRadius - inset));
    };
    for (int k = kBevelSteps; k >= 0; --k) addRing(0.5F * kPi * static_cast<float>(k) / kBevelSteps, false);
    for (int k = 0; k <= kBevelSteps; ++k) addRing(0.5F * kPi * static_cast<float>(k) / kBevelSteps, true);
    return loft(rings);
}

ImplicitShape roundedCylinder(const Eigen::Vector3f& from, const Eigen::Vector3f& to, float radius,
                              float rounding) {
    const Eigen::Vector3f centre = 0.5F * (from + to);
    const float halfLength = 0.5F * (to - from).norm();
    const Eigen::Vector3f axis = (to - from).normalized();
    return [=](const Eigen::Vector3f& p) {
        const Eigen::Vector3f d = p - centre;
        const float along = d.dot(axis);
        const float across = std::sqrt(std::max(0.0F, d.squaredNorm() - along * along));
        const Eigen::Vector2f q(across - radius + rounding, std::abs(along) - halfLength + rounding);
        return std::min(q.maxCoeff(), 0.0F) + q.cwiseMax(0.0F).norm() - rounding;
    };
}

ImplicitShape taperedCapsule(const Eigen::Vector3f& from, float fromRadius, const Eigen::Vector3f& to,
                             float toRadius) {
    const Eigen::Vector3f leg = to - from;
    return [=](const Eigen::Vector3f& p) {
        const float t = std::clamp((p - from).dot(leg) / leg.squaredNorm(), 0.0F, 1.0F);
        return (p - from - t * leg).norm() - (fromRadius + t * (toRadius - fromRadius));
    };
}

ImplicitShape roundedBox(const Eigen::Vector3f& centre, const Eigen::Vector3f& size, float rounding) {
    return [=](const Eigen::Vector3f& p) {
        const Eigen::Vector3f q = (p - centre).cwiseAbs() - 0.5F * size + Eigen::Vector3f::Constant(rounding);
        return std::min(q.maxCoeff(), 0.0F) + q.cwiseMax(0.0F).norm() - rounding;
    };
}

ImplicitShape smoothUnion(std::vector<ImplicitShape> shapes, float fillet) {
    assert(!shapes.empty());
    return [shapes = std::move(shapes), fillet](const Eigen::Vector3f& p) {
        float distance = shapes.front()(p);
        for (size_t i = 1; i < shapes.size(); ++i) {
            const float other = shapes[i](p);
            const float blend = std::max(fillet - std::abs(distance - other), 0.0F) / fillet;
            distance = std::min(distance, other) - 0.25F * fillet * blend * blend;
        }
        return distance;
    };
}

TriangleMesh polygonise(const ImplicitShape& shape, const Eigen::Vector3f& low, const Eigen::Vector3f& high,
                        float cell) {
    const Eigen::Vector3i corners = ((high - low) / cell).array().ceil().cast<int>() + 1;
    const auto indexOf = [&](int x, int y, int z) {
        return (static_cast<size_t>(z) * static_cast<size_t>(corners.y()) + static_cast<size_t>(y)) *
                   static_cast<size_t>(corners.x()) +
               static_cast<size_t>(x);
    };
    const auto position = [&](int x, int y, int z) -> Eigen::Vector3f {
        return low +
               cell * Eigen::Vector3f(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z));
    };
    std::vector<float> values(indexOf(0, 0, corners.z()));
    for (int z = 0; z < corners.z(); ++z)
        for (int y = 0; y < corners.y(); ++y)
            for (int x = 0; x < corners.x(); ++x) values[indexOf(x, y, z)] = shape(position(x, y, z));

    const auto onSurface = [&](Eigen::Vector3f p) -> Eigen::Vector3f {
        const Eigen::Vector3f start = p;
        const float h = 0.05F * cell;
        for (int i = 0; i < 4; ++i) {
            Eigen::Vector3f gradient;
            for (int axis = 0; axis < 3; ++axis) {
                const Eigen::Vector3f step = h * Eigen::Vector3f::Unit(axis);
                gradient[axis] = (shape(p + step) - shape(p - step)) / (2 * h);
            }
            const float square = gradient.squaredNorm();
            if (square < 1e-3F) break;
            p -= gradient * (shape(p) / square);
        }
        // A vertex that left its neighbourhood (a crease of the distance function) would fold the surface.
        return (p - start).norm() < 0.8F * cell ? p : start;
    };

    TriangleMesh mesh;
    constexpr uint32_t kNone = ~0U;
    std::vector<uint32_t> vertexOfCell(values.size(), kNone);
    for (int z = 0; z + 1 < corners.z(); ++z)
        for (int y = 0; y + 1 < corners.y(); ++y)
            for (int x = 0; x + 1 < corners.x(); ++x) {
                Eigen::Vector3f sum = Eigen::Vector3f::Zero();
                int crossings = 0;
                for (int axis = 0; axis < 3; ++axis)
                    for (int k = 0; k < 4; ++k) {
                        Eigen::Vector3i a(x, y, z);
                        a[(axis + 1) % 3] += k & 1;
                        a[(axis + 2) % 3] += k >> 1;
                        Eigen::Vector3i b = a;
                        b[axis] += 1;
                        const float va = values[indexOf(a.x(), a.y(), a.z())];
                        const float vb = values[indexOf(b.x(), b.y(), b.z())];
                        if ((va < 0) == (vb < 0)) continue;
                        const float t = va / (va - vb);
                        sum += (1 - t) * position(a.x(), a.y(), a.z()) + t * position(b.x(), b.y(), b.z());
                        ++crossings;
                    }
                if (crossings == 0) continue;
                vertexOfCell[indexOf(x, y, z)] = static_cast<uint32_t>(mesh.vertices.size());
                mesh.vertices.push_back(onSurface(sum / static_cast<float>(crossings)));
            }

    // Each grid edge that the surface crosses gives one quadrilateral around it.
    for (int z = 1; z + 1 < corners.z(); ++z)
        for (int y = 1; y + 1 < corners.y(); ++y)
            for (int x = 1; x + 1 < corners.x(); ++x)
                for (int axis = 0; axis < 3; ++axis) {
                    const Eigen::Vector3i a(x, y, z);
                    Eigen::Vector3i b = a;
                    b[axis] += 1;
                    const bool aInside = values[indexOf(a.x(), a.y(), a.z())] < 0;
                    if (aInside == (values[indexOf(b.x(), b.y(), b.z())] < 0)) continue;
                    const Eigen::Vector3i u = Eigen::Vector3i::Unit((axis + 1) % 3);
                    const Eigen::Vector3i v = Eigen::Vector3i::Unit((axis + 2) % 3);
                    const auto vertexAt = [&](const Eigen::Vector3i& c) {
                        return vertexOfCell[indexOf(c.x(), c.y(), c.z())];
                    };
                    std::array<uint32_t, 4> quad{vertexAt(a - u - v), vertexAt(a - v), vertexAt(a),
                                                 vertexAt(a - u)};
                    if (!aInside) std::swap(quad[1], quad[3]);
                    const auto length = [&](int i, int k) {
                        return (mesh.vertices[quad[static_cast<size_t>(i)]] -
                                mesh.vertices[quad[static_cast<size_t>(k)]])
                            .squaredNorm();
                    };
                    if (length(0, 2) <= length(1, 3)) {
                        mesh.triangles.push_back({quad[0], quad[1], quad[2]});
                        mesh.triangles.push_back({quad[0], quad[2], quad[3]});
                    } else {
                        mesh.triangles.push_back({quad[0], quad[1], quad[3]});
                        mesh.triangles.push_back({quad[1], quad[2], quad[3]});
                    }
                }
    return mesh;
}

}  // namespace camframe
