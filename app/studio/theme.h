// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>
#include <QString>

class QApplication;

namespace camframe {

/// Stored as a number: the order stays.
enum class Theme { System, Dark, Light };

/// Fonts, style and the window's icon; call once, before applyTheme().
void prepareLook(QApplication& application);
/// Palette and style sheet; everything on show changes at once, icons too.
void applyTheme(QApplication& application, Theme theme);
/// What the setting says; dark unless the user chose otherwise.
Theme chosenTheme();

/// From resources/icons, drawn in the present theme's ink whenever it is painted.
QIcon icon(const QString& name);

}  // namespace camframe
