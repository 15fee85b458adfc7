// SPDX-License-Identifier: Apache-2.0
#include "model/core/io/robot_profile.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <ranges>

#include "model/core/demo_robot.h"
#include "model/core/io/detail/embedded_file.h"
#include "model/core/io/detail/guessed_gripper.h"
#include "model/core/io/detail/profile_file.h"
#include "model/core/io/detail/robot_search.h"
#include "model/core/io/urdf_reader.h"
#include "model/core/robot_assembly.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;

/// --tcp CALIBALL: the definitions of the reference implementation, where a profile states them.
constexpr std::string_view caliballTcp = "caliball";
constexpr double tipDepth = 1e-4;  ///< What lies this close (m) to the farthest point is the tip.

const std::string& nameOf(const RobotModel& robot, int link) {
    return robot.links()[static_cast<size_t>(link)].name;
}

std::string definitionOf(const std::string& link, const RigidTransform& linkFromTcp) {
    const Eigen::Vector3d t = linkFromTcp.translation();
    Eigen::Quaterniond q(linkFromTcp.linear());
    if (q.w() < 0) q.coeffs() *= -1;
    return fmt::format(
        "link {}, offset x y z = {:.9g} {:.9g} {:.9g} m, rotation w x y z = {:.9g} {:.9g} {:.9g} {:.9g} "
        "(z = approach, y = closing direction)",
        link, t.x(), t.y(), t.z(), q.w(), q.x(), q.y(), q.z());
}

UrdfOptions urdfOptions(const RobotSearch& search) {
    UrdfOptions options;
    options.packagePaths = search.packagePaths;
    return options;
}

/// Candidates for the parts of one profile: those of the folders that a person named, and only where none of
/// them fits those of other programs.
class Candidates {
public:
    Candidates(const RobotSearch& search, const Episode* episode) : m_search(search) {
        std::vector<fs::path> recorded;
        if (episode != nullptr && episode->urdf) recorded.push_back(*episode->urdf);
        m_named = findUrdfs(search.robotPaths, recorded);
    }
    std::vector<const UrdfCandidate*> fitting(const ProfilePart& part) {
        std::vector<const UrdfCandidate*> found = among(m_named, part);
        if (!found.empty() || m_search.fallbackPaths.empty()) return found;
        if (!m_fallback) m_fallback = findUrdfs(m_search.fallbackPaths, {});
        return among(*m_fallback, part);
    }

private:
    static std::vector<const UrdfCandidate*> among(const std::vector<UrdfCandidate>& all,
                                                   const ProfilePart& part) {
        std::vector<const UrdfCandidate*> found;
        for (const UrdfCandidate& candidate : all)
            if (fits(part, candidate.model)) found.push_back(&candidate);
        std::ranges::stable_partition(found, [&](const UrdfCandidate* c) { return isNamed(part, c->model); });
        return found;
    }

    const RobotSearch& m_search;
    std::vector<UrdfCandidate> m_named;
    std::optional<std::vector<UrdfCandidate>> m_fallback;
};

/// The best URDF for a part, with meshes; the path goes to `found`.
Result<RobotModel> loadPart(const RobotProfile& profile, const ProfilePart& part, Candidates& candidates,
                            const RobotSearch& search, fs::path& found) {
    const std::vector<const UrdfCandidate*> fitting = candidates.fitting(part);
    if (fitting.empty()) {
        std::string where = search.robotPaths.empty() ? "no folder was given" : "";
        for (const fs::path& folder : search.robotPaths)
            where += fmt::format("{}{}", where.empty() ? "not below " : ", ", folder.string());
        return inputError(
            "Robot '{}' needs a URDF with the links {}, which was not found ({}){}; name the folder of robot "
            "descriptions with --robot-path DIR or CAMFRAME_ROBOT_PATH.",
            profile.name, fmt::join(part.links, ", "), where,
            part.providedBy.empty() ? "" : fmt::format("; it is in {}", part.providedBy));
    }
    std::optional<Error> firstError;
    for (const UrdfCandidate* candidate : fitting) {
        Result<RobotModel> model = readUrdf(candidate->path, urdfOptions(search));
        if (model) {
            found = candidate->path;
            return model;
        }
        if (!firstError) firstError = model.error();
    }
    return tl::unexpected(*firstError);
}

