// SPDX-License-Identifier: Apache-2.0
#include "calib/synthetic/lab_scene.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>

#include "calib/synthetic/random.h"
#include "model/core/shape_builder.h"

namespace camframe::synthetic {

namespace {

using Eigen::Vector2d;
using Eigen::Vector3d;
using Eigen::Vector3f;

Material plain(const Vector3f& srgb, float gloss) {
    Material material;
    material.colour = linearFromSrgb(srgb);
    material.gloss = gloss;
    return material;
}

Material textured(Texture texture, const Vector3f& srgb, const Vector3f& second, float scale, float gloss) {
    Material material = plain(srgb, gloss);
    material.texture = texture;
    material.second = linearFromSrgb(second);
    material.scale = scale;
    return material;
}

/// Four corners in order around the rectangle.
ShadedMesh rectangle(const Vector3f& a, const Vector3f& b, const Vector3f& c) {
    TriangleMesh mesh;
    mesh.vertices = {a, b, c, a + c - b};
    mesh.triangles = {{0, 1, 2}, {0, 2, 3}};
    return shadeMesh(std::move(mesh));
}

RigidTransform placed(double x, double y, double z, double turn) {
    RigidTransform out = RigidTransform::Identity();
    out.translation() = Vector3d(x, y, z);
    out.linear() = Eigen::AngleAxisd(turn, Vector3d::UnitZ()).toRotationMatrix();
    return out;
}

class LabBuilder {
public:
    explicit LabBuilder(const LabOptions& options) : m_options(options), m_random(options.seed, 37) {}

    LabScene build() {
        addRoom();
        addTable();
        addFurniture();
        // The base, and the work place itself, stay free.
        m_taken.push_back({Vector2d(0, 0), 0.20});
        const HashRandom room = m_random;
        if (m_options.things) m_random = HashRandom(*m_options.things, 43);
        if (m_options.clutter) addClutter();
        if (m_options.movedObject) addMovedObject();
        if (m_options.occluder) addOccluder();
        if (m_options.things) m_random = room;
        addLights();
        return std::move(m_scene);
    }

private:
    struct Disc {
        Vector2d centre;
        double radius;
    };

    void box(const Vector3f& centre, const Vector3f& size, float corner, int material) {
        m_scene.still.add(shadeMesh(bevelledBox(centre, size, corner, 0.5F * corner)),
                          RigidTransform::Identity(), material);
    }
    int material(const Material& m) { return m_scene.still.addMaterial(m); }
    float pick(double low, double high) { return static_cast<float>(m_random.uniform(low, high)); }

    void addRoom() {
        const Vector3f tint =
            Vector3f(0.80F, 0.80F, 0.78F) + 0.06F * Vector3f(pick(-1, 1), pick(-1, 1), pick(-1, 1));
        const int wall = material(textured(Texture::Speckle, tint, 0.96F * tint, 0.012F, 0.05F));
        const int floor =
            material(textured(Texture::Checker, {0.50F, 0.50F, 0.49F}, {0.45F, 0.455F, 0.46F}, 0.45F, 0.35F));
        const int skirting = material(plain({0.42F, 0.42F, 0.43F}, 0.3F));
        const int ceiling = material(plain({0.88F, 0.88F, 0.88F}, 0.05F));
        constexpr float x0 = -1.9F, x1 = 4.2F, y0 = -3.0F, y1 = 3.0F, z0 = -0.76F, z1 = 2.9F;
        const auto put = [&](const Vector3f& a, const Vector3f& b, const Vector3f& c, int m) {
            m_scene.still.add(rectangle(a, b, c), RigidTransform::Identity(), m);
        };
        put({x0, y0, z0}, {x1, y0, z0}, {x1, y1, z0}, floor);
        put({x0, y0, z1}, {x0, y1, z1}, {x1, y1, z1}, ceiling);
        put({x0, y0, z0}, {x0, y1, z0}, {x0, y1, z1}, wall);
        put({x1, y0, z0}, {x1, y0, z1}, {x1, y1, z1}, wall);
        put({x0, y0, z0}, {x0, y0, z1}, {x1, y0, z1}, wall);
        put({x0, y1, z0}, {x1, y1, z0}, {x1, y1, z1}, wall);
        box({x0 + 0.01F, 0, z0 + 0.05F}, {0.02F, y1 - y0, 0.10F}, 0.004F, skirting);
        box({1.15F, y0 + 0.01F, z0 + 0.05F}, {x1 - x0, 0.02F, 0.10F}, 0.004F, skirting);
        box({1.15F, y1 - 0.01F, z0 + 0.05F}, {x1 - x0, 0.02F, 0.10F}, 0.004F, skirting);
    }

