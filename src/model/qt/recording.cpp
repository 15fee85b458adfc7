// SPDX-License-Identifier: Apache-2.0
#include "model/qt/recording.h"

#include <QCryptographicHash>
#include <set>

namespace camframe {

std::vector<CameraState> Recording::initialStates() const {
    std::vector<CameraState> states;
    for (const CameraStream& stream : episode.cameras) {
        CameraState state;
        state.name = stream.name;
        CameraModel& camera = state.intrinsics.camera;
        camera = CameraModel::guessed(stream.width, stream.height);
        camera.distortion = stream.distortion;
        if (stream.k) {
            camera.fx = (*stream.k)(0, 0);
            camera.fy = (*stream.k)(1, 1);
            camera.cx = (*stream.k)(0, 2);
            camera.cy = (*stream.k)(1, 2);
        } else {
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
    const auto bytes = [](const double* values, Eigen::Index count) {
        return QByteArrayView(reinterpret_cast<const char*>(values),
                              static_cast<qsizetype>(count) * qsizetype{sizeof(double)});
    };
    add(dataset);
    add(episode.name);
    add(std::to_string(episodeIndex));
    add(std::to_string(episode.frameCount));
    // A profile renames joints and repeats columns for joints that follow others. So names do not count, and
    // of equal columns only the first does: the same recording with a URDF instead is still the same.
    const Eigen::MatrixXd& joints = episode.jointPositions;
    std::set<QByteArray> columns;
    for (Eigen::Index i = 0; i < joints.cols(); ++i) {
        const QByteArrayView column = bytes(joints.col(i).data(), joints.rows());
        if (columns.insert(column.toByteArray()).second) hash.addData(column);
    }
    for (const auto& pose : episode.endEffectorPoses) hash.addData(bytes(pose.matrix().data(), 16));
    for (const auto& camera : episode.cameras) {
        add(camera.name);
        add(std::to_string(camera.width) + "x" + std::to_string(camera.height));
        add(camera.frames.path.lexically_relative(episode.folder).string());
    }
    return QString::fromLatin1(hash.result().toHex());
}

}  // namespace camframe
