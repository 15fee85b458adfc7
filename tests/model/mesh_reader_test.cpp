// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/mesh_reader.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <random>

#include "model/core/io/detail/collada_input.h"
#include "support/temp_dir.h"

namespace camframe {
namespace {

using Eigen::Vector3f;
using test::TempDir;

/// A Collada file with one triangle (0,0,0) (1,0,0) (0,2,3) of one geometry, instanced by `nodes`.
std::string collada(const std::string& nodes, const std::string& asset = "",
                    const std::string& libraryNodes = "") {
    return fmt::format(R"(<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
<asset>{}</asset>
<library_images><image id="no"><init_from>does_not_exist.png</init_from></image></library_images>
<library_effects>
  <effect id="red-fx"><profile_COMMON><technique sid="common"><lambert>
    <diffuse><color>1 0 0.25 1</color></diffuse></lambert></technique></profile_COMMON></effect>
  <effect id="painted-fx"><profile_COMMON>
    <newparam sid="s"><surface type="2D"><init_from>no</init_from></surface></newparam>
    <newparam sid="p"><sampler2D><source>s</source></sampler2D></newparam>
    <technique sid="common"><lambert><diffuse><texture texture="p" texcoord="UV"/></diffuse></lambert></technique>
  </profile_COMMON></effect>
</library_effects>
<library_materials>
  <material id="red"><instance_effect url="#red-fx"/></material>
  <material id="painted"><instance_effect url="#painted-fx"/></material>
</library_materials>
<library_geometries><geometry id="g"><mesh>
  <source id="pos"><float_array id="arr" count="9">0 0 0 1 0 0 0 2 3</float_array><technique_common>
    <accessor source="#arr" count="3" stride="3"><param name="X" type="float"/><param name="Y" type="float"/>
    <param name="Z" type="float"/></accessor></technique_common></source>
  <vertices id="v"><input semantic="POSITION" source="#pos"/></vertices>
  <triangles material="m" count="1"><input semantic="VERTEX" source="#v" offset="0"/><p>0 1 2</p></triangles>
</mesh></geometry></library_geometries>
<library_nodes>{}</library_nodes>
<library_visual_scenes><visual_scene id="scene">{}</visual_scene></library_visual_scenes>
<scene><instance_visual_scene url="#scene"/></scene>
</COLLADA>)",
                       asset, libraryNodes, nodes);
}

std::string instance(const std::string& material) {
    return fmt::format(
        "<instance_geometry url='#g'><bind_material><technique_common><instance_material symbol='m' "
        "target='#{}'>"
        "<bind_vertex_input semantic='UV' input_semantic='TEXCOORD' input_set='0'/>"
        "</instance_material></technique_common></bind_material></instance_geometry>",
        material);
}

class MeshReader : public ::testing::Test {
protected:
    Result<std::vector<MeshPiece>> read(const std::string& name, const std::string& bytes,
                                        const Eigen::Vector3d& scale = Eigen::Vector3d::Ones()) {
        std::ofstream(m_temp / name, std::ios::binary) << bytes;
        return readMesh(m_temp / name, scale);
    }
    std::string refusal(const std::string& name, const std::string& bytes) {
        const auto pieces = read(name, bytes);
        if (pieces) return "no error";
        EXPECT_NE(pieces.error().message.find(name), std::string::npos) << pieces.error().message;
        return pieces.error().message;
    }
    /// The largest corner of the first piece: (1,2,3) times unit and scale.
    Vector3f extent(const Result<std::vector<MeshPiece>>& pieces) {
        if (!pieces) {
            ADD_FAILURE() << pieces.error().message;
            return Vector3f::Zero();
        }
        Eigen::AlignedBox3f box;
        for (const Vector3f& v : pieces->front().mesh.vertices) box.extend(v);
        return box.max();
    }
    TempDir m_temp;
};

TEST_F(MeshReader, ColladaAppliesTheUnitAndIgnoresTheUpAxis) {
    const std::string node = "<node>" + instance("red") + "</node>";
    for (const char* axis :
         {"", "<up_axis>X_UP</up_axis>", "<up_axis>Y_UP</up_axis>", "<up_axis>Z_UP</up_axis>"}) {
        EXPECT_TRUE(extent(read("a.dae", collada(node, axis))).isApprox(Vector3f(1, 2, 3))) << axis;
        const std::string millimetres = fmt::format("<unit name='millimeter' meter='0.001'/>{}", axis);
        EXPECT_TRUE(
            extent(read("b.dae", collada(node, millimetres))).isApprox(Vector3f(0.001F, 0.002F, 0.003F)))
            << axis;
    }
    EXPECT_TRUE(extent(read("c.dae", collada(node), {-0.5, 1, 2})).isApprox(Vector3f(0, 2, 6))) << "mirrored";
}

TEST_F(MeshReader, ColladaAppliesNodeTransformsAndInstancedNodes) {
    const auto pieces = read(
        "a.dae",
        collada("<node><matrix>1 0 0 10 0 1 0 0 0 0 1 0 0 0 0 1</matrix><node><translate>0 5 0</translate>"
                "<scale>2 1 1</scale>" +
                    instance("red") + "</node></node><node><instance_node url='#shared'/></node>",
                "", "<node id='shared'><translate>0 0 100</translate>" + instance("red") + "</node>"));
    ASSERT_TRUE(pieces) << pieces.error().message;
    ASSERT_EQ(pieces->size(), 1U) << "one colour, one piece";
    EXPECT_EQ(pieces->front().mesh.triangles.size(), 2U);
    EXPECT_TRUE(extent(pieces).isApprox(Vector3f(12, 7, 103)));
}

TEST_F(MeshReader, ColladaKeepsColoursAndLoadsWithoutItsTextures) {
    const auto pieces =
        read("a.dae", collada("<node>" + instance("red") + "</node><node><translate>1 0 0</translate>" +
                              instance("painted") + "</node>"));
    ASSERT_TRUE(pieces) << pieces.error().message;
    ASSERT_EQ(pieces->size(), 2U);
    EXPECT_TRUE((*pieces)[0].colour.isApprox(Eigen::Vector4f(1, 0, 0.25F, 1)));
    EXPECT_EQ((*pieces)[1].colour, MeshPiece{}.colour);
    EXPECT_EQ((*pieces)[1].mesh.triangles.size(), 1U);
}

TEST_F(MeshReader, ColladaBombsAreRefused) {
    std::string doubling;
    for (int i = 0; i < 40; ++i)
        doubling += fmt::format(
            "<node id='n{0}'><instance_node url='#n{1}'/><instance_node url='#n{1}'/></node>", i, i + 1);
    doubling += "<node id='n40'>" + instance("red") + "</node>";
    EXPECT_NE(
        refusal("bomb.dae", collada("<node><instance_node url='#n0'/></node>", "", doubling)).find("unfolds"),
        std::string::npos);
    EXPECT_NE(refusal("loop.dae", collada("<node><instance_node url='#n'/></node>", "",
                                          "<node id='n'><instance_node url='#n'/></node>"))
                  .find("contains itself"),
              std::string::npos);
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += "<node>";
    refusal("deep.dae", collada(deep));
}

TEST_F(MeshReader, ColladaCountsThatLieAreMendedOrRefused) {
    const std::string good = collada("<node>" + instance("red") + "</node>");
    const auto with = [&](std::string_view what, std::string_view instead) {
        std::string text = good;
        text.replace(text.find(what), what.size(), instead);
        return text;
    };
    EXPECT_TRUE(extent(read("a.dae", with("count=\"9\"", "count=\"9000000\""))).isApprox(Vector3f(1, 2, 3)));
    EXPECT_TRUE(extent(read("b.dae", with("count=\"3\"", "count=\"3000000\""))).isApprox(Vector3f(1, 2, 3)));
    for (const auto& [what, instead] : std::initializer_list<std::pair<const char*, const char*>>{
             {"0 2 3</float_array>", "0 two 3</float_array>"},
             {"<p>0 1 2</p>", "<p>0 1 7</p>"},
             {"<p>0 1 2</p>", "<p>0 e 2</p>"},
             {"<p>0 1 2</p>", "<p>0 -1 2</p>"},
             {"stride=\"3\"", "stride=\"2\""},
             {"stride=\"3\"", "stride=\"-3\""},
             {"offset=\"0\"", "offset=\"4000000000\""},
             {"source=\"#arr\"", "source=\"#other\""}})
        refusal("c.dae", with(what, instead));
}

/// assimp makes room by these counts: for 48 GiB, when one was -1.
TEST_F(MeshReader, ColladaCountsOfPrimitivesAreThoseThatAreThere) {
    const std::string good = collada("<node>" + instance("red") + "</node>");
    const std::string triangles = "<triangles material=\"m\" count=\"1\">";
    for (const char* lie : {"-1", "4294967295", "2000000000", "many"}) {
        std::string text = good;
        text.replace(text.find(triangles), triangles.size(),
                     fmt::format("<triangles material=\"m\" count=\"{}\">", lie));
        const auto cleaned = cleanCollada(text, "a.dae");
        ASSERT_TRUE(cleaned) << cleaned.error().message;
        EXPECT_NE(cleaned->find("count=\"3\"><input"), std::string::npos) << *cleaned;
        EXPECT_EQ(cleaned->find(lie + std::string("\"><input")), std::string::npos);
    }
    EXPECT_NE(cleanCollada(good, "a.dae")->find("<triangles material=\"m\" count=\"1\">"), std::string::npos);
    std::string text = good;
    text.replace(text.find("<triangles"), 10, "<polylist");
    text.replace(text.find("</triangles>"), 12, "<vcount>4294967294</vcount></polylist>");
    EXPECT_NE(refusal("a.dae", text).find("more corners than there are"), std::string::npos);
}

TEST_F(MeshReader, ColladaGeometriesMayUseTheSameArrayNames) {
    std::string text =
        collada("<node>" + instance("red") + "</node><node><instance_geometry url='#h'/></node>");
    const size_t begin = text.find("<geometry"), end = text.find("</library_geometries>");
    std::string second = text.substr(begin, end - begin);
    second.replace(second.find("id=\"g\""), 6, "id=\"h\"");
    second.replace(second.find("0 0 0 1 0 0 0 2 3"), 17, "0 0 0 5 0 0 0 6 7");
    text.insert(end, second);
    const auto pieces = read("twice.dae", text);
    ASSERT_TRUE(pieces) << pieces.error().message;
    ASSERT_EQ(pieces->size(), 2U);
    EXPECT_TRUE(extent(pieces).isApprox(Vector3f(1, 2, 3)));
    EXPECT_TRUE((*pieces)[1].mesh.vertices[2].isApprox(Vector3f(0, 6, 7)));
}

TEST_F(MeshReader, ReadsStlObjAndPly) {
    const char* const stl =
        "solid s\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 2 "
        "3\nendloop\nendfacet\n"
        "endsolid s\n";
    EXPECT_TRUE(extent(read("a.stl", stl)).isApprox(Vector3f(1, 2, 3)));
    EXPECT_TRUE(extent(read("A.STL", stl, {1, 1, 0.1})).isApprox(Vector3f(1, 2, 0.3F)));

    std::string binary(80, ' ');
    const uint32_t count = 1;
    const std::array<float, 12> floats{0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 3};
    binary.append(reinterpret_cast<const char*>(&count), 4);
    binary.append(reinterpret_cast<const char*>(floats.data()), sizeof floats);
    binary.append(2, '\0');
    EXPECT_TRUE(extent(read("b.stl", binary)).isApprox(Vector3f(1, 2, 3)));

    std::ofstream(m_temp / "c.mtl") << "newmtl blue\nKd 0 0 1\n";
    const auto obj =
        read("c.obj", "mtllib c.mtl\nv 0 0 0\nv 1 0 0\nv 0 2 3\nv 1 2 3\nusemtl blue\nf 1 2 4 3\n");
    EXPECT_TRUE(extent(obj).isApprox(Vector3f(1, 2, 3)));
    EXPECT_EQ(obj->front().mesh.triangles.size(), 2U) << "the quad is split";
    EXPECT_TRUE(obj->front().colour.isApprox(Eigen::Vector4f(0, 0, 1, 1)));

    const char* const ply =
        "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
        "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 2 3\n3 0 1 2\n";
    EXPECT_TRUE(extent(read("d.ply", ply)).isApprox(Vector3f(1, 2, 3)));
}

TEST_F(MeshReader, VerticesAreWelded) {
    std::string stl = "solid s\n";
    for (const char* facet : {"0 0 0 1 0 0 0 1 0", "1 0 0 1 1 0 0 1 0"}) {
        std::istringstream in(facet);
        stl += "facet normal 0 0 1\nouter loop\n";
        for (double x, y, z; in >> x >> y >> z;) stl += fmt::format("vertex {} {} {}\n", x, y, z);
        stl += "endloop\nendfacet\n";
    }
    const auto pieces = read("quad.stl", stl + "endsolid s\n");
    ASSERT_TRUE(pieces);
    EXPECT_EQ(pieces->front().mesh.vertices.size(), 4U);
}

TEST_F(MeshReader, RefusesWhatIsNoMesh) {
    refusal("a.stl", "");
    refusal("a.stl", "solid nothing\nendsolid nothing\n");
    refusal("a.dae", "<COLLADA");
    refusal("a.dae", "<html/>");
    refusal("a.obj", "v 0 0 0\n");
    refusal("a.ply",
            "ply\nformat ascii 1.0\nelement vertex 4000000000\nproperty float x\nproperty float y\n"
            "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n");
    EXPECT_NE(refusal("a.ply", "ply\nformat ascii 1.0\nelement vertex 1e999\nend_header\n")
                  .find("damaged in line 3"),
              std::string::npos);
    // assimp would take 8 GB for the list, and half a minute, before it looks whether its members are there.
    const std::string ply =
        "ply\nformat {} 1.0\nelement vertex 1\nproperty float x\nproperty float y\n"
        "property float z\nelement face 1\nproperty list uint int vertex_indices\nend_header\n";
    EXPECT_NE(refusal("list.ply", fmt::format(fmt::runtime(ply), "ascii") + "0 0 0\n999999999 0 0 0\n")
                  .find("list promises"),
              std::string::npos);
    EXPECT_NE(refusal("list.ply", fmt::format(fmt::runtime(ply), "binary_big_endian") +
                                      std::string(12, '\0') + "\x7f\xff\xff\xff")
                  .find("list promises"),
              std::string::npos);
    std::string truncated(80, ' ');
    const uint32_t count = 0x7fffffff;
    truncated.append(reinterpret_cast<const char*>(&count), 4);
    refusal("cut.stl", truncated);
    EXPECT_NE(refusal("a.step", "x").find("DAE, STL, OBJ or PLY"), std::string::npos);
    const std::string node = "<node>" + instance("red") + "</node>";
    std::string notFinite = collada(node);
    notFinite.replace(notFinite.find("0 2 3</float_array>"), 1, "1e39");
    EXPECT_NE(refusal("inf.dae", notFinite).find("not finite"), std::string::npos);
    EXPECT_FALSE(readMesh(m_temp / "missing.stl", Eigen::Vector3d::Ones()));
    EXPECT_FALSE(readMesh(m_temp.path(), Eigen::Vector3d::Ones()));
    EXPECT_FALSE(read("ok.dae", collada(node), {1, 0, 1})) << "a scale of zero";
}

TEST_F(MeshReader, DamagedFilesNeverCrash) {
    const std::string node = "<node>" + instance("red") + "</node>";
    const std::map<std::string, std::string> samples{
        {"f.dae", collada(node)},
        {"f.obj", "v 0 0 0\nv 1 0 0\nv 0 2 3\nf 1 2 3\n"},
        {"f.stl",
         "solid s\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 2 3\nendloop\n"
         "endfacet\nendsolid s\n"},
        {"f.ply",
         "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\n"
         "element face 1\nproperty list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 2 3\n3 0 1 "
         "2\n"}};
    std::mt19937_64 random(6);
    int readable = 0, refused = 0;
    for (const auto& [name, text] : samples)
        for (int trial = 0; trial < 150; ++trial) {
            std::string damaged = text;
            for (int k = 0; k < 3; ++k)
                damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
            if (trial % 3 == 0) damaged.resize(random() % damaged.size());
            ++(read(name, damaged) ? readable : refused);
        }
    EXPECT_GT(readable, 0);
    EXPECT_GT(refused, 0);
}

}  // namespace
}  // namespace camframe
