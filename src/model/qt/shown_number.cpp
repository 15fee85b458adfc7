// SPDX-License-Identifier: Apache-2.0
#include "model/qt/shown_number.h"

#include <QLocale>
#include <QRegularExpression>
#include <QStringList>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

QLocale ungrouped() {
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale;
}

}  // namespace

QString shownNumber(double value, int decimals) {
    return ungrouped().toString(value, 'f', decimals);
}

QString shownDigits(double value, int digits) {
    return ungrouped().toString(value, 'g', digits);
}

QString shownNumbers(std::initializer_list<double> values, int decimals) {
    QStringList shown;
    for (const double value : values) shown << shownNumber(value, decimals);
    return shown.join(QLocale().decimalPoint() == u","_s ? u"; "_s : u", "_s);
}

QString withShownNumbers(QString sentence) {
    // Neither versions such as 1.2.3 nor names such as link_1.5.
    static const QRegularExpression number(u"(?<![\\w.])(\\d+)\\.(\\d+)(?![\\w.]*\\d)(?!\\w)"_s);
    return sentence.replace(number, u"\\1%1\\2"_s.arg(QLocale().decimalPoint()));
}

}  // namespace camframe
