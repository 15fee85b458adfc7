// SPDX-License-Identifier: Apache-2.0
#include "app/studio/settings.h"

#include <QSettings>
#include <array>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

struct Row {
    Setting setting;
    const char* key;
    QVariant byDefault;
};

const Row& row(Setting setting) {
    static const std::array rows{
        Row{Setting::Theme, "theme", 1},
        Row{Setting::Language, "language", QString()},
        Row{Setting::OverlayFill, "overlay/fill", true},
        Row{Setting::OverlayOutline, "overlay/outline", true},
        Row{Setting::OverlayWireframe, "overlay/wireframe", false},
        Row{Setting::OverlayPaint, "overlay/paint", 0},
        Row{Setting::ShowToolPath, "overlay/toolPath", false},
        Row{Setting::OverlayOpacity, "overlay/opacity", 0.45},
        Row{Setting::NudgeStep, "nudge/step", 0.005},
        Row{Setting::SolveWhileEditing, "keypoints/solveWhileEditing", true},
        Row{Setting::LastFolder, "lastFolder", QString()},
        Row{Setting::ExportFolder, "exportFolder", QString()},
        Row{Setting::Reviewer, "reviewer", QString()},
    };
    return rows[static_cast<size_t>(setting)];
}

}  // namespace

QVariant setting(Setting key) {
    const Row& entry = row(key);
    return QSettings().value(QLatin1StringView(entry.key), entry.byDefault);
}

void setSetting(Setting key, const QVariant& value) {
    QSettings().setValue(QLatin1StringView(row(key).key), value);
}

void migrateSettings() {
    QSettings settings;
    const QString linkColours = u"overlay/linkColours"_s;
    const Row& paint = row(Setting::OverlayPaint);
    if (settings.value(linkColours).toBool() && !settings.contains(QLatin1StringView(paint.key)))
        setSetting(Setting::OverlayPaint, 1);
    settings.remove(linkColours);
}

std::optional<QKeySequence> savedShortcut(const QString& actionId) {
    const QVariant value = QSettings().value(u"shortcuts/"_s + actionId);
    if (!value.isValid()) return {};
    return QKeySequence(value.toString(), QKeySequence::PortableText);
}

void saveShortcut(const QString& actionId, const std::optional<QKeySequence>& shortcut) {
    if (shortcut) {
        QSettings().setValue(u"shortcuts/"_s + actionId, shortcut->toString(QKeySequence::PortableText));
    } else {
        QSettings().remove(u"shortcuts/"_s + actionId);
    }
}

QByteArray storedGeometry(const QString& what) {
    return QSettings().value(u"window/"_s + what).toByteArray();
}

void storeGeometry(const QString& what, const QByteArray& state) {
    QSettings().setValue(u"window/"_s + what, state);
}

}  // namespace camframe
