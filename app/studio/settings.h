// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QKeySequence>
#include <QString>
#include <QVariant>
#include <optional>

namespace camframe {

/// Settings of the user; every key with its default is in the table of settings.cpp. Stored at once.
/// Window geometry and changed shortcuts are kept apart, under "window/" and "shortcuts/".
enum class Setting {
    Theme,     ///< Number of a Theme.
    Language,  ///< One of Languages::all(); empty: as the system.
    OverlayFill,
    OverlayOutline,
    OverlayWireframe,
    OverlayPaint,  ///< 0 plain, 1 by link, 2 by depth.
    ShowToolPath,
    OverlayOpacity,
    NudgeStep,  ///< m
    SolveWhileEditing,
    LastFolder,
    ExportFolder,  ///< Of the export desk.
    Reviewer,      ///< Written beside verdicts; empty: the name of the user's account.
};

QVariant setting(Setting key);
void setSetting(Setting key, const QVariant& value);

/// Takes over what earlier versions stored under other keys; to be called once as the program starts.
void migrateSettings();

/// A shortcut that the user changed.
std::optional<QKeySequence> savedShortcut(const QString& actionId);
void saveShortcut(const QString& actionId, const std::optional<QKeySequence>& shortcut);

QByteArray storedGeometry(const QString& what);
void storeGeometry(const QString& what, const QByteArray& state);

}  // namespace camframe
