// SPDX-License-Identifier: Apache-2.0
#include "tests/views/guide/guide_stage.h"

#include <QAbstractItemView>
#include <QDir>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QScreen>
#include <QSettings>
#include <QSignalSpy>
#include <QtTest/QTest>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/studio/demo_recording.h"
#include "app/studio/desk_controller.h"
#include "model/core/calibration_fingerprint.h"
#include "model/core/failure.h"
#include "model/core/io/calibration_file.h"
#include "views/scene3d/scene_view.h"
#include "views/widgets/banner.h"
#include "views/widgets/timeline.h"

namespace camframe::guide {

using namespace Qt::StringLiterals;

namespace {
constexpr int patienceMs = 300000;
constexpr int episodes = 12;
constexpr QSize windowSize(1600, 1000);
}  // namespace

void giveUp(const std::string& why) {
    std::fprintf(stderr, "guide_pictures: %s\n", why.c_str());
    std::exit(1);
}

void waitFor(const char* what, const std::function<bool()>& done) {
    if (!QTest::qWaitFor(done, patienceMs)) giveUp(std::string(what) + " did not happen");
}

void wait(int ms) {
    QTest::qWait(ms);
}

Stage::Stage(std::filesystem::path out, const std::filesystem::path& recording, const std::string& robot,
             std::filesystem::path robots)
    : m_out(std::filesystem::absolute(out)), m_recording(recording) {
    std::filesystem::create_directories(m_out);
    if (m_recording.empty()) {
        auto demo = prepareDemoRecording(RunContext{});
        if (!demo) giveUp(demo.error().message);
        m_recording = *demo;
        m_session.robot = "demo";
    } else {
        m_recording = std::filesystem::canonical(m_recording);
        m_session.robot = robot;
        if (!robots.empty()) m_session.search.robotPaths.push_back(std::filesystem::canonical(robots));
    }
    QDir::setCurrent(m_folder.path());
    qputenv("HOME", m_folder.path().toUtf8());  // folders below it are shown as ~/...
}

QString Stage::result() const {
    return m_folder.filePath(u"calibration.json"_s);
}

MainWindow& Stage::openEmpty() {
    m_window.reset();
    QSettings().clear();
    m_languages.set(u"en"_s);  // English, too, has plural forms
    m_window = std::make_unique<MainWindow>(m_languages);
    QObject::connect(&m_window->workspace(), &Workspace::problem,
                     [](const QString& why) { giveUp(why.toStdString()); });
    m_window->resize(windowSize);
    m_window->move(0, 0);
    m_window->show();
    waitFor("a window on the screen", [this] { return QTest::qWaitForWindowExposed(m_window.get()); });
    m_window->activateWindow();
    return *m_window;
}

MainWindow& Stage::open(bool calibrated) {
    if (calibrated) calibrateOnce();
    openEmpty();
    StudioRequest request;
    request.session = m_session;
    request.session.dataset = m_recording;
    request.project = m_folder.filePath(u"guide_%1.camframe"_s.arg(++m_opened));
    if (calibrated) request.calibration = result();
    request.masks = QString::fromStdString(m_masks.string());
    m_window->open(request);
    waitFor("the recording on show", [this] {
        return m_window->presenter().shownFrame() == 0 && m_window->presenter().isSettled() &&
               (!editor().state().camFromBase || editor().shownOverlay());
    });
    m_window->canvas().setFocus();
    return *m_window;
}

void Stage::calibrateOnce() {
    if (QFile::exists(result())) return;
    open(false);
    trigger(ActionId::Calibrate);
    waitFor("a calibration", [this] { return m_window->jobs().runningCount() == 0; });
    if (!editor().state().camFromBase) giveUp("the recording cannot be calibrated");
    m_window->workspace().exportCalibration(result());
    waitFor("the calibration's file", [this] { return QFile::exists(result()); });
}

void Stage::makeDataset() {
    if (std::exchange(m_hasDataset, true)) return;
    calibrateOnce();
    const std::filesystem::path base = m_folder.path().toStdString();
    auto result = readCalibration(this->result().toStdString());
    if (!result) giveUp(result.error().message);
    for (int i = 0; i < episodes; ++i) {
        const std::filesystem::path to = base / "data" / fmt::format("pour_tea_{:02}", i);
        std::filesystem::create_directories(to);
        for (const auto& entry : std::filesystem::directory_iterator(m_recording)) {
            if (entry.path().filename().string().starts_with("truth")) continue;
            if (entry.path().filename() == "episode.json") continue;
            std::filesystem::create_symlink(entry.path(), to / entry.path().filename());
        }
        std::ifstream in(m_recording / "episode.json");
        nlohmann::json episode = nlohmann::json::parse(in);
        episode["name"] = to.filename().string();
        if (episode.contains("robot") && episode["robot"].contains("urdf"))
            episode["robot"]["urdf"] =
                std::filesystem::weakly_canonical(m_recording / episode["robot"]["urdf"]).string();
        std::ofstream(to / "episode.json") << episode.dump();
        if (i == 11) continue;  // not run yet
        Calibration one = *result;
        one.dataset = "data";
        one.episode = i;
        one.quality.risk = i == 5 ? 0.373 : i == 8 ? 0.394 : 0.008 + 0.002 * i;
        if (i == 5 || i == 8) {
            one.status = CalibrationStatus::Review;
            one.reasons = {Finding{FailureReason::CameraBumped, "after frame 21"}.text()};
            one.camFromBase->pretranslate(Eigen::Vector3d(i == 8 ? 0.03 : -0.02, 0.01, 0));
        } else if (i == 10) {
            one.status = CalibrationStatus::Failed;
            one.reasons = {Finding{FailureReason::CameraMoves, {}}.text()};
            one.quality = {};
            one.quality.risk = 1;
            one.camFromBaseGuess = std::exchange(one.camFromBase, std::nullopt);
            one.covariance.reset();
        }
        if (const auto written = writeCalibration(one, calibrationPath(base / "out", i, one.cameraName));
            !written)
            giveUp(written.error().message);
    }
}

MainWindow& Stage::openReview() {
    makeDataset();
    const QString list = m_folder.filePath(u"list.camreview"_s);
    for (const QString& old : {list, list + u"-wal"_s, list + u"-shm"_s}) QFile::remove(old);
    openEmpty();
    QSignalSpy arrived(&m_window->review(), &ReviewSession::arrived);
    m_window->openReview(list,
                         {m_folder.filePath(u"data"_s),
                          m_folder.filePath(u"out"_s),
                          QString::fromStdString(m_session.robot),
                          {},
                          {}},
                         m_session.search);
    waitFor("an item of the list", [&] { return !arrived.isEmpty(); });
    settle();
    return *m_window;
}

void Stage::useMasks(const std::filesystem::path& folder) {
    m_masks = folder;
}

void Stage::settle() {
    waitFor("rest", [this] {
        return m_window->jobs().runningCount() == 0 && !editor().isSolving() &&
               m_window->presenter().isSettled();
    });
    if (editor().hasDocument())
        waitFor("the filmstrip", [this] { return m_window->timeline().filmstrip().isComplete(); });
    const auto* scene = m_window->findChild<SceneView*>();
    if (editor().hasDocument() && scene && scene->isVisible() && scene->isAvailable())
        waitFor("the robot in the scene", [scene] { return scene->isComplete(); });
    wait(700);
}

void Stage::refuseLocalPaths(const QString& name) const {
    const QStringList local{QDir::tempPath() + u'/', QDir::homePath() + u'/', m_folder.path(),
                            QString::fromStdString(m_recording.parent_path().string())};
    const auto check = [&](const QString& text) {
        for (const QString& path : local)
            if (text.contains(path)) giveUp(name.toStdString() + " shows " + text.toStdString());
    };
    for (QWidget* widget : QApplication::allWidgets()) {
        if (!widget->isVisible()) continue;
        if (const auto* label = qobject_cast<QLabel*>(widget)) check(label->text());
        if (const auto* edit = qobject_cast<QLineEdit*>(widget)) check(edit->text());
        if (const auto* view = qobject_cast<QAbstractItemView*>(widget); view && view->model())
            for (int row = 0; row < view->model()->rowCount(); ++row)
                for (int column = 0; column < view->model()->columnCount(); ++column) {
                    const auto* table = view;
                    const QModelIndex index = table->model()->index(row, column);
                    if (!table->visualRect(index).isEmpty()) check(index.data().toString());
                }
    }
}

void Stage::save(const QString& name, QWidget* of) {
    QWidget* widget = of ? of : m_window.get();
    refuseLocalPaths(name);
    // The 3D scene has a window of its own, which only the screen shows.
    const bool real = QGuiApplication::platformName() == u"xcb"_s && !of;
    const auto grab = [&] {
        return real ? QGuiApplication::primaryScreen()
                          ->grabWindow(0, 0, 0, widget->width(), widget->height())
                          .toImage()
                    : widget->grab().toImage();
    };
    QImage picture = grab();
    QElapsedTimer timer;
    timer.start();
    for (int alike = 0; real && alike < 3 && timer.elapsed() < 20000;) {
        wait(300);
        const QImage next = grab();
        alike = next == picture ? alike + 1 : 0;
        picture = next;
    }
    const std::filesystem::path path = m_out / (name + u".png"_s).toStdString();
    if (!picture.convertToFormat(QImage::Format_RGB888).save(QString::fromStdString(path.string()), "png", 1))
        giveUp("cannot write " + path.string());
    std::printf("%s\n", path.string().c_str());
    std::fflush(stdout);
}

void Stage::press(const Eigen::Vector2d& pixel, Qt::MouseButton button) {
    Canvas& canvas = m_window->canvas();
    QTest::mousePress(&canvas, button, {}, canvas.screenFromPixel(pixel).toPoint());
}

void Stage::moveTo(const Eigen::Vector2d& pixel, Qt::MouseButtons buttons) {
    Canvas& canvas = m_window->canvas();
    const QPointF at = canvas.screenFromPixel(pixel);
    QMouseEvent event(QEvent::MouseMove, at, canvas.mapToGlobal(at), Qt::NoButton, buttons, {});
    QCoreApplication::sendEvent(&canvas, &event);
}

void Stage::release(const Eigen::Vector2d& pixel, Qt::MouseButton button) {
    Canvas& canvas = m_window->canvas();
    QTest::mouseRelease(&canvas, button, {}, canvas.screenFromPixel(pixel).toPoint());
}

void Stage::click(const Eigen::Vector2d& pixel, Qt::MouseButton button) {
    press(pixel, button);
    release(pixel, button);
    settle();
}

Eigen::Vector2d Stage::pointOnTheArm() {
    settle();
    const auto drawn = editor().shownOverlay();
    if (!drawn || drawn->part.empty()) giveUp("no robot is drawn");
    const ImageU8& part = drawn->part;
    const int reach = std::max(2, part.width / 160);
    int best = -1;
    Eigen::Vector2d at(0, 0);
    for (int y = 4 * reach; y < part.height - 4 * reach; ++y)
        for (int x = 4 * reach; x < part.width - 4 * reach; ++x) {
            const int here = part.at(x, y), right = part.at(x + reach, y);
            if (here == 0 || right == 0 || here == right) continue;
            if (part.at(x, y - reach) == 0 || part.at(x, y + reach) == 0) continue;
            if (drawn->linkOfPart[static_cast<size_t>(here)] <= best) continue;
            best = drawn->linkOfPart[static_cast<size_t>(here)];
            at = {x, y};
        }
    if (best < 0) giveUp("no border of two links is in view");
    return at;
}

std::vector<Eigen::Vector2d> Stage::pixelsOf(int link) const {
    std::vector<Eigen::Vector2d> pixels;
    const auto drawn = m_window->editor().shownOverlay();
    if (!drawn || drawn->part.empty()) return {};
    for (int y = 0; y < drawn->part.height; ++y)
        for (int x = 0; x < drawn->part.width; ++x)
            if (drawn->part.at(x, y) && drawn->linkOfPart[drawn->part.at(x, y)] == link)
                pixels.emplace_back(x, y);
    if (pixels.size() < 30) return {};
    return pixels;
}

std::optional<Eigen::Vector2d> Stage::lowestOf(int link) const {
    const auto pixels = pixelsOf(link);
    if (pixels.empty()) return {};
    return pixels[pixels.size() - pixels.size() / 8];
}

std::optional<Eigen::Vector2d> Stage::middleOf(int link) const {
    const auto pixels = pixelsOf(link);
    if (pixels.empty()) return {};
    Eigen::Vector2d mean(0, 0);
    for (const Eigen::Vector2d& pixel : pixels) mean += pixel / static_cast<double>(pixels.size());
    return *std::ranges::min_element(pixels, {}, [&](const auto& p) { return (p - mean).squaredNorm(); });
}

}  // namespace camframe::guide
