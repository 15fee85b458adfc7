// SPDX-License-Identifier: Apache-2.0
#include "fuzz/fuzz_target.h"
#include "fuzz/scratch.h"
#include "model/core/io/image_io.h"
#include "model/core/io/mesh_reader.h"
#include "model/core/io/npy_file.h"

namespace camframe::fuzz {

namespace {

constexpr const char* kDae = R"(<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset><unit meter="0.001" name="millimeter"/><up_axis>Z_UP</up_axis></asset>
<library_effects><effect id="red-fx"><profile_COMMON><technique sid="common"><lambert>
 <diffuse><color>1 0 0.25 1</color></diffuse></lambert></technique></profile_COMMON></effect></library_effects>
<library_materials><material id="red"><instance_effect url="#red-fx"/></material></library_materials>
<library_geometries><geometry id="g"><mesh>
 <source id="pos"><float_array id="arr" count="9">0 0 0 1 0 0 0 2 3</float_array><technique_common>
  <accessor source="#arr" count="3" stride="3"><param name="X" type="float"/><param name="Y" type="float"/>
  <param name="Z" type="float"/></accessor></technique_common></source>
 <vertices id="v"><input semantic="POSITION" source="#pos"/></vertices>
 <triangles material="m" count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles>
</mesh></geometry></library_geometries>
<library_visual_scenes><visual_scene id="scene"><node><translate>1 2 3</translate><instance_geometry url="#g">
 <bind_material><technique_common><instance_material symbol="m" target="#red"/></technique_common></bind_material>
</instance_geometry></node></visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#scene"/></scene></COLLADA>)";

constexpr const char* kAsciiStl =
    "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n"
    "endloop\nendfacet\nendsolid a\n";

constexpr const char* kObj = "o a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvn 0 0 1\nf 1//1 2//1 3//1\nf 1 3 4\n";

constexpr const char* kPly =
    "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
    "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
    "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n";

std::string binaryStl() {
    std::string bytes(80, ' ');
    const auto append = [&](const auto& value) {
        bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
    };
    append(uint32_t{2});
    for (int triangle = 0; triangle < 2; ++triangle) {
        for (const float value :
             {0.F, 0.F, 1.F, 0.F, 0.F, 0.F, 1.F, 0.F, 0.F, 0.F, 1.F, 0.25F * float(triangle)})
            append(value);
        append(uint16_t{0});
    }
    return bytes;
}

std::string npy() {
    const std::string dictionary = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }";
    std::string bytes("\x93NUMPY\x01\x00", 8);
    bytes += static_cast<char>(dictionary.size() + 1);
    bytes += '\0';
    return bytes + dictionary + "\n" + std::string(48, '\0');
}

FuzzTarget mesh(const std::string& kind, int mutants, std::vector<std::string> seeds) {
    const auto dir = std::make_shared<test::TempDir>();
    return {"mesh_" + kind, mutants, [seeds] { return seeds; },
            [dir, kind](const std::string& bytes) {
                const auto file = *dir / ("mesh." + kind);
                writeBytes(file, bytes);
                const auto pieces = readMesh(file, Eigen::Vector3d::Ones());
                if (!accepted(pieces)) return false;
                for (const MeshPiece& piece : *pieces)
                    for (const auto& vertex : piece.mesh.vertices)
                        if (!vertex.allFinite()) throw BrokenPromise("a vertex that is not finite");
                return true;
            }};
}

std::vector<std::string> pictures() {
    ImageU8 picture(19, 11, 3);
    for (size_t i = 0; i < picture.data.size(); ++i) picture.data[i] = static_cast<uint8_t>(7 * i);
    return {encodePng(picture), encodeJpeg(picture, 80), encodePng(ImageU16(9, 5, 1, 1234))};
}

bool readPicture(const std::string& bytes) {
    (void)accepted(encodedSize(bytes, "picture"));
    const bool depth = accepted(decodeDepthMm(bytes, "picture"));
    const auto picture = decodeRgb(bytes, "picture");
    if (accepted(picture) && picture->data.size() != size_t{3} * picture->width * picture->height)
        throw BrokenPromise("a picture of another size than it states");
    return picture.has_value() || depth;
}

}  // namespace

std::vector<FuzzTarget> binaryTargets() {
    const auto dir = std::make_shared<test::TempDir>();
    return {mesh("dae", 200, {kDae}),
            mesh("stl", 200, {binaryStl(), kAsciiStl}),
            mesh("obj", 200, {kObj}),
            mesh("ply", 200, {kPly}),
            {"npy", 400, [] { return std::vector{npy()}; },
             [dir](const std::string& bytes) {
                 writeBytes(*dir / "x.npy", bytes);
                 return accepted(readNpy(*dir / "x.npy"));
             }},
            {"picture", 400, pictures, readPicture}};
}

}  // namespace camframe::fuzz