Result<RobotModel> dropLinks(const ProfilePart& part, RobotModel model) {
    for (const std::string& name : part.drop) {
        const int link = model.findLink(name);
        if (link == -1) continue;
        Result<RobotModel> rest = withoutSubtree(model, link);
        if (!rest) return rest;
        model = std::move(*rest);
    }
    return model;
}

/// A robot before its arms are known.
struct Description {
    RobotModel model;
    fs::path urdf;
    std::vector<std::string> notes;
};

/// Loads and joins the URDFs of a profile.
Result<Description> assemble(const RobotProfile& profile, const RobotSearch& search, const Episode* episode) {
    Candidates candidates(search, episode);
    std::optional<Description> whole;
    for (const ProfilePart& part : profile.parts) {
        fs::path path;
        Result<RobotModel> model = loadPart(profile, part, candidates, search, path);
        if (model) model = dropLinks(part, std::move(*model));
        if (!model) return tl::unexpected(model.error());
        const std::string note = fmt::format("description: {}", path.string());
        if (!whole) {
            whole = Description{std::move(*model), path, {note}};
            continue;
        }
        const int parent = whole->model.findLink(part.mountLink);
        if (parent == -1)
            return inputError(
                "Profile '{}': field 'urdfs.mount.parent' names link '{}', which {} does not have.",
                profile.name, part.mountLink, whole->urdf.string());
        model = mountRobot(whole->model, parent, *model, part.mountFromRoot);
        if (!model) return tl::unexpected(model.error());
        whole->model = std::move(*model);
        whole->notes.push_back(note);
    }
    return std::move(*whole);
}

/// Centre of what reaches farthest along z of the TCP, for one link; metres, TCP axes.
std::optional<Eigen::Vector3d> meshTip(const Link& link, const RigidTransform& tcpFromLink) {
    Eigen::Matrix3Xd points;
    for (const Visual& visual : link.visuals) {
        const RigidTransform tcpFromVisual = tcpFromLink * visual.linkFromVisual;
        const auto& vertices = visual.mesh->vertices;
        const Eigen::Index before = points.cols();
        points.conservativeResize(3, before + static_cast<Eigen::Index>(vertices.size()));
        for (size_t i = 0; i < vertices.size(); ++i)
            points.col(before + static_cast<Eigen::Index>(i)) = tcpFromVisual * vertices[i].cast<double>();
    }
    if (points.cols() == 0) return std::nullopt;
    const double farthest = points.row(2).maxCoeff();
    Eigen::AlignedBox3d tip;
    for (const auto& point : points.colwise())
        if (point.z() >= farthest - tipDepth) tip.extend(Eigen::Vector3d(point));
    Eigen::Vector3d centre = tip.center();
    centre.z() = farthest;
    return centre;
}

/// Fills the arms of a robot from its profile. Every name is checked against the model.
class ArmBuilder {
public:
    ArmBuilder(const RobotProfile& profile, const RobotModel& model) : m_profile(profile), m_model(model) {}

    Result<Arm> build(const ProfileArm& spec) {
        m_where = fmt::format("Profile '{}', arm '{}'", m_profile.name, spec.name);
        Arm arm;
        arm.name = spec.name;
        for (const std::string& name : spec.joints) arm.joints.push_back(joint("joints", name));
        const int root = spec.root.empty() ? m_model.rootLink() : link("root", spec.root);
        arm.tcpLink = link("tcp.link", spec.tcp.link);
        arm.linkFromTcp = spec.tcp.linkFromTcp;
        if (spec.gripper) {
            arm.gripperJoint = joint("gripper.joint", spec.gripper->joint);
            arm.gripperOpen = spec.gripper->open;
            arm.gripperClosed = spec.gripper->closed;
        }
        std::vector<bool> isGripper(m_model.links().size(), false);
        for (const std::string& name : spec.gripperRoots) {
            const int from = link("gripper_links_from", name);
            if (from == -1) break;
            for (const int i : subtreeOf(m_model, from)) isGripper[static_cast<size_t>(i)] = true;
        }
        if (m_error) return tl::unexpected(*m_error);
        std::vector<int> links = subtreeOf(m_model, root);
        std::ranges::sort(links);
        for (const int i : links)
            if (!m_model.links()[static_cast<size_t>(i)].visuals.empty())
                (isGripper[static_cast<size_t>(i)] ? arm.gripperLinks : arm.armLinks).push_back(i);
        if (!spec.tcp.tipLinks.empty()) placeAtTips(spec, arm);
        if (m_error) return tl::unexpected(*m_error);
        arm.tcpDefinition = definitionOf(spec.tcp.link, arm.linkFromTcp);
        return arm;
    }

private:
    int link(const char* field, const std::string& name) {
        return checked(field, name, m_model.findLink(name), "link");
    }
    int joint(const char* field, const std::string& name) {
        return checked(field, name, m_model.findJoint(name), "joint");
    }
    int checked(const char* field, const std::string& name, int index, const char* kind) {
        if (index == -1 && !m_error)
            m_error =
                inputError("{}: field '{}' names {} '{}', which the robot does not have; correct the name.",
                           m_where, field, kind, name)
                    .value();
        return index;
    }

