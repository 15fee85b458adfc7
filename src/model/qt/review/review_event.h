// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>

#include "model/core/rigid_transform.h"
#include "model/qt/camera_state.h"

namespace camframe {

/// What one person once did to an item. Events are only ever added, so that every reviewer's own verdict is
/// known after others have judged the item too.
struct ReviewEvent {
    QString token;  ///< Unique for ever, also between copies of a project: nothing is entered twice.
    qint64 item = 0;
    qint64 at = 0;  ///< Seconds since 1970 (UTC); 0: not known.
    QString reviewer;
    QString action;  ///< "verdict", "sign" or "unsign".
    Verdict verdict = Verdict::None;
    QString reason;
    qint64 pose = 0;                      ///< Fingerprint of the pose that was judged; 0: not known.
    std::optional<RigidTransform> place;  ///< That pose, camFromBase, where it is known.

    static QString verdictAction() { return QStringLiteral("verdict"); }
    static QString signAction() { return QStringLiteral("sign"); }
    static QString unsignAction() { return QStringLiteral("unsign"); }
};

}  // namespace camframe
