// SPDX-License-Identifier: Apache-2.0
// How long the window takes: studio_bench [ITEMS]. Prints a Markdown table of medians and 95th percentiles,
// measured through the real window on recordings that it films first (1280 x 720, H.264). Not a test: times
// depend on the machine.
#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QtTest/QTest>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/review/review_import.h"
#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "tests/support/temp_dir.h"
#include "views/widgets/timeline.h"

using namespace camframe;
using namespace Qt::StringLiterals;

namespace {

// Filmed at half the size and enlarged, and shown three times: times do not depend on what is in the picture.
constexpr int filmedFrames = 20;
constexpr int frames = 3 * filmedFrames;
constexpr int enlarged = 2;

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "studio_bench: %s\n", why.c_str());
    std::exit(1);
}

template <class Done>
void waitFor(const char* what, Done done) {
    if (!QTest::qWaitFor(done, 60000)) giveUp(std::string(what) + " did not happen within a minute");
}

/// Waits without adding the event loop's own pauses to what is measured.
template <class Done>
double millisecondsUntil(Done done) {
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        if (timer.elapsed() > 60000) giveUp("an answer did not come within a minute");
    }
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

void row(const std::string& what, std::vector<double> times) {
    std::sort(times.begin(), times.end());
    const auto at = [&](double share) {
        return times[std::min(times.size() - 1,
                              static_cast<size_t>(share * static_cast<double>(times.size())))];
    };
    std::printf("| %s | %.1f | %.1f | %zu |\n", what.c_str(), at(0.5), at(0.95), times.size());
    std::fflush(stdout);
}