    void placeAtTips(const ProfileArm& spec, Arm& arm) {
        Eigen::VectorXd values = m_model.defaultJointValues();
        if (arm.gripperJoint != -1) {
            values[arm.gripperJoint] = arm.gripperClosed;
            for (const auto& [follower, leader] : m_profile.jointFollowers)
                if (leader == spec.gripper->joint && m_model.findJoint(follower) != -1)
                    values[m_model.findJoint(follower)] = arm.gripperClosed;
        }
        const std::vector<RigidTransform> linkFromOthers = m_model.forwardKinematics(values, arm.tcpLink);
        Eigen::Vector3d sum = Eigen::Vector3d::Zero();
        for (const std::string& name : spec.tcp.tipLinks) {
            const int index = link("tcp.tips", name);
            if (index == -1) return;
            const auto i = static_cast<size_t>(index);
            const auto tip = meshTip(m_model.links()[i], arm.linkFromTcp.inverse() * linkFromOthers[i]);
            if (!tip) {
                m_error =
                    inputError("{}: field 'tcp.tips' names link '{}', which has no mesh; name one that has.",
                               m_where, name)
                        .value();
                return;
            }
            sum += *tip;
        }
        arm.linkFromTcp.translation() =
            arm.linkFromTcp * (sum / static_cast<double>(spec.tcp.tipLinks.size()));
    }

    const RobotProfile& m_profile;
    const RobotModel& m_model;
    std::string m_where;
    std::optional<Error> m_error;
};

Result<RobotModel> withDefaults(const RobotProfile& profile, const RobotModel& model) {
    std::vector<Joint> joints = model.joints();
    for (const auto& [name, value] : profile.jointDefaults) {
        const auto joint = std::ranges::find(joints, name, &Joint::name);
        if (joint == joints.end())
            return inputError(
                "Profile '{}': field 'joint_defaults' names joint '{}', which the robot does not "
                "have; correct the name.",
                profile.name, name);
        joint->defaultValue = value;
    }
    return RobotModel::create(model.name(), model.links(), std::move(joints));
}

/// Arms, aliases and defaults of a profile on a model that has its links.
Result<Robot> applyProfile(const RobotProfile& profile, Description description) {
    Result<RobotModel> model = withDefaults(profile, description.model);
    if (!model) return tl::unexpected(model.error());
    description.notes.insert(description.notes.end(), profile.notes.begin(), profile.notes.end());
    Robot robot{
        profile.name,           std::move(*model),           {}, description.urdf, profile.jointAliases,
        profile.jointFollowers, std::move(description.notes)};
    ArmBuilder builder(profile, robot.model);
    for (const ProfileArm& spec : profile.arms) {
        Result<Arm> arm = builder.build(spec);
        if (!arm) return tl::unexpected(arm.error());
        robot.arms.push_back(std::move(*arm));
    }
    return robot;
}

struct TcpOption {
    std::string link;
    RigidTransform linkFromTcp = RigidTransform::Identity();
};

Result<TcpOption> parseTcp(const std::string& text) {
    TcpOption option;
    const size_t colon = text.find(':');
    option.link = text.substr(0, colon);
    if (colon == std::string::npos) return option;
    std::array<double, 7> v{};
    const char* at = text.data() + colon;
    const char* end = text.data() + text.size();
    bool good = true;
    for (double& value : v) {
        if (!good || at == end) {
            good = false;
            break;
        }
        const auto [next, status] = std::from_chars(at + 1, end, value);  // After ':' or ','.
        good = status == std::errc() && std::isfinite(value) && (next == end || *next == ',');
        at = next;
    }
    const Eigen::Quaterniond q(v[3], v[4], v[5], v[6]);
    if (!good || at != end || std::abs(q.norm() - 1) > 1e-3)
        return makeError(ErrorKind::Usage,
                         "--tcp '{}': after the link come seven numbers x,y,z,qw,qx,qy,qz (metres, unit "
                         "quaternion), for example --tcp tool0:0,0,0.1,1,0,0,0.",
                         text);
    option.linkFromTcp.linear() = q.normalized().toRotationMatrix();
    option.linkFromTcp.translation() << v[0], v[1], v[2];
    return option;
}

