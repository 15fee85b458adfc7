// SPDX-License-Identifier: Apache-2.0
// From a dropped review list to exported files and back again, by keys and mouse.
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>

#include "app/studio/desk_controller.h"
#include "app/studio/export_desk.h"
#include "tests/support/transform_matchers.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/settle.h"
#include "tests/views/wait_until.h"
#include "views/docks/export_panel.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::waitUntil;

class WholeJourney : public test::PourDataset {
protected:
    void SetUp() override { QSettings().clear(); }
    void TearDown() override { QSettings().clear(); }
    /// Presses on a drawn part of the robot and drags it by some pixels.
    static void dragAPoint(MainWindow& window) {
        const auto drawn = window.editor().shownOverlay();
        ASSERT_TRUE(drawn);
        int best = -1;
        for (int i = 0; i < static_cast<int>(drawn->part.data.size()); ++i)
            if (drawn->part.data[static_cast<size_t>(i)] && i / drawn->part.width > drawn->part.height / 4) {
                best = i + 2 * drawn->part.width;
                break;
            }
        ASSERT_GE(best, 0);
        Canvas& canvas = window.canvas();
        const Eigen::Vector2d from(best % drawn->part.width, best / drawn->part.width);
        QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.screenFromPixel(from).toPoint());
        for (int step = 1; step <= 5; ++step) {
            const QPointF to = canvas.screenFromPixel(from + Eigen::Vector2d(0.4 * step, 0));
            QMouseEvent move(QEvent::MouseMove, to, canvas.mapToGlobal(to), Qt::NoButton, Qt::LeftButton, {});
            QCoreApplication::sendEvent(&canvas, &move);
        }
        QTest::mouseRelease(&canvas, Qt::LeftButton, {},
                            canvas.screenFromPixel(from + Eigen::Vector2d(2, 0)).toPoint());
        test::settle(window.editor());
    }
};

TEST_F(WholeJourney, OpenCalibrateDragAcceptNextExportReopen) {
    open().reset();  // makes the list
    test::GuiWatch watch;
    const QString out = m_folder.filePath(u"exports"_s);
    int judged = -1, steps = 0;
    RigidTransform calibrated = RigidTransform::Identity();
    {
        MainWindow window(m_languages);
        window.show();
        QSignalSpy arrived(&window.review(), &ReviewSession::arrived);
        QMimeData dropped;
        dropped.setUrls({QUrl::fromLocalFile(list())});
        // The toolkit passes a drop on only to where something was dragged before.
        QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &enter);
        QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&window, &drop);
        ASSERT_TRUE(waitUntil([&] { return !arrived.isEmpty(); })) << window.banner().text().toStdString();
        ASSERT_TRUE(waitUntil([&] { return window.editor().shownOverlay() != nullptr; }));
        window.activateWindow();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
        window.canvas().setFocus();
        QTest::keyClick(&window.canvas(), Qt::Key_F5);
        ASSERT_EQ(window.jobs().runningCount(), 1);
        ASSERT_TRUE(waitUntil([&] { return window.jobs().runningCount() == 0; }));
        ASSERT_TRUE(window.editor().state().run && !window.editor().state().run->backend.empty());
        ASSERT_TRUE(window.editor().state().camFromBase);
        ASSERT_TRUE(waitUntil([&] { return window.presenter().isSettled(); }));

        calibrated = *window.editor().state().camFromBase;
        QTest::keyClick(&window.canvas(), Qt::Key_K);
        dragAPoint(window);
        ASSERT_EQ(window.editor().state().keypoints.size(), 1U);
        judged = window.review().current();
        const auto before = arrived.count();
        steps = window.editor().document()->undoStack().count();
        QTest::keyClick(&window.canvas(), Qt::Key_A);
        ASSERT_TRUE(waitUntil([&] { return arrived.count() > before; })) << "the next one came by itself";
        EXPECT_NE(window.review().current(), judged);
        EXPECT_EQ(window.review().desk().items()[static_cast<size_t>(judged)].verdict, Verdict::Accepted);

        window.actions()[ActionId::ExportDesk]->trigger();
        ExportPanel* panel = window.desk().exports().panel();
        ASSERT_TRUE(panel && panel->isVisible());
        ASSERT_EQ(panel->plan().totals().exported, 1);
        auto* folder = panel->findChildren<QLineEdit*>().back();
        folder->clear();
        QTest::keyClicks(folder, out);
        QTest::mouseClick(panel->findChild<QPushButton*>(u"exportGo"_s), Qt::LeftButton);
        ASSERT_TRUE(waitUntil([&] { return QFileInfo::exists(out + u"/manifest.json"_s); }));
        ASSERT_TRUE(waitUntil([&] { return window.jobs().runningCount() == 0; }));
        panel->close();
        window.findChild<QDockWidget*>(u"showScene"_s)->hide();
        window.close();
    }
    // Everything is there again, the layout too.
    const auto window = open();
    EXPECT_FALSE(window->findChild<QDockWidget*>(u"showScene"_s)->isVisible());
    EXPECT_EQ(window->review().desk().items()[static_cast<size_t>(judged)].verdict, Verdict::Accepted);
    window->review().openItem(judged);
    ASSERT_TRUE(waitUntil([&] { return window->review().shows(judged); }));
    EXPECT_EQ(window->editor().state().keypoints.size(), 1U);
    EXPECT_GE(window->editor().document()->undoStack().count(), steps);
    // Undo goes on across the restart: first the verdict goes, then the keypoint and the pose that it gave.
    const auto undo = [&window] { window->actions()[ActionId::Undo]->trigger(); };
    EXPECT_EQ(window->editor().state().verdict, Verdict::Accepted);
    undo();
    EXPECT_EQ(window->editor().state().verdict, Verdict::None);
    EXPECT_EQ(window->review().desk().items()[static_cast<size_t>(judged)].verdict, Verdict::None)
        << "the list hears of it";
    undo();
    EXPECT_TRUE(window->editor().state().keypoints.empty());
    EXPECT_TRUE(test::posesNear(*window->editor().state().camFromBase, calibrated, 1e-12, 1e-12))
        << "the calibration's pose is back";
    window->actions()[ActionId::Redo]->trigger();
    EXPECT_EQ(window->editor().state().keypoints.size(), 1U);
    EXPECT_EQ(watch.entered(), 0);
}

}  // namespace
}  // namespace camframe
