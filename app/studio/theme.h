// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

class QApplication;
class QIcon;

namespace camframe {

/// Makes icons and style sheet available and gives the program its dark, quiet look. Call once.
void applyTheme(QApplication& application);

/// An icon of resources/icons by file name without ending.
QIcon icon(const QString& name);

}  // namespace camframe
