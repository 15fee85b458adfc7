// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/surface.h"

#include <Eigen/Geometry>
#include <cmath>
#include <cstdint>

namespace camframe::synthetic {

namespace {

using Eigen::Vector3f;

float latticeValue(int x, int y, int z) {
    uint32_t h = static_cast<uint32_t>(x) * 0x8DA6B343U ^ static_cast<uint32_t>(y) * 0xD8163841U ^
                 static_cast<uint32_t>(z) * 0xCB1AB31FU;
    h = (h ^ (h >> 15)) * 0x2C1B3C6DU;
    h = (h ^ (h >> 12)) * 0x297A2D39U;
    return static_cast<float>((h ^ (h >> 15)) >> 8) * 0x1p-24F;
}

/// Smooth noise in 0..1 with features of unit size (value noise on the integer lattice).
float noise(const Vector3f& p) {
    const Vector3f cell = p.array().floor();
    const Eigen::Vector3i i = cell.cast<int>();
    Vector3f t = p - cell;
    t = t.array() * t.array() * (3 - 2 * t.array());
    float sum = 0;
    for (int k = 0; k < 8; ++k) {
        const int dx = k & 1, dy = k >> 1 & 1, dz = k >> 2;
        sum += (dx ? t.x() : 1 - t.x()) * (dy ? t.y() : 1 - t.y()) * (dz ? t.z() : 1 - t.z()) *
               latticeValue(i.x() + dx, i.y() + dy, i.z() + dz);
    }
    return sum;
}

float smooth(float low, float high, float x) {
    const float t = std::clamp((x - low) / (high - low), 0.0F, 1.0F);
    return t * t * (3 - 2 * t);
}

Vector3f wood(const Material& material, const Vector3f& point) {
    const float plankWidth = material.scale;
    const float plank = std::floor(point.y() / plankWidth);
    const Vector3f shift(7.3F * plank, 0, 3.1F * plank);
    const Vector3f p = point + shift;
    const float warp = noise({2.5F * p.x(), 9 * p.y(), 9 * p.z()});
    const float rings = 0.5F + 0.5F * std::sin(2 * 3.1416F * (26 * p.y() + 3.2F * warp + 0.7F * p.x()));
    const float fibre = noise({14 * p.x(), 420 * p.y(), 60 * p.z()});
    const float tone = latticeValue(static_cast<int>(plank), 5, 11);
    const float mix =
        std::clamp(0.55F * rings * (0.4F + 0.6F * warp) + 0.35F * fibre + 0.25F * tone, 0.0F, 1.0F);
    const float across = std::abs(point.y() / plankWidth - plank - 0.5F);
    const float seam = 1 - 0.55F * smooth(0.492F, 0.499F, across);
    return seam * ((1 - mix) * material.colour + mix * material.second);
}

}  // namespace

Vector3f linearFromSrgb(const Vector3f& colour) {
    return colour.unaryExpr(
        [](float c) { return c <= 0.04045F ? c / 12.92F : std::pow((c + 0.055F) / 1.055F, 2.4F); });
}

Vector3f Material::albedo(const Vector3f& point) const {
    switch (texture) {
        case Texture::Plain:
            return colour;
        case Texture::Wood:
            return wood(*this, point);
        case Texture::Checker: {
            const Vector3f q = point / scale;
            const int parity = static_cast<int>(std::floor(q.x()) + std::floor(q.y())) & 1;
            const float ex = std::abs(q.x() - std::round(q.x())), ey = std::abs(q.y() - std::round(q.y()));
            const float joint = 0.55F + 0.45F * smooth(0.004F, 0.012F, std::min(ex, ey));
            return joint * (0.92F + 0.16F * noise(6 * q)) * (parity ? colour : second);
        }
        case Texture::Speckle: {
            const float fine = noise(point / scale), coarse = noise(point / (9 * scale));
            const float mix = smooth(0.62F, 0.80F, fine) * 0.7F + 0.3F * coarse;
            return (1 - mix) * colour + mix * second;
        }
        case Texture::Stripes: {
            const float wave = std::abs(point.z() / scale - std::round(point.z() / scale));
            return wave < 0.25F ? colour : second;
        }
    }
    return colour;
}

ShadedMesh shadeMesh(TriangleMesh mesh) {
    const size_t count = mesh.triangles.size();
    std::vector<Vector3f> faceNormals(count);
    std::vector<float> faceAreas(count);
    std::vector<std::vector<uint32_t>> facesOfVertex(mesh.vertices.size());
    for (size_t i = 0; i < count; ++i) {
        const auto& t = mesh.triangles[i];
        const Vector3f cross =
            (mesh.vertices[t[1]] - mesh.vertices[t[0]]).cross(mesh.vertices[t[2]] - mesh.vertices[t[0]]);
        faceAreas[i] = cross.norm();
        faceNormals[i] = faceAreas[i] > 0 ? Vector3f(cross / faceAreas[i]) : Vector3f::UnitZ();
        for (const uint32_t vertex : t) facesOfVertex[vertex].push_back(static_cast<uint32_t>(i));
    }
    const float crease = std::cos(35.0F * 3.14159265F / 180.0F);
    ShadedMesh out;
    out.normals.resize(count);
    for (size_t i = 0; i < count; ++i)
        for (size_t k = 0; k < 3; ++k) {
            Vector3f sum = Vector3f::Zero();
            for (const uint32_t other : facesOfVertex[mesh.triangles[i][k]])
                if (faceNormals[other].dot(faceNormals[i]) >= crease)
                    sum += faceAreas[other] * faceNormals[other];
            out.normals[i][k] = sum.squaredNorm() > 0 ? Vector3f(sum.normalized()) : faceNormals[i];
        }
    out.mesh = std::move(mesh);
    return out;
}

int Surface::addMaterial(const Material& material) {
    materials.push_back(material);
    return static_cast<int>(materials.size()) - 1;
}

void Surface::add(const ShadedMesh& mesh, const RigidTransform& baseFromMesh, int material, int linkId) {
    const Eigen::Isometry3f pose = baseFromMesh.cast<float>();
    std::vector<Vector3f> moved(mesh.mesh.vertices.size());
    // Moved in double: the truth should not carry the rounding of a chain of float products.
    for (size_t i = 0; i < moved.size(); ++i)
        moved[i] = (baseFromMesh * mesh.mesh.vertices[i].cast<double>()).cast<float>();
    for (size_t i = 0; i < mesh.mesh.triangles.size(); ++i) {
        const auto& t = mesh.mesh.triangles[i];
        corners.push_back({moved[t[0]], moved[t[1]], moved[t[2]]});
        Attributes attribute;
        for (size_t k = 0; k < 3; ++k) attribute.normals[k] = pose.linear() * mesh.normals[i][k];
        attribute.material = static_cast<uint16_t>(material);
        attribute.linkId = static_cast<uint8_t>(linkId);
        attributes.push_back(attribute);
    }
}

Vector3f Surface::normal(int triangle, float u, float v) const {
    const auto& n = attributes[static_cast<size_t>(triangle)].normals;
    return ((1 - u - v) * n[0] + u * n[1] + v * n[2]).normalized();
}

RobotSurface::RobotSurface(const RobotModel& robot) {
    int linkId = 0;
    for (size_t link = 0; link < robot.links().size(); ++link) {
        if (robot.links()[link].visuals.empty()) continue;
        ++linkId;
        for (const Visual& visual : robot.links()[link].visuals) {
            Material material;
            material.colour = linearFromSrgb(visual.colour.head<3>());
            const float brightness = material.colour.maxCoeff();
            material.gloss = brightness < 0.04F ? 0.25F : 0.55F;
            m_parts.push_back({static_cast<int>(link), linkId, static_cast<int>(m_materials.size()),
                               visual.linkFromVisual, shadeMesh(*visual.mesh)});
            m_materials.push_back(material);
        }
    }
    Surface surface;
    std::vector<uint32_t> groupEnds;
    for (const Part& part : m_parts) {
        surface.add(part.mesh, part.linkFromVisual, part.material, part.linkId);
        if (!surface.corners.empty()) groupEnds.push_back(static_cast<uint32_t>(surface.corners.size()));
    }
    m_tree = std::make_shared<const Bvh>(surface.corners, groupEnds);
}

Surface RobotSurface::pose(std::span<const RigidTransform> baseFromLink) const {
    Surface surface;
    surface.materials = m_materials;
    surface.otherPose = m_tree;
    for (const Part& part : m_parts)
        surface.add(part.mesh, baseFromLink[static_cast<size_t>(part.link)] * part.linkFromVisual,
                    part.material, part.linkId);
    return surface;
}

}  // namespace camframe::synthetic
