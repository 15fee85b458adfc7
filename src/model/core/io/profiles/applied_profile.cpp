// SPDX-License-Identifier: Apache-2.0
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/core/io/profiles/profiled_reader.h"
#include "model/core/io/profiles/signal_values.h"
#include "model/core/nan.h"

namespace camframe {

namespace {

/// Where neither the dataset nor its profile states a rate; only lags in seconds depend on it.
constexpr double assumedFps = 10;

bool looksLikeWrist(std::string key) {
    std::ranges::transform(key, key.begin(), [](unsigned char c) { return std::tolower(c); });
    for (const char* word : {"wrist", "hand", "gripper", "eye_in"})
        if (key.find(word) != std::string::npos) return true;
    return false;
}

/// K for pictures of another size: the same picture made smaller, never cut.
Eigen::Matrix3d scaledK(const ProfileIntrinsics& intrinsics, int width, int height) {
    CameraModel model;
    model.width = intrinsics.width;
    model.height = intrinsics.height;
    model.fx = intrinsics.k[0];
    model.fy = intrinsics.k[1];
    model.cx = intrinsics.k[2];
    model.cy = intrinsics.k[3];
    return model.resized(width, height).matrix();
}

/// Fills one episode; remembers what had to be assumed.
class Application {
public:
    Application(const RecordedEpisode& recorded, const DatasetProfile& profile, const RobotLayout* robot,
                std::vector<std::string>* assumptions)
        : m_recorded(recorded), m_profile(profile), m_robot(robot), m_assumptions(assumptions) {}

    Result<Episode> run(const std::filesystem::path& folder) {
        m_episode.index = m_recorded.index;
        m_episode.name = m_recorded.name;
        m_episode.tasks = m_recorded.tasks;
        m_episode.robotName = m_profile.robot;
        m_episode.folder = folder;
        m_episode.frameCount = m_recorded.frameCount;
        // A base link belongs to the robot that the profile names.
        if (m_robot == nullptr || m_robot->name == m_profile.robot) m_episode.baseLink = m_profile.baseLink;
        if (m_recorded.frameCount < 1)
            return inputError("Recording '{}' has no frames; leave it out.", m_recorded.name);
        setTimes();
        m_episode.jointPositions.resize(m_episode.frameCount, 0);
        for (const ArmMapping& arm : m_profile.arms)
            if (const auto done = addArm(arm); !done) return tl::unexpected(done.error());
        if (m_episode.jointNames.empty()) m_episode.jointPositions.resize(0, 0);
        for (const RecordedCamera& camera : m_recorded.cameras) addCamera(camera);
        if (m_profile.stride > 1) thinOut();
        return std::move(m_episode);
    }

private:
    void assume(std::string text) {
        constexpr size_t most = 50;  // Some differ from episode to episode.
        if (m_assumptions != nullptr && m_assumptions->size() < most &&
            std::ranges::find(*m_assumptions, text) == m_assumptions->end())
            m_assumptions->push_back(std::move(text));
    }
    std::string where(const ArmMapping& arm, const char* field) const {
        return fmt::format("Dataset profile '{}', arm '{}': field '{}'", m_profile.name, arm.name, field);
    }

    void setTimes() {
        m_episode.timestamps = m_recorded.timestamps;
        m_episode.fps = m_recorded.fps;
        const auto frames = static_cast<size_t>(m_episode.frameCount);
        const bool timed = m_episode.timestamps.size() == frames;
        if (!m_episode.fps && timed && frames > 1) {
            const double length = m_episode.timestamps.back() - m_episode.timestamps.front();
            if (length > 0 && std::isfinite(length)) {
                m_episode.fps = static_cast<double>(frames - 1) / length;
                assume(
                    fmt::format("{:.4g} frames/s, the mean of the recording's timestamps", *m_episode.fps));
            }
        }
        const bool known = m_episode.fps || m_profile.fps;
        if (!m_episode.fps) {
            m_episode.fps = m_profile.fps.value_or(assumedFps);
            assume(m_profile.fps
                       ? fmt::format("{:.4g} frames/s, as the profile says (the dataset states none)",
                                     *m_profile.fps)
                       : fmt::format("{:.4g} frames/s, as neither dataset nor profile states a rate",
                                     assumedFps));
        }
        if (timed) return;
        m_episode.timestamps.assign(frames, kNan);
        if (known)
            for (size_t i = 0; i < frames; ++i)
                m_episode.timestamps[i] = static_cast<double>(i) / *m_episode.fps;
    }

