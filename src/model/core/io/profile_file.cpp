// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/core/io/detail/field_reader.h"
#include "model/core/io/detail/profile_file.h"

namespace camframe {

namespace {

ProfilePart readPart(FieldReader& read, const JsonField& field, bool first) {
    read.onlyMembers(field, {"robots", "links", "absent_links", "root", "drop", "mount", "provided_by"});
    ProfilePart part;
    part.robotNames = read.names(field["robots"], false);
    part.links = read.names(field["links"]);
    part.absentLinks = read.names(field["absent_links"], false);
    part.root = read.text(field["root"], false);
    part.drop = read.names(field["drop"], false);
    part.providedBy = read.text(field["provided_by"], false, "the public package that holds it");
    const JsonField mount = field["mount"];
    if (first) {
        if (!mount.absent()) read.fail(mount, "it to the second URDF and later ones only");
    } else {
        read.onlyMembers(mount, {"parent", "xyz", "rpy"});
        part.mountLink = read.text(mount["parent"]);
        part.mountFromRoot = read.pose(mount);
    }
    return part;
}

ProfileTcp readTcp(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field, {"link", "xyz", "rpy", "tips", "approach", "closing"});
    ProfileTcp tcp;
    tcp.link = read.text(field["link"]);
    if (field["tips"].absent()) {
        for (const char* member : {"approach", "closing"})
            if (!field[member].absent()) read.fail(field[member], "it together with 'tips'");
        tcp.linkFromTcp = read.pose(field);
        return tcp;
    }
    for (const char* member : {"xyz", "rpy"})
        if (!field[member].absent()) read.fail(field[member], "either it or 'tips'");
    tcp.tipLinks = read.names(field["tips"]);
    const Eigen::Vector3d approach = read.vector(field["approach"]), closing = read.vector(field["closing"]);
    if (std::abs(approach.norm() - 1) > 1e-6)
        read.fail(field["approach"], "a unit vector in the link's axes");
    if (std::abs(closing.norm() - 1) > 1e-6 || std::abs(approach.dot(closing)) > 1e-6)
        read.fail(field["closing"], "a unit vector at right angles to 'approach'");
    tcp.linkFromTcp.linear() << closing.cross(approach), closing, approach;
    return tcp;
}

ProfileArm readArm(FieldReader& read, const JsonField& field) {
    read.onlyMembers(field,
                     {"name", "root", "joints", "gripper_links_from", "gripper", "tcp", "tcp_caliball"});
    ProfileArm arm;
    arm.name = read.text(field["name"]);
    arm.root = read.text(field["root"], false);
    arm.joints = read.names(field["joints"]);
    arm.gripperRoots = read.names(field["gripper_links_from"], false);
    if (const JsonField gripper = field["gripper"]; !gripper.absent()) {
        read.onlyMembers(gripper, {"joint", "open", "closed"});
        arm.gripper = ProfileGripper{read.text(gripper["joint"]), read.number(gripper["open"]),
                                     read.number(gripper["closed"])};
        if (arm.gripper->open == arm.gripper->closed)
            read.fail(gripper["closed"], "a value other than 'open'");
    }
    arm.tcp = readTcp(read, field["tcp"]);
    if (!field["tcp_caliball"].absent()) arm.caliballTcp = readTcp(read, field["tcp_caliball"]);
    return arm;
}

}  // namespace

Result<RobotProfile> parseProfile(const std::string& text, const std::string& what) {
    const Result<nlohmann::json> document = parseJson(text, what);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, what);
    FieldReader read;
    read.onlyMembers(root, {"format", "version", "name", "notes", "urdfs", "joint_aliases", "joint_followers",
                            "joint_defaults", "arms"});
    if (read.text(root["format"]) != "camframe-robot-profile")
        read.fail(root["format"].error("\"camframe-robot-profile\"").value());
    read.take(root["version"].integer(1, 1));
    RobotProfile profile;
    profile.name = read.text(root["name"]);
    profile.notes = read.names(root["notes"], false, "a list of texts");

    constexpr size_t mostParts = 16, mostArms = 16;
    const size_t parts = read.take(root["urdfs"].arraySize("a list of URDFs"));
    if (parts == 0 || parts > mostParts) read.fail(root["urdfs"], "1 to 16 URDFs");
    for (size_t i = 0; i < std::min(parts, mostParts); ++i)
        profile.parts.push_back(readPart(read, root["urdfs"][i], i == 0));
    const size_t arms = read.take(root["arms"].arraySize("a list of arms"));
    if (arms == 0 || arms > mostArms) read.fail(root["arms"], "1 to 16 arms");
    for (size_t i = 0; i < std::min(arms, mostArms); ++i)
        profile.arms.push_back(readArm(read, root["arms"][i]));

    const auto eachMember = [&](const char* member, const auto& take) {
        const JsonField field = root[member];
        if (field.absent()) return;
        if (!field.value()->is_object()) return read.fail(field, "an object");
        for (const auto& [key, value] : field.value()->items()) take(key, field[key]);
    };
    eachMember("joint_aliases",
               [&](const std::string& key, const JsonField& f) { profile.jointAliases[key] = read.text(f); });
    eachMember("joint_followers", [&](const std::string& key, const JsonField& f) {
        profile.jointFollowers[key] = read.text(f);
    });
    eachMember("joint_defaults", [&](const std::string& key, const JsonField& f) {
        profile.jointDefaults[key] = read.number(f);
    });
    if (read.error()) return tl::unexpected(*read.error());
    return profile;
}

}  // namespace camframe
