// SPDX-License-Identifier: Apache-2.0
#include "render/vulkan/meshlets.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace camframe::vulkan {

namespace {

/// Spreads the lowest ten bits to every third one.
uint32_t spread(uint32_t bits) {
    bits = (bits | bits << 16) & 0x030000FFU;
    bits = (bits | bits << 8) & 0x0300F00FU;
    bits = (bits | bits << 4) & 0x030C30C3U;
    return (bits | bits << 2) & 0x09249249U;
}

/// Triangles in the order of a space-filling curve (Morton, 1966) through their middles, so that a run of
/// them is a patch with few vertices.
std::vector<uint32_t> alongCurve(const TriangleMesh& mesh) {
    Eigen::AlignedBox3f box;
    for (const Eigen::Vector3f& v : mesh.vertices) box.extend(v);
    const Eigen::Vector3f scale = 1023 * box.sizes().cwiseMax(1e-6F).cwiseInverse();
    std::vector<uint32_t> keys, order(mesh.triangles.size());
    for (const auto& t : mesh.triangles) {
        const Eigen::Vector3f middle = (mesh.vertices[t[0]] + mesh.vertices[t[1]] + mesh.vertices[t[2]]) / 3;
        const Eigen::Vector3f cell = (middle - box.min()).cwiseProduct(scale).cwiseMax(0).cwiseMin(1023);
        keys.push_back(spread(static_cast<uint32_t>(cell.x())) |
                       spread(static_cast<uint32_t>(cell.y())) << 1 |
                       spread(static_cast<uint32_t>(cell.z())) << 2);
    }
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](uint32_t i) { return keys[i]; });
    return order;
}

}  // namespace

void Meshlets::append(const TriangleMesh& mesh) {
    if (mesh.empty()) return;
    constexpr uint32_t kNowhere = 0xFFFFFFFFU;
    std::vector<uint32_t> numbers(mesh.vertices.size(), kNowhere);  // in the present patch
    std::vector<uint32_t> used;
    const auto begin = [&] {
        for (const uint32_t v : used) numbers[v] = kNowhere;
        used.clear();
        records.push_back(
            {static_cast<uint32_t>(vertices.size() / 4), 0, static_cast<uint32_t>(triangles.size()), 0});
    };
    begin();
    for (const uint32_t i : alongCurve(mesh)) {
        const std::array<uint32_t, 3>& t = mesh.triangles[i];
        const auto added = static_cast<uint32_t>(
            std::ranges::count_if(t, [&](uint32_t v) { return numbers[v] == kNowhere; }));
        if (records.back().triangleCount == kMeshletTriangles ||
            records.back().vertexCount + added > kMeshletVertices)
            begin();
        uint32_t packed = 0;
        for (size_t k = 0; k < 3; ++k) {
            uint32_t& number = numbers[t[k]];
            if (number == kNowhere) {
                number = records.back().vertexCount++;
                used.push_back(t[k]);
                const Eigen::Vector3f& v = mesh.vertices[t[k]];
                vertices.insert(vertices.end(), {v.x(), v.y(), v.z(), 0});
            }
            packed |= number << (10 * k);
        }
        triangles.push_back(packed);
        ++records.back().triangleCount;
    }
}

}  // namespace camframe::vulkan
