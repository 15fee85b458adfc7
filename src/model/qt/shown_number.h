// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <initializer_list>

namespace camframe {

/// Numbers as the window shows them: with the decimal sign of the chosen language (QLocale()) and without
/// groups of thousands, exactly as the fields in which numbers are entered show theirs. What goes to files,
/// to the clipboard or over a wire is not made by these.
QString shownNumber(double value, int decimals);
/// With so many significant digits at most.
QString shownDigits(double value, int digits);
/// Several, with what the language puts between numbers: "1.5, 2.0", but "1,5; 2,0".
QString shownNumbers(std::initializer_list<double> values, int decimals);
/// A sentence from a file, whose numbers have decimal points.
QString withShownNumbers(QString sentence);

}  // namespace camframe
