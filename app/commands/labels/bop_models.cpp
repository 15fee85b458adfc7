// SPDX-License-Identifier: Apache-2.0
#include "app/commands/labels/bop_models.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <nlohmann/json.hpp>

#include "app/commands/labels/label_json.h"
#include "model/core/io/atomic_file.h"

namespace camframe {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

constexpr float kMillimetresPerMetre = 1000;
constexpr size_t kMostInfoBytes = size_t{16} << 20;

template <class T>
void append(std::string& bytes, T value) {
    static_assert(std::endian::native == std::endian::little);
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes.append(raw, sizeof value);
}

std::vector<Eigen::Vector3f> vertexNormals(const TriangleMesh& mesh) {
    std::vector<Eigen::Vector3f> normals(mesh.vertices.size(), Eigen::Vector3f::Zero());
    for (const auto& [a, b, c] : mesh.triangles) {
        const Eigen::Vector3f normal =
            (mesh.vertices[b] - mesh.vertices[a]).cross(mesh.vertices[c] - mesh.vertices[a]);
        for (const uint32_t corner : {a, b, c}) normals[corner] += normal;
    }
    for (Eigen::Vector3f& normal : normals)
        normal = normal.norm() > 0 ? Eigen::Vector3f(normal.normalized()) : Eigen::Vector3f::UnitZ();
    return normals;
}

Json extents(const TriangleMesh& mesh, const std::string& name) {
    Eigen::Vector3f low = mesh.vertices.front(), high = low;
    for (const Eigen::Vector3f& v : mesh.vertices) {
        low = low.cwiseMin(v);
        high = high.cwiseMax(v);
    }
    Json json{{"diameter", diameterOf(mesh) * kMillimetresPerMetre}};
    constexpr const char* kAxes = "xyz";
    for (int i = 0; i < 3; ++i) json[std::string("min_") + kAxes[i]] = low[i] * kMillimetresPerMetre;
    for (int i = 0; i < 3; ++i)
        json[std::string("size_") + kAxes[i]] = (high[i] - low[i]) * kMillimetresPerMetre;
    json["link"] = name;
    return json;
}

}  // namespace

double diameterOf(const TriangleMesh& mesh) {
    // Farthest from the middle first: two points are no farther apart than the sum of their distances to it.
    Eigen::Vector3d middle = Eigen::Vector3d::Zero();
    for (const Eigen::Vector3f& v : mesh.vertices) middle += v.cast<double>();
    middle /= std::max<double>(1, static_cast<double>(mesh.vertices.size()));
    std::vector<std::pair<double, Eigen::Vector3d>> points;
    for (const Eigen::Vector3f& v : mesh.vertices)
        points.emplace_back((v.cast<double>() - middle).norm(), v.cast<double>());
    std::ranges::sort(points, [](const auto& a, const auto& b) { return a.first > b.first; });
    double best = 0;
    for (size_t i = 0; i < points.size() && 2 * points[i].first > best; ++i)
        for (size_t j = i + 1; j < points.size() && points[i].first + points[j].first > best; ++j)
            best = std::max(best, (points[i].second - points[j].second).norm());
    return best;
}

std::string plyBytes(const TriangleMesh& metres) {
    std::string bytes = "ply\nformat binary_little_endian 1.0\ncomment millimetres, link space\n";
    bytes += fmt::format("element vertex {}\n", metres.vertices.size());
    for (const char* property : {"x", "y", "z", "nx", "ny", "nz"})
        bytes += fmt::format("property float {}\n", property);
    bytes += fmt::format("element face {}\nproperty list uchar int vertex_indices\nend_header\n",
                         metres.triangles.size());
    const std::vector<Eigen::Vector3f> normals = vertexNormals(metres);
    for (size_t i = 0; i < metres.vertices.size(); ++i) {
        for (int k = 0; k < 3; ++k) append(bytes, metres.vertices[i][k] * kMillimetresPerMetre);
        for (int k = 0; k < 3; ++k) append(bytes, normals[i][k]);
    }
    for (const auto& triangle : metres.triangles) {
        append(bytes, uint8_t{3});
        for (const uint32_t corner : triangle) append(bytes, static_cast<int32_t>(corner));
    }
    return bytes;
}

Result<void> writeBopModels(const RobotModel& robot, const RobotGeometry& geometry, const fs::path& out) {
    Json info = Json::object();
    for (size_t p = 0; p < geometry.parts().size(); ++p) {
        const RobotGeometry::Part& part = geometry.parts()[p];
        info[std::to_string(p + 1)] =
            extents(part.lods.front().mesh, robot.links()[static_cast<size_t>(part.link)].name);
    }
    const std::string text = info.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
    const fs::path path = out / "models" / "models_info.json";
    std::error_code error;
    if (fs::exists(path, error)) {
        const Result<std::string> before = readFile(path, kMostInfoBytes);
        if (!before) return tl::unexpected(before.error());
        if (*before != text)
            return inputError(
                "{} describes the links of another robot; a BOP export holds one robot: give another --out.",
                path.string());
        return {};
    }
    for (size_t p = 0; p < geometry.parts().size(); ++p)
        if (auto written = writeFileAtomically(out / "models" / fmt::format("obj_{:06d}.ply", p + 1),
                                               plyBytes(geometry.parts()[p].lods.front().mesh));
            !written)
            return written;
    return writeFileAtomically(path, text);
}

}  // namespace camframe