Result<void> overrideTcp(Robot& robot, const std::string& text) {
    const Result<TcpOption> option = parseTcp(text);
    if (!option) return tl::unexpected(option.error());
    const int link = robot.model.findLink(option->link);
    if (link == -1)
        return makeError(ErrorKind::Usage, "--tcp '{}': robot '{}' has no link '{}'; its links are {}.", text,
                         robot.name, option->link,
                         fmt::join(robot.model.links() | std::views::transform(&Link::name), ", "));
    const auto holds = [&](const Arm& arm) {
        if (robot.arms.size() == 1) return true;
        const int base = robot.model.joints()[static_cast<size_t>(arm.joints.front())].parentLink;
        const std::vector<int> links = subtreeOf(robot.model, base);
        return std::ranges::find(links, link) != links.end();
    };
    const auto arm = std::ranges::find_if(robot.arms, holds);
    if (arm == robot.arms.end())
        return makeError(ErrorKind::Usage, "--tcp '{}': link '{}' belongs to none of the arms of '{}'.", text,
                         option->link, robot.name);
    arm->tcpLink = link;
    arm->linkFromTcp = option->linkFromTcp;
    arm->tcpDefinition = definitionOf(option->link, option->linkFromTcp);
    robot.notes.push_back(fmt::format("tool centre point of arm '{}': as --tcp says", arm->name));
    return {};
}

/// One arm from the root to the tool, for a URDF that no profile knows.
void addGenericArm(Robot& robot, const std::string& tcp, const Episode* episode) {
    const RobotModel& model = robot.model;
    Arm arm;
    arm.name = "left";
    arm.tcpLink = model.deepestLeaf();
    std::string reason = "the deepest leaf link; choose another with --tcp";
    if (!tcp.empty()) {
        if (const int link = model.findLink(tcp.substr(0, tcp.find(':'))); link != -1) arm.tcpLink = link;
    } else if (episode != nullptr && !episode->endEffectorLinks.empty()) {
        if (const int link = model.findLink(episode->endEffectorLinks.front()); link != -1) {
            arm.tcpLink = link;
            reason = "the first of the recording's end_effector_links";
        } else {
            reason = fmt::format(
                "the deepest leaf link, as the robot has no link '{}' of the recording's "
                "end_effector_links",
                episode->endEffectorLinks.front());
        }
    }
    for (int j = model.links()[static_cast<size_t>(arm.tcpLink)].parentJoint; j != -1;
         j = model.links()[static_cast<size_t>(model.joints()[static_cast<size_t>(j)].parentLink)]
                 .parentJoint)
        if (const Joint& joint = model.joints()[static_cast<size_t>(j)]; joint.moves() && !joint.mimic)
            arm.joints.insert(arm.joints.begin(), j);
    std::vector<int> fingers;
    if (const auto gripper = guessGripper(model, model.deepestLeaf())) {
        arm.gripperJoint = gripper->joint;
        arm.gripperOpen = gripper->open;
        arm.gripperClosed = gripper->closed;
        fingers = gripper->fingers;
        std::erase(arm.joints, gripper->joint);
        robot.notes.push_back(fmt::format(
            "gripper: joint '{}', taken as open at {:.4g} and closed at {:.4g} m; a "
            "robot profile can say otherwise",
            model.joints()[static_cast<size_t>(gripper->joint)].name, gripper->open, gripper->closed));
    }
    for (size_t i = 0; i < model.links().size(); ++i) {
        const int link = static_cast<int>(i);
        if (model.links()[i].visuals.empty()) continue;
        (std::ranges::find(fingers, link) != fingers.end() ? arm.gripperLinks : arm.armLinks).push_back(link);
    }
    arm.tcpDefinition = definitionOf(nameOf(model, arm.tcpLink), arm.linkFromTcp);
    if (tcp.empty())
        robot.notes.push_back(
            fmt::format("tool centre point: link '{}', {}", nameOf(model, arm.tcpLink), reason));
    robot.arms.push_back(std::move(arm));
}

