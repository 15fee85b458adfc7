// SPDX-License-Identifier: Apache-2.0
// What the window draws, against pictures that a person has looked at (tests/views/golden). After a wanted
// change, run with CAMFRAME_UPDATE_GOLDEN=1, look at the new pictures, and commit them.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QTemporaryDir>
#include <QtTest/QTest>
#include <fstream>

#include "app/studio/main_window.h"
#include "app/studio/theme.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "tests/support/temp_dir.h"
#include "tests/views/wait_until.h"
#include "views/widgets/timeline.h"

namespace camframe {
namespace {

using test::waitUntil;

using namespace Qt::StringLiterals;

/// Pictures are drawn by our own renderer, so they are the same to the last bits of rounding: what differs is
/// a changed drawing. Of windows, only the layout is compared, at an eighth of the size: fonts and the
/// toolkit's details differ between machines.
struct Tolerance {
    double mean = 0;       ///< Absolute difference of a channel, over all pixels (grey levels).
    int pixel = 0;         ///< A pixel differs when a channel does by more.
    double differing = 0;  ///< Share of pixels that may.
};
constexpr Tolerance ofPictures{0.5, 16, 0.005};
constexpr Tolerance ofWindows{4, 40, 0.04};

void compare(const QString& name, const QImage& drawn, const Tolerance& tolerance) {
    const QString folder = QStringLiteral(CAMFRAME_SOURCE_DIR) + u"/tests/views/golden/"_s;
    const QString path = folder + name + u".png"_s;
    const QImage now = drawn.convertToFormat(QImage::Format_RGB888);
    if (qEnvironmentVariableIsSet("CAMFRAME_UPDATE_GOLDEN")) {
        QDir().mkpath(folder);
        ASSERT_TRUE(now.save(path));
    }
    const QImage golden = QImage(path).convertToFormat(QImage::Format_RGB888);
    ASSERT_FALSE(golden.isNull()) << path.toStdString();
    ASSERT_EQ(now.size(), golden.size()) << name.toStdString();
    double sum = 0;
    int differing = 0;
    for (int y = 0; y < now.height(); ++y) {
        const uchar *a = now.constScanLine(y), *b = golden.constScanLine(y);
        for (int x = 0; x < now.width(); ++x) {
            int worst = 0;
            for (int c = 0; c < 3; ++c) {
                const int difference = std::abs(a[3 * x + c] - b[3 * x + c]);
                sum += difference;
                worst = std::max(worst, difference);
            }
            differing += worst > tolerance.pixel;
        }
    }
    const double pixels = static_cast<double>(now.width()) * now.height();
    const bool good = sum / (3 * pixels) <= tolerance.mean && differing / pixels <= tolerance.differing;
    if (!good) {
        const QString kept = QDir::tempPath() + u"/camframe-golden-"_s + name + u".png"_s;
        now.save(kept);
        ADD_FAILURE() << name.toStdString() << ": mean difference " << sum / (3 * pixels) << ", "
                      << 100 * differing / pixels
                      << " % of the pixels differ; drawn now: " << kept.toStdString();
    }
}

/// The embedded robot with its masks, small.
class Golden : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        const auto robot = makeDemoRobot();
        ASSERT_TRUE(robot);
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = 6;
        options.framesPerMove = 3;
        const auto recording = generate(*robot, options, RunContext{});
        ASSERT_TRUE(recording) << recording.error().message;
        s_folder = std::make_unique<test::TempDir>();
        ASSERT_TRUE(writeRecording(*recording, *s_folder / "recording", "", RunContext{}));
        RigidTransform off = recording->camFromBase;
        off.pretranslate(Eigen::Vector3d(0.03, -0.01, 0.02));
        for (const auto& [name, pose] : {std::pair{"pose.txt", recording->camFromBase}, {"off.txt", off}}) {
            std::ofstream file(*s_folder / name);
            file.precision(17);
            file << pose.matrix();
        }
    }
    static void TearDownTestSuite() { s_folder.reset(); }
    void SetUp() override { QSettings().clear(); }
    void TearDown() override { QSettings().clear(); }

