// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <memory>
#include <span>
#include <vector>

#include "calib/synthetic/bvh.h"
#include "model/core/robot_model.h"

namespace camframe::synthetic {

enum class Texture { Plain, Wood, Checker, Speckle, Stripes };

/// How a surface reflects light; colours are linear 0..1.
struct Material {
    Eigen::Vector3f colour{0.5F, 0.5F, 0.5F};
    Eigen::Vector3f second{0.4F, 0.4F, 0.4F};  ///< The other colour of a texture.
    Texture texture = Texture::Plain;
    float scale = 0.1F;  ///< Size of the texture's features (m).
    float gloss = 0.2F;  ///< 0 chalk .. 1 polished.

    /// Colour at a point in base space.
    Eigen::Vector3f albedo(const Eigen::Vector3f& point) const;
};

/// Linear colour of an sRGB colour, both 0..1.
Eigen::Vector3f linearFromSrgb(const Eigen::Vector3f& colour);

/// A mesh with a normal per triangle corner, smooth except across edges sharper than 35 degrees.
struct ShadedMesh {
    TriangleMesh mesh;
    std::vector<std::array<Eigen::Vector3f, 3>> normals;
};
ShadedMesh shadeMesh(TriangleMesh mesh);

/// Triangles in base space, ready for ray casting and shading.
struct Surface {
    struct Attributes {
        std::array<Eigen::Vector3f, 3> normals;
        uint16_t material = 0;
        uint8_t linkId = 0;  ///< 1 + position among links with visual geometry; 0 = no robot.
    };
    std::vector<TriangleCorners> corners;
    std::vector<Attributes> attributes;
    std::vector<Material> materials;
    /// Around the same triangles in another pose, for Bvh::refitted; may be null.
    std::shared_ptr<const Bvh> otherPose;

    /// @return index for add().
    int addMaterial(const Material& material);
    void add(const ShadedMesh& mesh, const RigidTransform& baseFromMesh, int material, int linkId = 0);
    Eigen::Vector3f normal(int triangle, float u, float v) const;
};

/// A robot prepared once, then posed for every frame.
class RobotSurface {
public:
    explicit RobotSurface(const RobotModel& robot);
    /// @param baseFromLink  One per link of the robot.
    Surface pose(std::span<const RigidTransform> baseFromLink) const;

private:
    struct Part {
        int link, linkId, material;
        RigidTransform linkFromVisual;
        ShadedMesh mesh;
    };
    std::vector<Part> m_parts;
    std::shared_ptr<const Bvh> m_tree;  ///< With all links in the origin.
    std::vector<Material> m_materials;
};

}  // namespace camframe::synthetic