    const ArmLayout* layoutOf(const ArmMapping& arm) const {
        if (m_robot == nullptr) return nullptr;
        if (m_profile.arms.size() == 1) return m_robot->findArm(arm.name);
        const auto found = std::ranges::find(m_robot->arms, arm.name, &ArmLayout::name);
        return found == m_robot->arms.end() ? nullptr : &*found;
    }

    void addColumn(std::string name, const Eigen::VectorXd& values) {
        m_episode.jointNames.push_back(std::move(name));
        m_episode.jointPositions.conservativeResize(Eigen::NoChange, m_episode.jointPositions.cols() + 1);
        m_episode.jointPositions.rightCols<1>() = values;
    }

    Result<void> addArm(const ArmMapping& arm) {
        const ArmLayout* layout = layoutOf(arm);
        if (m_robot != nullptr && layout == nullptr)
            return inputError(
                "Dataset profile '{}' has an arm '{}', which robot '{}' lacks; choose another --robot or "
                "--profile.",
                m_profile.name, arm.name, m_robot->name);
        if (arm.joints)
            if (auto done = addJoints(arm, layout); !done) return done;
        if (arm.pose && m_episode.endEffectorPoses.empty()) {
            auto poses = poseValues(m_recorded, *arm.pose, where(arm, "pose"));
            if (!poses) return tl::unexpected(poses.error());
            m_episode.endEffectorLink = arm.pose->link;
            m_episode.endEffectorPoses = std::move(*poses);
        }
        if (arm.gripper) return addGripper(arm, layout);
        return {};
    }

    Result<void> addJoints(const ArmMapping& arm, const ArmLayout* layout) {
        const std::string what = where(arm, "joints");
        auto values = jointValues(m_recorded, *arm.joints, what);
        if (!values) return tl::unexpected(values.error());
        std::vector<std::string> names = arm.joints->names;
        if (names.empty() && layout != nullptr) names = layout->joints;
        if (names.empty()) names = storedNames(*arm.joints, values->cols());
        if (static_cast<Eigen::Index>(names.size()) != values->cols())
            return inputError(
                "{} chooses {} columns, but the arm '{}' of robot '{}' has {} joints ({}); correct 'columns' "
                "or choose another --robot.",
                what, values->cols(), arm.name, m_robot != nullptr ? m_robot->name : m_profile.robot,
                names.size(), fmt::join(names, ", "));
        for (size_t i = 0; i < names.size(); ++i)
            addColumn(names[i], values->col(static_cast<Eigen::Index>(i)));
        return {};
    }

    std::vector<std::string> storedNames(const JointMapping& joints, Eigen::Index count) const {
        std::vector<std::string> names = joints.columns.names;
        const Signal* signal = findSignal(m_recorded, joints.columns.signals.front());
        if (names.empty() && signal != nullptr && static_cast<Eigen::Index>(signal->names.size()) == count)
            names = signal->names;
        for (auto i = static_cast<Eigen::Index>(names.size()); i < count; ++i)
            names.push_back(fmt::format("{}[{}]", joints.columns.signals.front(), i));
        return names;
    }

    Result<void> addGripper(const ArmMapping& arm, const ArmLayout* layout) {
        auto values = gripperValues(m_recorded, *arm.gripper, where(arm, "gripper"));
        if (!values) return tl::unexpected(values.error());
        // A gripper's joint alone would pass for the arm's joints.
        if (arm.joints && layout != nullptr && !layout->gripperJoint.empty()) {
            Eigen::VectorXd joint(m_episode.frameCount);
            for (int t = 0; t < m_episode.frameCount; ++t)
                joint[t] = layout->gripperClosed + values->open[static_cast<size_t>(t)] *
                                                       (layout->gripperOpen - layout->gripperClosed);
            addColumn(layout->gripperJoint, joint);
        }
        m_episode.grippers.push_back(
            {layout != nullptr ? layout->name : arm.name, std::move(values->raw), std::move(values->open)});
        return {};
    }

