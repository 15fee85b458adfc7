// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFlags>
#include <QList>

namespace camframe {

/// What changed in a ProjectDocument: which camera, which of its properties, and which keypoints.
struct ChangeEvent {
    enum Property {
        Pose = 0x01,        ///< camFromBase.
        Intrinsics = 0x02,  ///< Camera matrix, distortion, and where they came from.
        Keypoints = 0x04,   ///< Keypoints were added, removed or moved; see `keypoints`.
        Verdict = 0x08,
        Run = 0x10,     ///< The last result of the pipeline.
        Motion = 0x20,  ///< ProjectDocument::motion(): the corrections of the last result are others.
        Masks = 0x40,   ///< What a person drew into frames.
    };
    Q_DECLARE_FLAGS(Properties, Property)

    int camera = 0;  ///< Index into ProjectDocument::cameras().
    Properties properties;
    QList<int> keypoints;  ///< Ids that were added, removed or changed.
};

Q_DECLARE_OPERATORS_FOR_FLAGS(ChangeEvent::Properties)

}  // namespace camframe