    void addTable() {
        std::array<Material, 3> tops{
            textured(Texture::Wood, {0.76F, 0.60F, 0.42F}, {0.60F, 0.43F, 0.27F}, 0.17F, 0.30F),
            textured(Texture::Speckle, {0.62F, 0.63F, 0.64F}, {0.42F, 0.43F, 0.45F}, 0.004F, 0.30F),
            textured(Texture::Wood, {0.55F, 0.40F, 0.29F}, {0.40F, 0.27F, 0.18F}, 0.14F, 0.40F)};
        const int top = material(tops[static_cast<size_t>(m_random.below(3))]);
        const int metal = material(plain({0.30F, 0.31F, 0.33F}, 0.5F));
        box({0.32F, 0, kTableTop - 0.018F}, {1.55F, 1.70F, 0.036F}, 0.008F, top);
        for (const float x : {-0.38F, 1.02F})
            for (const float y : {-0.78F, 0.78F}) box({x, y, -0.41F}, {0.06F, 0.06F, 0.72F}, 0.008F, metal);
        const int plate = material(plain({0.22F, 0.23F, 0.25F}, 0.5F));
        box({0, 0, 0.5F * kTableTop}, {0.30F, 0.30F, -kTableTop}, 0.004F, plate);
    }

    /// Things at the walls, far enough from the table to be seen only as background.
    void addFurniture() {
        const int cabinet = material(plain({0.52F, 0.57F, 0.62F}, 0.3F));
        const int dark = material(plain({0.12F, 0.12F, 0.13F}, 0.5F));
        const int board = material(plain({0.93F, 0.94F, 0.95F}, 0.6F));
        const int frame = material(plain({0.55F, 0.56F, 0.58F}, 0.5F));
        const int shelf =
            material(textured(Texture::Wood, {0.70F, 0.58F, 0.44F}, {0.60F, 0.48F, 0.35F}, 0.3F, 0.2F));
        box({-1.88F, 0.55F, 0.75F}, {0.03F, 1.50F, 0.95F}, 0.008F, frame);
        box({-1.865F, 0.55F, 0.75F}, {0.03F, 1.42F, 0.87F}, 0.004F, board);
        box({-1.62F, -1.35F, -0.20F}, {0.50F, 0.95F, 1.10F}, 0.012F, cabinet);
        for (const float z : {-0.45F, -0.08F})
            box({-1.368F, -1.35F, z}, {0.012F, 0.30F, 0.02F}, 0.004F, dark);
        box({-1.60F, -1.35F, 0.56F}, {0.30F, 0.52F, 0.34F}, 0.012F, dark);
        for (const float side : {-1.0F, 1.0F}) {
            for (const float z : {0.15F, 0.62F})
                box({0.4F, side * 2.86F, z}, {1.7F, 0.26F, 0.03F}, 0.006F, shelf);
            for (const float shelfTop : {0.165F, 0.635F})
                for (float x = pick(-0.40, -0.2); x < 1.15F;) {
                    const float width = pick(0.025, 0.06), height = pick(0.20, 0.33), grey = pick(0.2, 0.7);
                    const Vector3f tint = 0.25F * Vector3f(pick(-1, 1), pick(-0.8, 0.8), pick(-1, 1));
                    const int cover =
                        material(plain((tint.array() + grey).cwiseMax(0.05F).cwiseMin(0.95F), 0.2F));
                    box({x, side * 2.87F, shelfTop + 0.5F * height}, {width, 0.18F, height}, 0.006F, cover);
                    x += width + (m_random.below(6) == 0 ? pick(0.08, 0.25) : 0.004F);
                }
        }
    }

    /// A free place on the table for something of the given radius.
    bool findPlace(double radius, bool nearWorkPlace, Vector2d& place) {
        for (int tries = 0; tries < 200; ++tries) {
            const Vector2d p = nearWorkPlace
                                   ? Vector2d(m_random.uniform(0.35, 0.75), m_random.uniform(-0.45, 0.45))
                                   : Vector2d(m_random.uniform(-0.36, 1.0), m_random.uniform(-0.76, 0.76));
            // Tall things between camera and robot would hide it; that is what the occluder is for.
            const Vector2d eye = m_options.cameraCentre.head<2>();
            const Vector2d towards = eye.normalized();
            const double along = p.dot(towards), across = std::abs(p.x() * towards.y() - p.y() * towards.x());
            if (!nearWorkPlace && along > 0.25 && across < 0.30) continue;
            if ((p - eye).norm() < 0.45 + radius) continue;
            const bool free = std::ranges::all_of(
                m_taken, [&](const Disc& d) { return (d.centre - p).norm() > d.radius + radius + 0.02; });
            if (!free) continue;
            place = p;
            m_taken.push_back({p, radius});
            return true;
        }
        return false;
    }