    void addCamera(const RecordedCamera& recorded) {
        const auto known = std::ranges::find_if(
            m_profile.cameras, [&](const CameraMapping& c) { return sameKey(recorded.key, c.key); });
        const CameraMapping* mapping = known == m_profile.cameras.end() ? nullptr : &*known;
        if (mapping != nullptr && mapping->ignore) return;
        CameraStream camera;
        camera.name = mapping != nullptr && !mapping->name.empty() ? mapping->name : recorded.key;
        if (m_episode.findCamera(camera.name) != nullptr) camera.name = recorded.key;
        camera.width = recorded.width;
        camera.height = recorded.height;
        camera.k = recorded.k;
        camera.distortion = recorded.distortion;
        camera.recordedCamFromBase = recorded.camFromBase;
        camera.frames = {FrameLocation::Kind::Dataset, m_episode.folder, recorded.key};
        camera.wrist = mapping != nullptr ? mapping->wrist : looksLikeWrist(recorded.key);
        if (mapping == nullptr && camera.wrist)
            assume(fmt::format("camera '{}' is on the robot's wrist, as its name says", camera.name));
        if (!camera.k && mapping != nullptr) takeIntrinsics(*mapping, camera);
        m_episode.cameras.push_back(std::move(camera));
    }

    /// Of the very size first, else of the same shape; another shape was cut, nobody knows how.
    void takeIntrinsics(const CameraMapping& mapping, CameraStream& camera) {
        const auto sameSize = [&](const ProfileIntrinsics& i) {
            return i.width == camera.width && i.height == camera.height;
        };
        const auto sameShape = [&](const ProfileIntrinsics& i) {
            return i.width * camera.height == i.height * camera.width;
        };
        auto found = std::ranges::find_if(mapping.intrinsics, sameSize);
        const bool exact = found != mapping.intrinsics.end();
        if (!exact) found = std::ranges::find_if(mapping.intrinsics, sameShape);
        if (found == mapping.intrinsics.end()) {
            if (!mapping.intrinsics.empty())
                assume(
                    fmt::format("no K for camera '{}': the profile has none for {}x{} pictures or ones of "
                                "that shape",
                                camera.name, camera.width, camera.height));
            return;
        }
        camera.k = scaledK(*found, camera.width, camera.height);
        camera.distortion = found->distortion;
        camera.kEstimated = found->estimated;
        camera.kSource =
            exact ? found->source
                  : fmt::format("{}, scaled from {}x{}", found->source, found->width, found->height);
    }

    /// Every stride-th frame; the reader's frame sources do the same.
    void thinOut() {
        const int stride = m_profile.stride;
        const int kept = (m_episode.frameCount + stride - 1) / stride;
        const auto thin = [&](auto& list) {
            if (list.empty()) return;
            auto out = list;
            out.clear();
            for (int t = 0; t < kept; ++t)
                out.push_back(list[static_cast<size_t>(t) * static_cast<size_t>(stride)]);
            list = std::move(out);
        };
        thin(m_episode.timestamps);
        thin(m_episode.endEffectorPoses);
        for (GripperRecord& gripper : m_episode.grippers) {
            thin(gripper.raw);
            thin(gripper.open);
        }
        if (m_episode.jointPositions.rows() > 0) {
            const Eigen::MatrixXd all = m_episode.jointPositions;
            m_episode.jointPositions.resize(kept, all.cols());
            for (int t = 0; t < kept; ++t) m_episode.jointPositions.row(t) = all.row(t * stride);
        }
        m_episode.frameCount = kept;
        if (m_episode.fps) *m_episode.fps /= stride;
    }

    const RecordedEpisode& m_recorded;
    const DatasetProfile& m_profile;
    const RobotLayout* m_robot;
    std::vector<std::string>* m_assumptions;
    Episode m_episode;
};

}  // namespace

Result<Episode> applyDatasetProfile(const RecordedEpisode& recorded, const DatasetProfile& profile,
                                    const RobotLayout* robot, const std::filesystem::path& folder,
                                    std::vector<std::string>* assumptions) {
    return Application(recorded, profile, robot, assumptions).run(folder);
}

}  // namespace camframe
