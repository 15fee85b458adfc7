// SPDX-License-Identifier: Apache-2.0
#include "model/qt/recording.h"

#include <QCryptographicHash>

namespace camframe {

std::optional<Eigen::Vector3d> Recording::pointInBase(int frame, int link,
                                                      const Eigen::Vector3d& pointInLink) const {
    if (frame < 0 || frame >= static_cast<int>(motion.baseFromLink.size()) || !motion.valid(frame)) return {};
    const auto& poses = motion.baseFromLink[static_cast<size_t>(frame)];
    if (link < 0 || link >= static_cast<int>(poses.size()) || !motion.linkKnown[static_cast<size_t>(link)]) {
        return {};
    }
    return poses[static_cast<size_t>(link)] * pointInLink;
}

std::vector<CameraState> Recording::initialStates() const {
    std::vector<CameraState> states;
    for (const CameraStream& stream : episode.cameras) {
        CameraState state;
        state.name = stream.name;
        CameraModel& camera = state.intrinsics.camera;
        camera.width = stream.width;
        camera.height = stream.height;
        camera.distortion = stream.distortion;
        if (stream.k) {
            camera.fx = (*stream.k)(0, 0);
            camera.fy = (*stream.k)(1, 1);
            camera.cx = (*stream.k)(0, 2);
            camera.cy = (*stream.k)(1, 2);
        } else {
            // A horizontal view of 53 degrees, in the middle of common webcams and depth cameras.
            camera.fx = camera.fy = stream.width;
            camera.cx = (stream.width - 1) / 2.0;
            camera.cy = (stream.height - 1) / 2.0;
            state.intrinsics.source = IntrinsicsSource::Estimated;
        }
        states.push_back(std::move(state));
    }
    return states;
}

QString Recording::identity() const {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const std::string& text) {
        hash.addData(QByteArray::fromStdString(text));
        hash.addData(QByteArray(1, '\0'));
    };
    const auto addNumbers = [&hash](const double* values, Eigen::Index count) {
        hash.addData(QByteArrayView(reinterpret_cast<const char*>(values),
                                    static_cast<qsizetype>(count) * qsizetype{sizeof(double)}));
    };
    add(dataset);
    add(episode.name);
    add(robot->name);
    add(std::to_string(episodeIndex));
    add(std::to_string(episode.frameCount));
    for (const auto& joint : episode.jointNames) add(joint);
    addNumbers(episode.jointPositions.data(), episode.jointPositions.size());
    for (const auto& pose : episode.endEffectorPoses) addNumbers(pose.matrix().data(), 16);
    for (const auto& camera : episode.cameras) {
        add(camera.name);
        add(std::to_string(camera.width) + "x" + std::to_string(camera.height));
    }
    return QString::fromLatin1(hash.result().toHex());
}

std::optional<Eigen::Vector2d> Recording::residual(const CameraState& state, const Keypoint& keypoint) const {
    if (!state.camFromBase) return {};
    const auto point = pointInBase(keypoint.frame, keypoint.link, keypoint.pointInLink);
    if (!point) return {};
    const auto predicted = state.intrinsics.camera.project(*state.camFromBase * *point);
    if (!predicted) return {};
    return Eigen::Vector2d(*predicted - keypoint.pixel);
}

}  // namespace camframe