    void addClutter() {
        const std::array<Vector3f, 7> colours{{{0.78F, 0.16F, 0.14F},
                                               {0.14F, 0.42F, 0.72F},
                                               {0.94F, 0.76F, 0.16F},
                                               {0.20F, 0.56F, 0.30F},
                                               {0.86F, 0.48F, 0.14F},
                                               {0.44F, 0.28F, 0.60F},
                                               {0.88F, 0.88F, 0.86F}}};
        const auto colour = [&] { return colours[static_cast<size_t>(m_random.below(7))]; };
        for (int k = 0; k < 13; ++k) {
            const int kind = k < 4 ? 0 : m_random.below(4);
            Vector2d at;
            ShadedMesh mesh;
            Material look;
            double radius = 0.05;
            if (kind == 0) {  // toy block
                const float side = pick(0.035, 0.06);
                radius = 0.75 * side;
                mesh = shadeMesh(bevelledBox({0, 0, 0.5F * side}, {side, side, side}, 0.004F, 0.002F));
                look = plain(colour(), 0.4F);
            } else if (kind == 1) {  // carton
                const Vector3f size(pick(0.10, 0.24), pick(0.08, 0.18), pick(0.05, 0.20));
                radius = 0.5 * std::hypot(size.x(), size.y());
                mesh = shadeMesh(bevelledBox({0, 0, 0.5F * size.z()}, size, 0.003F, 0.0015F));
                look = textured(Texture::Speckle, {0.72F, 0.57F, 0.40F}, {0.64F, 0.49F, 0.33F}, 0.02F, 0.05F);
            } else if (kind == 2) {  // bottle
                const float s = pick(0.8, 1.2);
                const std::array<ProfilePoint, 7> profile{{{0.01F * s, 0, 0},
                                                           {0.035F * s, 0, 0.005F},
                                                           {0.035F * s, 0.13F * s, 0.02F},
                                                           {0.013F * s, 0.17F * s, 0.02F},
                                                           {0.013F * s, 0.195F * s, 0.002F},
                                                           {0.016F * s, 0.20F * s, 0.002F},
                                                           {0.006F * s, 0.215F * s, 0}}};
                radius = 0.045 * s;
                mesh = shadeMesh(lathe(profile, 40));
                look = plain(colour(), 0.8F);
            } else {  // tin with a striped label
                const float r = pick(0.03, 0.05), height = pick(0.06, 0.13);
                radius = r + 0.005;
                mesh = shadeMesh(bevelledDisc({0, 0, 0}, {0, 0, height}, r, 0.003F, 48));
                look = textured(Texture::Stripes, colour(), {0.90F, 0.90F, 0.88F}, height * 0.6F, 0.6F);
            }
            if (!findPlace(radius, k < 4, at)) continue;
            m_scene.still.add(mesh, placed(at.x(), at.y(), kTableTop, m_random.uniform(0, 6.28)),
                              material(look));
        }
    }

    void addMovedObject() {
        Vector2d from, to;
        if (!findPlace(0.06, true, from) || !findPlace(0.06, true, to)) return;
        m_scene.movedObject = shadeMesh(bevelledBox({0, 0, 0.035F}, {0.085F, 0.06F, 0.07F}, 0.005F, 0.002F));
        m_scene.movedMaterial = plain({0.12F, 0.55F, 0.60F}, 0.4F);
        const double turn = m_random.uniform(0, 3.1), turned = turn + m_random.uniform(-1.2, 1.2);
        const double start = m_random.uniform(0.3, 0.5);
        for (int frame = 0; frame < m_options.frames; ++frame) {
            const double share = static_cast<double>(frame) / std::max(1, m_options.frames - 1);
            const double t = std::clamp((share - start) / 0.2, 0.0, 1.0), s = t * t * (3 - 2 * t);
            const Vector2d at = from + s * (to - from);
            m_scene.baseFromMoved.push_back(placed(at.x(), at.y(), kTableTop, turn + s * (turned - turn)));
        }
    }

    void addOccluder() {
        // A narrow board hanging in the line of sight, a third of the way from the robot to the camera.
        const Vector3d eye = m_options.cameraCentre, target = m_options.lookTarget;
        const Vector3d side = (target - eye).cross(Vector3d::UnitZ()).normalized();
        const Vector3d at = target + 0.45 * (eye - target) + m_random.uniform(-0.08, 0.08) * side;
        const double turn = std::atan2(side.y(), side.x());
        const int look = material(plain({0.25F, 0.33F, 0.28F}, 0.4F));
        m_scene.still.add(shadeMesh(bevelledBox({0, 0, 0}, {0.10F, 0.02F, 0.9F}, 0.006F, 0.003F)),
                          placed(at.x(), at.y(), at.z(), turn), look);
    }

    void addLights() {
        const auto jitter = [&]() -> Vector3f {
            return 0.25F * Vector3f(pick(-1, 1), pick(-1, 1), pick(-0.4, 0.4));
        };
        // Both lamps hang on the camera's side of the room, left and right of it, as in most rooms.
        const float side = m_random.below(2) ? 1.0F : -1.0F;
        m_scene.lights = {
            {Vector3f(1.3F, side * 1.4F, 2.4F) + jitter(), 0.22F, Vector3f(2.25F, 2.15F, 2.0F)},
            {Vector3f(0.2F, -side * 1.9F, 2.5F) + jitter(), 0.45F, Vector3f(0.55F, 0.60F, 0.68F)}};
    }

    static constexpr float kTableTop = -0.012F;  // the mounting plate fills the gap up to the base at z = 0
    const LabOptions& m_options;
    HashRandom m_random;
    LabScene m_scene;
    std::vector<Disc> m_taken;
};

}  // namespace

LabScene makeLabScene(const LabOptions& options) {
    return LabBuilder(options).build();
}

}  // namespace camframe::synthetic