/// The profile with CalibAll's tool centre points where --tcp asks for them.
Result<RobotProfile> withChosenTcp(RobotProfile profile, const std::string& tcp) {
    if (tcp != caliballTcp) return profile;
    for (ProfileArm& arm : profile.arms) {
        if (!arm.caliballTcp)
            return makeError(
                ErrorKind::Usage,
                "--tcp caliball: profile '{}' does not state CalibAll's tool centre point of arm "
                "'{}' (it may move with the gripper); give --tcp LINK:x,y,z,qw,qx,qy,qz.",
                profile.name, arm.name);
        arm.tcp = *arm.caliballTcp;
    }
    profile.notes.push_back("tool centre points as CalibAll defines them (--tcp caliball)");
    return profile;
}

Result<Robot> loadUrdf(const std::string& path, const RobotSearch& search, const std::string& tcp,
                       const Episode* episode) {
    Result<RobotModel> model = readUrdf(path, urdfOptions(search));
    if (!model) return tl::unexpected(model.error());
    const Result<std::optional<RobotProfile>> known = profileOfUrdf(*model);
    if (!known) return tl::unexpected(known.error());
    if (*known) {
        const std::string note = fmt::format(
            "arms, tool centre point and gripper as in profile '{}', whose robot name and links this URDF "
            "has",
            (*known)->name);
        const Result<RobotProfile> profile = withChosenTcp(**known, tcp);
        if (!profile) return tl::unexpected(profile.error());
        return applyProfile(*profile, {std::move(*model), path, {note}});
    }
    if (tcp == caliballTcp)
        return makeError(ErrorKind::Usage,
                         "--tcp caliball: no profile knows the robot of {}; give --tcp "
                         "LINK:x,y,z,qw,qx,qy,qz.",
                         path);
    const std::string name = model->name();
    Robot robot{name, std::move(*model), {}, path, {}, {}, {}};
    addGenericArm(robot, tcp, episode);
    return robot;
}

Result<Robot> loadUnchanged(const std::string& nameOrPath, const RobotSearch& search, const std::string& tcp,
                            const Episode* episode) {
    const Result<std::optional<RobotProfile>> read = readProfile(nameOrPath);
    if (!read) return tl::unexpected(read.error());
    if (!*read) return loadUrdf(nameOrPath, search, tcp, episode);
    const Result<RobotProfile> chosen = withChosenTcp(**read, tcp);
    if (!chosen) return tl::unexpected(chosen.error());
    const RobotProfile& profile = *chosen;
    if (nameOrPath == "demo") {
        Result<RobotModel> model = makeDemoRobot();
        if (!model) return tl::unexpected(model.error());
        return applyProfile(profile, {std::move(*model), {}, {}});
    }
    Result<Description> description = assemble(profile, search, episode);
    if (!description) return tl::unexpected(description.error());
    return applyProfile(profile, std::move(*description));
}

}  // namespace

std::vector<std::string> profileNames() {
    std::vector<std::string> names;
    for (const EmbeddedFile& profile : embeddedProfiles()) names.emplace_back(profile.name);
    return names;
}

Result<Robot> loadRobot(const std::string& nameOrPath, const RobotSearch& search, const std::string& tcp,
                        const Episode* episode) {
    Result<Robot> robot = loadUnchanged(nameOrPath, search, tcp, episode);
    if (robot && !tcp.empty() && tcp != caliballTcp)
        if (const Result<void> done = overrideTcp(*robot, tcp); !done) return tl::unexpected(done.error());
    return robot;
}

void applyJointAliases(const Robot& robot, Episode& episode) {
    const auto columnOf = [&](const std::string& name) {
        return std::ranges::find(episode.jointNames, name) - episode.jointNames.begin();
    };
    const auto count = [&] { return static_cast<std::ptrdiff_t>(episode.jointNames.size()); };
    for (std::string& name : episode.jointNames) {
        const auto alias = robot.jointAliases.find(name);
        // A recording that has both names means something else by the alias.
        if (alias != robot.jointAliases.end() && columnOf(alias->second) == count()) name = alias->second;
    }
    for (const auto& [follower, leader] : robot.jointFollowers) {
        const std::ptrdiff_t source = columnOf(leader);
        if (source == count() || columnOf(follower) != count() || !episode.hasJoints()) continue;
        episode.jointNames.push_back(follower);
        episode.jointPositions.conservativeResize(Eigen::NoChange, episode.jointPositions.cols() + 1);
        episode.jointPositions.rightCols<1>() = episode.jointPositions.col(source);
    }
}

}  // namespace camframe
