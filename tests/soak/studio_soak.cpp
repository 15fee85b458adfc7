// SPDX-License-Identifier: Apache-2.0
// Strains the window with random use: studio_soak FOLDER MINUTES [SEED]. Appends to FOLDER/studio.csv and
// goes on where it was broken off; prints the trend of memory, handles and threads, and draws
// FOLDER/studio.svg. Ends with 1 where descriptors or threads pile up. A crash is a crash: tests/soak/run.sh
// counts them.
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSettings>
#include <QStandardPaths>
#include <QTimer>
#include <QtTest/QTest>
#include <algorithm>
#include <cstdio>
#include <random>

#include "app/studio/main_window.h"
#include "calib/synthetic/synthetic_recording.h"
#include "model/core/demo_robot.h"
#include "model/core/io/calibration_file.h"
#include "soak/soak_log.h"
#include "views/widgets/timeline.h"

using namespace camframe;
using namespace Qt::StringLiterals;

namespace {

namespace fs = std::filesystem;

constexpr int kRecordings = 3, kFrames = 8;
constexpr int kSampleMs = 5000;
constexpr int kActionsPerRecording = 400;

/// What ends the program, or opens dialogs of files outside of it.
constexpr std::array kLeftOut = {
    ActionId::Open,         ActionId::OpenDemo,     ActionId::ImportCalibration, ActionId::NewReview,
    ActionId::OpenReview,   ActionId::UpdateReview, ActionId::ExportActions,     ActionId::ExportCalibration,
    ActionId::ExportDesk,   ActionId::Quit,         ActionId::Calibrate,         ActionId::Refine,
    ActionId::CalibrateList};

[[noreturn]] void giveUp(const std::string& why) {
    std::fprintf(stderr, "studio_soak: %s\n", why.c_str());
    std::exit(2);
}

/// The same film under three names, with a pose to start from.
void makeRecordings(const fs::path& folder) {
    if (fs::exists(folder / "made")) return;
    const auto robot = makeDemoRobot();
    if (!robot) giveUp(robot.error().message);
    SyntheticOptions options;
    options.width = 320;
    options.height = 240;
    options.frames = kFrames;
    const auto film = generate(*robot, options, RunContext{});
    if (!film) giveUp(film.error().message);
    for (int i = 0; i < kRecordings; ++i) {
        const auto written = writeRecording(*film, folder / fmt::format("data/{}", i), "", RunContext{});
        if (!written) giveUp(written.error().message);
        Calibration result;
        result.status = CalibrationStatus::Review;
        result.reasons = {"look"};
        result.robot = "demo";
        result.cameraName = film->cameraName;
        result.camera = film->camera;
        result.camFromBase = film->camFromBase;
        result.camFromBase->pretranslate(Eigen::Vector3d(0.01, 0.005 * i, 0));
        if (const auto saved = writeCalibration(result, folder / fmt::format("start_{}.json", i)); !saved)
            giveUp(saved.error().message);
    }
    std::ofstream(folder / "made") << "\n";
}

class RandomPerson {
public:
    RandomPerson(MainWindow& window, fs::path folder, uint64_t seed)
        : m_window(window), m_folder(std::move(folder)), m_random(seed) {
        // Whatever opens on top is closed again, after a look at it.
        QObject::connect(&m_closer, &QTimer::timeout, [] {
            if (QWidget* popup = QApplication::activePopupWidget()) popup->close();
            if (QWidget* modal = QApplication::activeModalWidget()) modal->close();
        });
        m_closer.start(300);
    }

