// SPDX-License-Identifier: Apache-2.0
// What people need who do not use a mouse or do not see the screen well.
#include <gtest/gtest.h>

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QAccessibleWidget>
#include <QDockWidget>
#include <QLabel>
#include <QScrollArea>
#include <QtTest/QTest>
#include <set>

#include "app/studio/main_window.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

/// Where the keyboard can go, apart from what the toolkit makes inside of widgets.
std::vector<QWidget*> focusable(QWidget& window) {
    std::vector<QWidget*> found;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!(widget->focusPolicy() & Qt::TabFocus) || !widget->isEnabledTo(&window)) continue;
        if (widget->objectName().startsWith(u"qt_"_s) || widget->inherits("QTabBar") ||
            widget->inherits("QComboBoxListView") || widget->inherits("QWindowContainer") ||
            widget->focusProxy())
            continue;
        found.push_back(widget);
    }
    return found;
}

TEST(Access, EverythingThatTakesTheKeyboardHasAName) {
    Languages languages;
    MainWindow window(languages);
    window.show();
    int nameless = 0;
    for (QWidget* widget : focusable(window)) {
        QAccessibleInterface* access = QAccessible::queryAccessibleInterface(widget);
        const QString name = access ? access->text(QAccessible::Name) : QString();
        if (!name.trimmed().isEmpty()) continue;
        ++nameless;
        std::string path;
        for (const QWidget* w = widget; w; w = w->parentWidget())
            path += std::string(w->metaObject()->className()) + "(" + w->objectName().toStdString() + ") < ";
        ADD_FAILURE() << "no accessible name: " << path;
    }
    EXPECT_EQ(nameless, 0);
    EXPECT_GT(focusable(window).size(), 20U);
}

TEST(Access, TheTabKeyGoesRoundWithoutATrap) {
    Languages languages;
    MainWindow window(languages);
    window.show();
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    std::set<QWidget*> visited;
    QWidget* start = QApplication::focusWidget();
    if (!start) {
        QTest::keyClick(&window, Qt::Key_Tab);
        start = QApplication::focusWidget();
    }
    ASSERT_TRUE(start);
    int steps = 0;
    for (; steps < 300; ++steps) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        ASSERT_TRUE(QApplication::focusWidget()) << "after " << steps << " steps";
        if (QApplication::focusWidget() == start && steps > 0) break;
        visited.insert(QApplication::focusWidget());
    }
    EXPECT_LT(steps, 300) << "it comes back to where it began";
    EXPECT_GT(visited.size(), 3U);
}

}  // namespace
}  // namespace camframe