    std::unique_ptr<MainWindow> open(const char* pose) {
        StudioRequest request;
        request.session.dataset = *s_folder / "recording";
        request.session.robot = "demo";
        request.project = m_folder.filePath(u"p.camframe"_s);
        request.masks = QString::fromStdString((*s_folder / "recording/truth/mask").string());
        request.calibration = QString::fromStdString((*s_folder / pose).string());
        auto window = std::make_unique<MainWindow>(m_languages);
        window->resize(1280, 800);
        window->show();
        window->open(request);
        EXPECT_TRUE(
            waitUntil([&] { return window->editor().shownOverlay() && window->presenter().isSettled(); }));
        return window;
    }
    static void setLook(MainWindow& window, const OverlayLook& look) {
        window.presenter().setLook(look);
        EXPECT_TRUE(waitUntil([&] { return window.presenter().isSettled(); }));
    }

    static inline std::unique_ptr<test::TempDir> s_folder;
    QTemporaryDir m_folder;
    Languages m_languages;
};

TEST_F(Golden, WaysToDrawTheRobot) {
    const auto window = open("off.txt");
    struct Case {
        const char* name;
        OverlayLook look;
    };
    OverlayLook bare;
    bare.fill = bare.outline = bare.wireframe = false;
    OverlayLook outline = bare, wireframe = bare, links, depth, mask, error, difference;
    outline.outline = true;
    wireframe.wireframe = true;
    links.paint = OverlayFill::Links;
    depth.paint = OverlayFill::Depth;
    depth.opacity = 0.8;
    mask.mask = MaskView::Mask;
    error.mask = MaskView::Error;
    difference.mask = MaskView::Difference;
    for (const Case& one : {Case{"outline", outline},
                            {"wireframe", wireframe},
                            {"links", links},
                            {"depth", depth},
                            {"mask", mask},
                            {"mask_error", error},
                            {"mask_difference", difference},
                            {"fill", OverlayLook{}}}) {
        setLook(*window, one.look);
        compare(QString::fromLatin1(one.name), window->canvas().image(), ofPictures);
    }
}

TEST_F(Golden, TwoPosesAcrossALineAndTheToolsWay) {
    const auto window = open("pose.txt");
    window->canvas().setFixedSize(320, 240);
    QCoreApplication::processEvents();
    window->canvas().fit();
    window->actions()[ActionId::ToolPath]->trigger();
    compare(u"tool_path"_s, window->canvas().grab().toImage(), ofPictures);
    window->actions()[ActionId::ToolPath]->trigger();

    RigidTransform other = *window->editor().state().camFromBase;
    other.pretranslate(Eigen::Vector3d(0.05, 0, 0));
    window->presenter().setComparison(other);
    ASSERT_TRUE(waitUntil([&] { return window->presenter().isSettled(); }));
    // Without the names at the bottom: fonts differ.
    compare(u"wipe"_s, window->canvas().grab(QRect(0, 0, 320, 190)).toImage(), ofPictures);
}

TEST_F(Golden, LayoutOfTheWindow) {
    prepareLook(*qApp);
    for (const auto& [theme, suffix] : {std::pair{Theme::Dark, u"dark"_s}, {Theme::Light, u"light"_s}}) {
        applyTheme(*qApp, theme);
        const auto small = [](QWidget& widget) {
            return widget.grab().toImage().scaled(160, 100, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
        };
        {
            MainWindow window(m_languages);
            window.resize(1280, 800);
            window.show();
            QTest::qWait(100);
            compare(u"window_welcome_"_s + suffix, small(window), ofWindows);
        }
        const auto window = open("pose.txt");
        QTest::qWait(800);  // the filmstrip's pictures
        compare(u"window_open_"_s + suffix, small(*window), ofWindows);
    }
}

}  // namespace
}  // namespace camframe