/// One film, many recordings: every episode shows it again.
void makeDataset(const std::filesystem::path& folder, int episodes) {
    const auto robot = makeDemoRobot();
    if (!robot) giveUp(robot.error().message);
    SyntheticOptions options;
    options.width = 1280 / enlarged;
    options.height = 720 / enlarged;
    options.frames = filmedFrames;
    options.fps = 30;
    options.adaptiveSampling = true;
    std::fprintf(stderr, "filming %d frames of %d x %d ...\n", filmedFrames, options.width, options.height);
    const auto film = generate(*robot, options, RunContext{});
    if (!film) giveUp(film.error().message);
    const std::filesystem::path first = folder / "data/item_0000";
    if (const auto written = writeRecording(*film, first, "", RunContext{}); !written)
        giveUp(written.error().message);
    // As datasets have it: a video instead of pictures.
    const QString rgb = QString::fromStdString((first / "rgb" / film->cameraName).string());
    const QStringList pictures = QDir(rgb).entryList(QDir::Files, QDir::Name);
    if (pictures.isEmpty()) giveUp("the film has no pictures");
    const QString suffix = QFileInfo(pictures.first()).suffix();
    const QString once = rgb + u"/once.mp4"_s;
    const auto ffmpeg = [](const QStringList& arguments) {
        if (QProcess::execute(u"ffmpeg"_s, QStringList{u"-v"_s, u"error"_s} + arguments) != 0)
            giveUp("ffmpeg with libx264 is needed to make the video");
    };
    ffmpeg({u"-framerate"_s, u"30"_s, u"-pattern_type"_s, u"glob"_s, u"-i"_s, rgb + u"/*."_s + suffix,
            u"-c:v"_s, u"libx264"_s, u"-vf"_s, u"scale=1280:720"_s, u"-pix_fmt"_s, u"yuv420p"_s, once});
    ffmpeg({u"-stream_loop"_s, QString::number(frames / filmedFrames - 1), u"-i"_s, once, u"-c:v"_s,
            u"libx264"_s, u"-g"_s, u"30"_s, QString::fromStdString((first / "front.mp4").string())});
    std::ifstream in(first / "episode.json");
    nlohmann::json episode = nlohmann::json::parse(in);
    const CameraModel lens = film->camera.resized(1280, 720);
    for (auto& camera : episode["cameras"]) {
        camera.erase("image_pattern");
        camera["video"] = "front.mp4";
        camera["width"] = lens.width;
        camera["height"] = lens.height;
        camera["K"] = {{lens.fx, 0, lens.cx}, {0, lens.fy, lens.cy}, {0, 0, 1}};
    }
    episode["num_frames"] = frames;
    episode.erase("timestamps");
    const nlohmann::json poses = episode["joint_positions"];
    for (int round = 1; round < frames / filmedFrames; ++round)
        for (const auto& pose : poses) episode["joint_positions"].push_back(pose);
    for (int i = 0; i < episodes; ++i) {
        const std::filesystem::path to = folder / "data" / fmt::format("item_{:04}", i);
        std::filesystem::create_directories(to);
        if (i > 0) std::filesystem::copy_file(first / "front.mp4", to / "front.mp4");
        episode["name"] = to.filename().string();
        std::ofstream(to / "episode.json") << episode.dump();
        Calibration result;
        result.status = CalibrationStatus::Review;
        result.reasons = {"look"};
        result.dataset = "data";
        result.episode = i;
        result.robot = "demo";
        result.cameraName = film->cameraName;
        result.camera = lens;
        result.camFromBase = film->camFromBase;
        result.camFromBase->pretranslate(Eigen::Vector3d(0.01, 0.005, 0));
        result.quality.risk = 0.5;
        if (const auto written =
                writeCalibration(result, calibrationPath(folder / "out", i, film->cameraName));
            !written)
            giveUp(written.error().message);
    }
    std::filesystem::remove_all(first / "rgb");
    std::filesystem::remove_all(first / "truth");
}

}  // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"camframe-tests"_s);
    QCoreApplication::setApplicationName(u"studio-bench"_s);
    QApplication application(argc, argv);
    QSettings().clear();
    const int items = argc > 1 ? std::max(3, QString::fromLocal8Bit(argv[1]).toInt()) : 20;
    const test::TempDir folder;
    makeDataset(folder.path(), items);
    const QString base = QString::fromStdString(folder.path().string());

    std::printf("| what | median ms | 95 %% ms | times |\n| --- | ---: | ---: | ---: |\n");
    std::fflush(stdout);
    Languages languages;
    MainWindow window(languages);
    QObject::connect(&window.workspace(), &Workspace::problem,
                     [](const QString& why) { giveUp(why.toStdString()); });
    window.resize(1600, 1000);
    window.show();
    const auto shown = [&window](int frame) {
        return window.presenter().shownFrame() == frame && window.editor().shownOverlay() &&
               window.editor().shownOverlay()->frame == frame;
    };
    const auto overlayAfter = [&window](const std::shared_ptr<const OverlayPicture>& old) {
        return [&window, old] {
            return window.editor().shownOverlay() && window.editor().shownOverlay() != old;
        };
    };

    std::vector<double> times;
    for (int i = 0; i < items; ++i) {
        StudioRequest request;
        request.session.dataset = folder.path() / "data" / fmt::format("item_{:04}", i);
        request.session.robot = "demo";
        request.project = base + u"/open_%1.camframe"_s.arg(i);
        request.calibration =
            QString::fromStdString(calibrationPath(folder.path() / "out", i, "front").string());
        const auto old = window.editor().document();
        window.open(request);
        times.push_back(millisecondsUntil([&] { return window.editor().document() != old && shown(0); }));
    }
    row("open a recording with its project, until the robot is drawn", times);

    times.clear();
    QElapsedTimer pass;
    pass.start();
    for (int round = 0; round < 5; ++round) {
        for (int frame = 1; frame < frames; ++frame) {
            window.editor().setFrame(frame);
            times.push_back(millisecondsUntil([&] { return shown(frame); }));
        }
        window.editor().setFrame(0);
        millisecondsUntil([&] { return shown(0); });
    }
    const double perSecond = 1000.0 * static_cast<double>(times.size()) / static_cast<double>(pass.elapsed());
    row("next frame, with the robot (decoded in time)", times);
    times.clear();
    for (int i = 1; i <= 120; ++i) {
        const int frame = (i * 37) % frames;
        if (frame == window.editor().frame()) continue;
        window.editor().setFrame(frame);
        times.push_back(millisecondsUntil([&] { return shown(frame); }));
    }
    row("any frame, with the robot", times);

    times.clear();
    for (int i = 0; i < 200; ++i) {
        const auto old = window.editor().shownOverlay();
        window.editor().nudge({i % 2 == 0 ? 1 : -1, 0, 0});
        times.push_back(millisecondsUntil(overlayAfter(old)));
    }
    row("redraw the robot after a change of the pose, which is saved", times);
    times.clear();
    window.editor().setPose(EditAction::EnterPose, window.editor().state().camFromBase->inverse().inverse(),
                            0);
    window.editor().nudge({0, 1, 0});
    QTest::qWait(200);
    for (int i = 0; i < 100; ++i) {
        const auto old = window.editor().shownOverlay();
        QElapsedTimer timer;
        timer.start();
        window.actions()[i % 2 == 0 ? ActionId::Undo : ActionId::Redo]->trigger();
        window.editor().document()->save();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        millisecondsUntil(overlayAfter(old));
    }
    row("undo or redo, until it is saved", times);

    // A fix: the next item, three points of the robot dragged to where they belong, solved, accepted.
    QSignalSpy arrived(&window.review(), &ReviewSession::arrived);
    window.openReview(base + u"/list.camreview"_s, {base + u"/data"_s, base + u"/out"_s, u"demo"_s, {}, {}},
                      {});
    waitFor("the review list", [&] { return !arrived.isEmpty(); });
    std::vector<double> nextItem, fixing, total;
    for (int i = 0; i + 1 < items; ++i) {
        millisecondsUntil([&] { return shown(window.editor().frame()); });
        double program = 0;
        window.actions()[ActionId::KeypointTool]->trigger();
        const auto& motion = window.editor().motion();
        int placed = 0;
        for (int link = static_cast<int>(window.editor().recording().model().links().size()) - 1;
             link >= 0 && placed < 3; link -= 2) {
            const int frame = window.editor().frame();
            const auto point = motion.pointInBase(frame, link, {0, 0, 0});
            const auto pixel = point ? window.editor().state().intrinsics.camera.project(
                                           *window.editor().state().camFromBase * *point)
                                     : std::nullopt;
            const auto picked = pixel ? window.editor().pick(*pixel, 20) : std::nullopt;
            if (!picked) continue;
            const auto at = window.editor().state().intrinsics.camera.project(picked->pointInCam);
            if (!at) continue;
            QElapsedTimer timer;
            const auto old = window.editor().shownOverlay();
            timer.start();
            Canvas& canvas = window.canvas();
            QTest::mousePress(&canvas, Qt::LeftButton, {}, canvas.screenFromPixel(*at).toPoint());
            for (int step = 1; step <= 10; ++step) {
                const QPointF to = canvas.screenFromPixel(*at + Eigen::Vector2d(-0.6 * step, -0.3 * step));
                QMouseEvent move(QEvent::MouseMove, to, canvas.mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                                 {});
                QCoreApplication::sendEvent(&canvas, &move);
            }
            QTest::mouseRelease(&canvas, Qt::LeftButton, {},
                                canvas.screenFromPixel(*at + Eigen::Vector2d(-6, -3)).toPoint());
            millisecondsUntil(overlayAfter(old));
            program += static_cast<double>(timer.nsecsElapsed()) / 1e6;
            ++placed;
        }
        if (placed < 3) giveUp("fewer than three points of the robot could be picked");
        QElapsedTimer solving;
        solving.start();
        window.actions()[ActionId::SolveNow]->trigger();
        program += static_cast<double>(solving.nsecsElapsed()) / 1e6;
        fixing.push_back(program);
        // A person looks at the picture meanwhile: the next item is prepared.
        QTest::qWait(400);
        const auto before = arrived.count();
        QElapsedTimer timer;
        timer.start();
        window.actions()[ActionId::Accept]->trigger();
        millisecondsUntil([&] { return arrived.count() > before; });
        millisecondsUntil([&] { return shown(window.editor().frame()); });
        nextItem.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        total.push_back(program + nextItem.back());
    }
    row("accept, and the next item with its robot on show", nextItem);
    row("drag three keypoints of ten steps each, with solving", fixing);
    row("a whole fix: the program's share", total);

    // 100,000 rows.
    {
        auto store = ReviewStore::create(base + u"/large.camreview"_s, {});
        if (!store) giveUp(store.error().message);
        std::vector<ReviewItem> many(100000);
        for (int i = 0; i < 100000; ++i) {
            ReviewItem& item = many[static_cast<size_t>(i)];
            item.episode = i / 2;
            item.episodeName = u"pour_%1"_s.arg(i / 2, 5, 10, QChar(u'0'));
            item.camera = i % 2 == 0 ? u"front"_s : u"side"_s;
            item.status = static_cast<CalibrationStatus>(i % 3);
            item.risk = (i % 997) / 997.0;
        }
        if (const auto added = (*store)->add(many); !added) giveUp(added.error().message);
    }
    ReviewDesk desk(u"bench"_s);
    ReviewModel model(desk);
    times.clear();
    desk.open(base + u"/large.camreview"_s);
    times.push_back(millisecondsUntil([&] { return model.rowCount() == 100000; }));
    row("open a review list of 100,000 rows", times);
    times.clear();
    const QStringList queries{u"pour_0499"_s, u"status:review risk>0.5 camera:side"_s,
                              u"verdict:none front"_s};
    for (int i = 0; i < 60; ++i) {
        QElapsedTimer timer;
        timer.start();
        model.setQuery(queries[i % queries.size()]);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    row("filter 100,000 rows", times);
    model.setQuery({});
    times.clear();
    for (int i = 0; i < 30; ++i) {
        QElapsedTimer timer;
        timer.start();
        model.sort(i % 2 == 0 ? ReviewModel::Risk : ReviewModel::Robot, Qt::AscendingOrder);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    row("sort 100,000 rows", times);
    std::printf("\nFrames per second while stepping through the video, robot included: %.0f\n", perSecond);
    window.close();
    return 0;
}
