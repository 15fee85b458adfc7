// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "model/core/io/detail/json_input.h"
#include "model/core/io/detail/profile_file.h"

namespace camframe {

namespace {

/// Keeps the first error, so that reading a member stays one line.
class Reader {
public:
    template <class T>
    T take(Result<T> result) {
        if (result) return std::move(*result);
        fail(result.error());
        return T{};
    }
    void fail(const Error& error) {
        if (!m_error) m_error = error;
    }
    const std::optional<Error>& error() const { return m_error; }

    std::string text(const JsonField& field, bool required = true) {
        if (!required && field.absent()) return {};
        return take(field.string("a name"));
    }
    std::vector<std::string> names(const JsonField& field, bool required = true) {
        if (!required && field.absent()) return {};
        std::vector<std::string> list = take(field.uniqueStrings("a list of names"));
        if (required && list.empty()) fail(field.error("at least one name").value());
        return list;
    }
    double number(const JsonField& field) { return take(field.number("a finite number (rad or m)")); }

    /// Misspelt members would otherwise be ignored in silence.
    void onlyMembers(const JsonField& field, std::initializer_list<std::string_view> known) {
        if (field.value() == nullptr || !field.value()->is_object())
            return fail(field.error("an object").value());
        for (const auto& [key, value] : field.value()->items())
            if (std::ranges::find(known, key) == known.end())
                fail(field[key].error("only members that the format knows").value());
    }

    Eigen::Vector3d vector(const JsonField& field) {
        Eigen::Vector3d out = Eigen::Vector3d::Zero();
        if (field.absent()) return out;
        if (take(field.arraySize("three numbers")) != 3) fail(field.error("three numbers").value());
        for (size_t i = 0; i < 3; ++i)
            out[static_cast<Eigen::Index>(i)] = take(field[i].number("a finite number"));
        return out;
    }

    /// "xyz" (m) and "rpy" (rad, static x-y-z as in URDF); both may be absent.
    RigidTransform pose(const JsonField& field) {
        RigidTransform out = RigidTransform::Identity();
        const Eigen::Vector3d rpy = vector(field["rpy"]);
        out.linear() = (Eigen::AngleAxisd(rpy.z(), Eigen::Vector3d::UnitZ()) *
                        Eigen::AngleAxisd(rpy.y(), Eigen::Vector3d::UnitY()) *
                        Eigen::AngleAxisd(rpy.x(), Eigen::Vector3d::UnitX()))
                           .toRotationMatrix();
        out.translation() = vector(field["xyz"]);
        return out;
    }

private:
    std::optional<Error> m_error;
};

ProfilePart readPart(Reader& read, const JsonField& field, bool first) {
    read.onlyMembers(field, {"robots", "links", "absent_links", "root", "drop", "mount"});
    ProfilePart part;
    part.robotNames = read.names(field["robots"], false);
    part.links = read.names(field["links"]);
    part.absentLinks = read.names(field["absent_links"], false);
    part.root = read.text(field["root"], false);
    part.drop = read.names(field["drop"], false);
    const JsonField mount = field["mount"];
    if (first) {
        if (!mount.absent()) read.fail(mount.error("it to the second URDF and later ones only").value());
    } else {
        read.onlyMembers(mount, {"parent", "xyz", "rpy"});
        part.mountLink = read.text(mount["parent"]);
        part.mountFromRoot = read.pose(mount);
    }
    return part;
}

ProfileTcp readTcp(Reader& read, const JsonField& field) {
    read.onlyMembers(field, {"link", "xyz", "rpy", "tips", "approach", "closing"});
    ProfileTcp tcp;
    tcp.link = read.text(field["link"]);
    if (field["tips"].absent()) {
        for (const char* member : {"approach", "closing"})
            if (!field[member].absent()) read.fail(field[member].error("it together with 'tips'").value());
        tcp.linkFromTcp = read.pose(field);
        return tcp;
    }
    for (const char* member : {"xyz", "rpy"})
        if (!field[member].absent()) read.fail(field[member].error("either it or 'tips'").value());
    tcp.tipLinks = read.names(field["tips"]);
    const Eigen::Vector3d approach = read.vector(field["approach"]), closing = read.vector(field["closing"]);
    if (std::abs(approach.norm() - 1) > 1e-6)
        read.fail(field["approach"].error("a unit vector in the link's axes").value());
    if (std::abs(closing.norm() - 1) > 1e-6 || std::abs(approach.dot(closing)) > 1e-6)
        read.fail(field["closing"].error("a unit vector at right angles to 'approach'").value());
    tcp.linkFromTcp.linear() << closing.cross(approach), closing, approach;
    return tcp;
}

ProfileArm readArm(Reader& read, const JsonField& field) {
    read.onlyMembers(field, {"name", "root", "joints", "gripper_links_from", "gripper", "tcp"});
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
            read.fail(gripper["closed"].error("a value other than 'open'").value());
    }
    arm.tcp = readTcp(read, field["tcp"]);
    return arm;
}

}  // namespace

Result<RobotProfile> parseProfile(const std::string& text, const std::string& what) {
    const Result<nlohmann::json> document = parseJson(text, what);
    if (!document) return tl::unexpected(document.error());
    const JsonField root(*document, what);
    Reader read;
    read.onlyMembers(root, {"format", "version", "name", "urdfs", "joint_aliases", "joint_followers",
                            "joint_defaults", "arms"});
    if (read.text(root["format"]) != "camframe-robot-profile")
        read.fail(root["format"].error("\"camframe-robot-profile\"").value());
    read.take(root["version"].integer(1, 1));
    RobotProfile profile;
    profile.name = read.text(root["name"]);

    constexpr size_t mostParts = 16, mostArms = 16;
    const size_t parts = read.take(root["urdfs"].arraySize("a list of URDFs"));
    if (parts == 0 || parts > mostParts) read.fail(root["urdfs"].error("1 to 16 URDFs").value());
    for (size_t i = 0; i < std::min(parts, mostParts); ++i)
        profile.parts.push_back(readPart(read, root["urdfs"][i], i == 0));
    const size_t arms = read.take(root["arms"].arraySize("a list of arms"));
    if (arms == 0 || arms > mostArms) read.fail(root["arms"].error("1 to 16 arms").value());
    for (size_t i = 0; i < std::min(arms, mostArms); ++i)
        profile.arms.push_back(readArm(read, root["arms"][i]));

    const auto eachMember = [&](const char* member, const auto& take) {
        const JsonField field = root[member];
        if (field.absent()) return;
        if (!field.value()->is_object()) return read.fail(field.error("an object").value());
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
