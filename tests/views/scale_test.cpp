// SPDX-License-Identifier: Apache-2.0
// Every dock and dialog in every language; ctest also runs this on desktops that enlarge windows by 1.25, 1.5
// and 2 (CAMFRAME_TEST_SCALE).
#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include "app/studio/desk_controller.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"
#include "views/docks/export_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::waitUntil;

std::string placeOf(const QWidget* widget) {
    std::string path;
    for (; widget; widget = widget->parentWidget())
        path += std::string(widget->metaObject()->className()) + "(" + widget->objectName().toStdString() +
                ") < ";
    return path;
}

/// Texts that a person cannot read to their end; what is made to be shortened or to scroll is left out.
void expectNothingCut(QWidget& window, const std::string& where) {
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (!widget->isVisibleTo(&window) || widget->width() <= 1) continue;
        QString text;
        int needed = 0;
        if (const auto* label = qobject_cast<QLabel*>(widget)) {
            if (label->wordWrap() || label->sizePolicy().horizontalPolicy() == QSizePolicy::Ignored) continue;
            text = label->text();
            needed = label->sizeHint().width();
        } else if (qobject_cast<QPushButton*>(widget) || qobject_cast<QCheckBox*>(widget)) {
            text = static_cast<QAbstractButton*>(widget)->text();
            needed = widget->minimumSizeHint().width();
        }
        if (text.isEmpty()) continue;
        EXPECT_GE(widget->width(), needed)
            << where << ": \"" << text.toStdString() << "\" in " << placeOf(widget);
    }
}

class Scale : public test::PourDataset {};

TEST_F(Scale, NothingIsCutInAnyDockOrDialog) {
    const auto window = open();
    window->resize(1280, 720);
    for (const QString& language : Languages::all()) {
        const std::string tongue = language.toStdString() + " ";
        m_languages.set(language);
        for (QDockWidget* dock : window->findChildren<QDockWidget*>()) {
            dock->show();
            dock->raise();
            QTest::qWait(30);
            expectNothingCut(*dock, tongue + dock->objectName().toStdString());
        }
        // The window as a whole fits a laptop's screen.
        EXPECT_LE(window->minimumSizeHint().width(), 1366) << tongue;
        EXPECT_LE(window->minimumSizeHint().height(), 768) << tongue;
        for (const ActionId id : {ActionId::Shortcuts, ActionId::CommandPalette, ActionId::ExportDesk,
                                  ActionId::CalibrateList, ActionId::NewReview, ActionId::FindConventions}) {
            window->actions()[id]->trigger();
            QTest::qWait(50);
            int seen = 0;
            for (QWidget* top : QApplication::topLevelWidgets()) {
                if (!top->isVisible() || top == window.get() || !top->isWindow()) continue;
                if (top->windowType() != Qt::Dialog && !qobject_cast<QDialog*>(top)) continue;
                ++seen;
                expectNothingCut(*top, tongue + Actions::idText(id).toStdString());
                EXPECT_LE(top->width(), 1366) << tongue << placeOf(top);
                EXPECT_LE(top->height(), 768) << tongue << placeOf(top);
                top->close();
            }
            EXPECT_GE(seen, id == ActionId::CommandPalette ? 0 : 1) << Actions::idText(id).toStdString();
            QTest::qWait(20);
        }
    }
    m_languages.set(u"en"_s);
}

TEST_F(Scale, PicturesAndTextUseAllPixelsOfTheScreen) {
    const auto window = open();
    const double scale = qEnvironmentVariable("QT_SCALE_FACTOR").toDouble();
    ASSERT_GE(scale, 1);
    EXPECT_NEAR(window->canvas().devicePixelRatioF(), scale, 0.01);
    window->canvas().zoomToActualSize();
    QTest::qWait(50);
    const QImage shown = window->canvas().grab().toImage();
    EXPECT_NEAR(shown.width(), window->canvas().width() * scale, 2);
    // A press finds the same pixel whatever the scale.
    const Eigen::Vector2d pixel(70.25, 40.5);
    const QPointF screen = window->canvas().screenFromPixel(pixel);
    EXPECT_LT((window->canvas().pixelFromScreen(screen) - pixel).norm(), 1e-9);
}

}  // namespace
}  // namespace camframe