    void act() {
        if (m_actions++ % kActionsPerRecording == 0) openAnother();
        const size_t kind = below(100);
        if (kind < 45) {
            triggerSomething();
        } else if (kind < 70) {
            drag();
        } else if (kind < 82) {
            m_window.editor().setFrame(static_cast<int>(below(kFrames)));
        } else if (kind < 94) {
            key();
        } else if (kind < 98) {
            wheel();
        } else {
            m_window.resize(static_cast<int>(900 + below(700)), static_cast<int>(600 + below(400)));
        }
        QTest::qWait(static_cast<int>(below(12)));
    }

private:
    size_t below(size_t bound) { return static_cast<size_t>(m_random() % bound); }
    QPoint somewhere() {
        const QSize size = m_window.canvas().size();
        return {static_cast<int>(below(static_cast<size_t>(std::max(1, size.width())))),
                static_cast<int>(below(static_cast<size_t>(std::max(1, size.height()))))};
    }
    void openAnother() {
        const size_t which = below(kRecordings);
        StudioRequest request;
        request.session.dataset = m_folder / fmt::format("data/{}", which);
        request.session.robot = "demo";
        request.project =
            QString::fromStdString((m_folder / fmt::format("project_{}.camframe", which)).string());
        request.calibration =
            QString::fromStdString((m_folder / fmt::format("start_{}.json", which)).string());
        bool answered = false;
        const QObject guard;
        Workspace& workspace = m_window.workspace();
        QObject::connect(&workspace, &Workspace::opened, &guard, [&] { answered = true; });
        QObject::connect(&workspace, &Workspace::notOpened, &guard, [&] { answered = true; });
        m_window.open(request);
        if (!QTest::qWaitFor([&] { return answered; }, 120000))
            std::fprintf(stderr,
                         "studio_soak: a recording was neither opened nor refused within two minutes\n");
    }
    void triggerSomething() {
        static const QList<ActionId> all = m_window.actions().all();
        const ActionId id = all[static_cast<qsizetype>(below(static_cast<size_t>(all.size())))];
        if (std::ranges::find(kLeftOut, id) != kLeftOut.end()) return;
        if (m_window.actions()[id]->isEnabled()) m_window.actions()[id]->trigger();
    }
    void drag() {
        static constexpr std::array kModifiers = {Qt::NoModifier, Qt::NoModifier, Qt::ShiftModifier,
                                                  Qt::ControlModifier};
        const auto modifiers = Qt::KeyboardModifiers(kModifiers[below(kModifiers.size())]);
        Canvas& canvas = m_window.canvas();
        const Qt::MouseButton button = below(5) == 0 ? Qt::RightButton : Qt::LeftButton;
        QPoint at = somewhere();
        QTest::mousePress(&canvas, button, modifiers, at);
        for (size_t steps = below(6); steps > 0; --steps) {
            at += QPoint(static_cast<int>(below(41)) - 20, static_cast<int>(below(41)) - 20);
            QTest::mouseMove(&canvas, at);
        }
        QTest::mouseRelease(&canvas, button, modifiers, at);
    }
    void key() {
        static constexpr std::array kKeys = {Qt::Key_Left,   Qt::Key_Right,  Qt::Key_Up,    Qt::Key_Down,
                                             Qt::Key_Space,  Qt::Key_Plus,   Qt::Key_Minus, Qt::Key_Escape,
                                             Qt::Key_Z,      Qt::Key_Delete, Qt::Key_Tab,   Qt::Key_B,
                                             Qt::Key_Period, Qt::Key_Comma};
        static constexpr std::array kModifiers = {Qt::NoModifier, Qt::NoModifier, Qt::ShiftModifier};
        QTest::keyClick(&m_window.canvas(), kKeys[below(kKeys.size())], kModifiers[below(kModifiers.size())]);
    }
    void wheel() {
        const QPointF at = somewhere();
        QWheelEvent event(at, m_window.canvas().mapToGlobal(at), {}, {0, below(2) == 0 ? 120 : -120}, {}, {},
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(&m_window.canvas(), &event);
    }

    MainWindow& m_window;
    fs::path m_folder;
    std::mt19937_64 m_random;
    QTimer m_closer;
    int64_t m_actions = 0;
};

/// Descriptors and threads may differ by what is open at the moment, not by more.
bool pilesUp(const std::vector<soak::SoakSample>& samples, int soak::SoakSample::*value, const char* what) {
    const size_t tenth = std::max<size_t>(1, samples.size() / 10);
    const auto most = [&](size_t from, size_t to) {
        int found = 0;
        for (size_t i = from; i < to; ++i) found = std::max(found, samples[i].*value);
        return found;
    };
    const int early = most(0, std::min(samples.size(), 3 * tenth)),
              late = most(samples.size() - tenth, samples.size());
    std::printf("%s: at most %d early, %d late\n", what, early, late);
    return late > early + 16;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) giveUp("studio_soak FOLDER MINUTES [SEED]");
    if (qEnvironmentVariableIsEmpty("QT3D_RENDERER")) qputenv("QT3D_RENDERER", "rhi");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(u"camframe-tests"_s);
    QCoreApplication::setApplicationName(u"studio-soak"_s);
    QApplication application(argc, argv);
    QSettings().clear();
    const fs::path folder = fs::absolute(argv[1]);
    const double minutes = std::atof(argv[2]);
    const uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : 1;
    fs::create_directories(folder);
    makeRecordings(folder);
    soak::SoakLog log(folder / "studio.csv");
    const double before = log.seconds();

    Languages languages;
    MainWindow window(languages);
    window.resize(1400, 900);
    window.show();
    RandomPerson person(window, folder, seed + 1000 * static_cast<uint64_t>(log.sitting()));
    QElapsedTimer clock, sinceSample;
    clock.start();
    sinceSample.start();
    int64_t actions = log.actions();
    while (static_cast<double>(clock.elapsed()) < 60000 * minutes) {
        person.act();
        ++actions;
        if (sinceSample.elapsed() < kSampleMs) continue;
        sinceSample.restart();
        soak::SoakSample sample = soak::lookAtThisProcess();
        sample.seconds = before + static_cast<double>(clock.elapsed()) / 1000;
        sample.actions = actions;
        log.add(sample);
    }
    const auto& samples = log.samples();
    if (samples.empty()) giveUp("too short for a sample");
    std::printf("%.1f min, %lld actions, sitting %d\n", samples.back().seconds / 60,
                static_cast<long long>(actions), log.sitting());
    if (const auto trend = soak::trendOf(samples, &soak::SoakSample::memoryMiB))
        std::printf("memory: %.1f MiB at the end, %+.2f MiB/h (95 %%: %+.2f to %+.2f)\n",
                    samples.back().memoryMiB, trend->perHour, trend->low, trend->high);
    if (const auto trend = soak::trendOf(samples, &soak::SoakSample::heapMiB))
        std::printf("of it in use: %.1f MiB at the end, %+.2f MiB/h (95 %%: %+.2f to %+.2f)\n",
                    samples.back().heapMiB, trend->perHour, trend->low, trend->high);
    soak::writePlot(folder / "studio.svg", samples);
    const bool files = pilesUp(samples, &soak::SoakSample::files, "open descriptors");
    const bool threads = pilesUp(samples, &soak::SoakSample::threads, "threads");
    return files || threads ? 1 : 0;
}
