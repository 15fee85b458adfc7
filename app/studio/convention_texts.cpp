// SPDX-License-Identifier: Apache-2.0
#include "app/studio/convention_texts.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

// For the translators' tool. Lists of such words are put together from them, with commas.
[[maybe_unused]] constexpr const char* words[] = {
    QT_TRANSLATE_NOOP("Convention", "order of the columns"),
    QT_TRANSLATE_NOOP("Convention", "unit"),
    QT_TRANSLATE_NOOP("Convention", "radians"),
    QT_TRANSLATE_NOOP("Convention", "degrees"),
    QT_TRANSLATE_NOOP("Convention", "extrinsics"),
    QT_TRANSLATE_NOOP("Convention", "joints"),
    QT_TRANSLATE_NOOP("Convention", "gripper"),
    QT_TRANSLATE_NOOP("Convention", "arms exchanged"),
    QT_TRANSLATE_NOOP("Convention", "arms interleaved"),
    QT_TRANSLATE_NOOP("Convention", "largest value open"),
    QT_TRANSLATE_NOOP("Convention", "largest value closed"),
    QT_TRANSLATE_NOOP("Convention", "all else"),
    QT_TRANSLATE_NOOP("Convention", "camera in base space"),
    QT_TRANSLATE_NOOP("Convention", "base in camera space"),
    QT_TRANSLATE_NOOP("Convention", "OpenCV axes"),
    QT_TRANSLATE_NOOP("Convention", "OpenGL axes"),
    QT_TRANSLATE_NOOP("Convention", "ROS link axes"),
    QT_TRANSLATE_NOOP("Convention", "axis-angle"),
    QT_TRANSLATE_NOOP("Convention", "axis-angle in degrees"),
    QT_TRANSLATE_NOOP("Convention", "quaternion xyzw"),
    QT_TRANSLATE_NOOP("Convention", "quaternion wxyz"),
    QT_TRANSLATE_NOOP("Convention", "first two columns of the matrix"),
    QT_TRANSLATE_NOOP("Convention", "first two rows of the matrix"),
    QT_TRANSLATE_NOOP("Convention", "matrix by rows"),
    QT_TRANSLATE_NOOP("Convention", "matrix by columns"),
    QT_TRANSLATE_NOOP("Convention", "matrix with its rotation transposed"),
    QT_TRANSLATE_NOOP("Convention", "matrix 3x4 by rows"),
    QT_TRANSLATE_NOOP("Convention", "matrix 4x4 by rows"),
    QT_TRANSLATE_NOOP("Convention", "matrix 4x4 by columns"),
    QT_TRANSLATE_NOOP("Convention", "rotation"),
    QT_TRANSLATE_NOOP("Convention", "pose columns"),
    QT_TRANSLATE_NOOP("Convention", "pose unit"),
    QT_TRANSLATE_NOOP("Convention", "metres"),
    QT_TRANSLATE_NOOP("Convention", "millimetres"),
    QT_TRANSLATE_NOOP("Convention", "pose rotation"),
    QT_TRANSLATE_NOOP("Convention", "pose base axes"),
    QT_TRANSLATE_NOOP("Convention", "pose body"),
    QT_TRANSLATE_NOOP("Convention", "order of colours"),
    QT_TRANSLATE_NOOP("Convention", "as stored"),
    QT_TRANSLATE_NOOP("Convention", "red and blue exchanged"),
    QT_TRANSLATE_NOOP("Convention", "the link"),
    QT_TRANSLATE_NOOP("Convention", "a point of the link"),
};

QString part(const QString& text) {
    static const QRegularExpression euler(
        u"^Euler angles ([xyzXYZ]{3}) about (static|moved) axes in (.*)$"_s);
    static const QRegularExpression joint(u"^joint (.*)$"_s);
    const auto tr = [](const char* source) { return QCoreApplication::translate("Convention", source); };
    if (const auto match = euler.match(text); match.hasMatch()) {
        const bool still = match.captured(2) == u"static", degrees = match.captured(3) == u"degrees";
        const QString form =
            still     ? degrees
                            ? tr(QT_TRANSLATE_NOOP("Convention", "Euler angles %1 about static axes in degrees"))
                            : tr(QT_TRANSLATE_NOOP("Convention", "Euler angles %1 about static axes in radians"))
                : degrees ? tr(QT_TRANSLATE_NOOP("Convention", "Euler angles %1 about moved axes in degrees"))
                      : tr(QT_TRANSLATE_NOOP("Convention", "Euler angles %1 about moved axes in radians"));
        return form.arg(match.captured(1));
    }
    if (const auto match = joint.match(text); match.hasMatch())
        return tr(QT_TRANSLATE_NOOP("Convention", "joint %1")).arg(match.captured(1));
    return QCoreApplication::translate("Convention", text.toUtf8().constData());
}

}  // namespace

QString conventionText(const std::string& text) {
    QStringList clauses;
    for (const QString& clause : QString::fromStdString(text).split(u"; "_s)) {
        QStringList parts;
        for (const QString& one : clause.split(u", "_s)) parts << part(one);
        clauses << parts.join(u", "_s);
    }
    return clauses.join(u"; "_s);
}

}  // namespace camframe
