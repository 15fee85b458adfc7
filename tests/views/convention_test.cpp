// SPDX-License-Identifier: Apache-2.0
/// The convention wizard in the window: a dataset whose profile takes degrees for radians is understood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/studio/desk_controller.h"
#include "app/studio/theme.h"
#include "model/core/io/atomic_file.h"
#include "tests/support/h5_writer.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using Json = nlohmann::json;
using test::waitUntil;

class ConventionTest : public ::testing::Test {
protected:
    /// Joints in degrees in a file that says nothing of units, and a profile that knows the camera but reads
    /// them as radians.
    void SetUp() override {
        const auto robot = makeDemoRobot();
        SyntheticOptions options;
        options.width = 160;
        options.height = 120;
        options.frames = 21;
        options.framesPerMove = 5;
        options.adaptiveSampling = true;
        const auto film = generate(*robot, options, RunContext{});
        ASSERT_TRUE(film) << film.error().message;
        m_truth = film->camFromBase;
        std::vector<double> columns;
        std::vector<uint8_t> pixels;
        for (Eigen::Index t = 0; t < film->jointPositions.rows(); ++t) {
            for (Eigen::Index j = 0; j < 7; ++j)
                columns.push_back(film->jointPositions(t, j) * 180 / std::numbers::pi);
            columns.push_back(film->jointPositions(t, 7));
            const ImageU8& rgb = film->frames[static_cast<size_t>(t)].rgb;
            pixels.insert(pixels.end(), rgb.data.begin(), rgb.data.end());
        }
        test::H5Writer out(m_dir / "set/episode_0.hdf5");
        out.numbers("/observations/qpos", {21, 8}, columns);
        out.bytes("/observations/images/eye", {21, 120, 160, 3}, pixels);
        const Json profile = {
            {"format", "camframe-dataset-profile"},
            {"version", 1},
            {"name", "wrong"},
            {"robot", "demo"},
            {"fps", 10},
            {"arms",
             {{{"name", "left"},
               {"joints", {{"signals", {"observations/qpos"}}, {"columns", "0:7"}}},
               {"gripper", {{"signal", "observations/qpos"}, {"open", 0.04}, {"closed", 0}}}}}},
            {"cameras",
             {{{"key", "eye"},
               {"name", "front"},
               {"intrinsics",
                {{{"size", {160, 120}},
                  {"K", {film->camera.fx, film->camera.fy, film->camera.cx, film->camera.cy}},
                  {"source", "measured"}}}}}}}};
        std::ofstream(m_dir / "wrong.json") << profile.dump();
    }
    std::unique_ptr<MainWindow> open() {
        auto window = std::make_unique<MainWindow>(m_languages);
        window->show();
        StudioRequest request;
        request.session.dataset = m_dir / "set";
        request.session.robot = "demo";
        request.session.profile = (m_dir / "wrong.json").string();
        request.project = QString::fromStdString((m_dir / "p.camframe").string());
        window->open(request);
        EXPECT_TRUE(waitUntil([&] { return window->editor().hasDocument(); }))
            << window->banner().text().toStdString();
        return window;
    }
    /// The camera's pose as somebody shipped it: 4x4 row by row.
    QString numbers() const {
        QString text;
        for (int r = 0; r < 4; ++r)
            for (int c = 0; c < 4; ++c) text += QString::number(m_truth.matrix()(r, c), 'g', 6) + u' ';
        return text;
    }
    static QStringList cells(const QTableWidget& table, int column) {
        QStringList out;
        for (int row = 0; row < table.rowCount(); ++row) out << table.item(row, column)->text();
        return out;
    }

    test::TempDir m_dir;
    Languages m_languages;
    RigidTransform m_truth;
};

TEST_F(ConventionTest, FindsExplainsAndStoresAProfileThatTheWindowOpens) {
    prepareLook(*qApp);
    applyTheme(*qApp, Theme::Dark);
    const auto window = open();
    window->actions()[ActionId::FindConventions]->trigger();
    ConventionDesk& desk = window->desk().conventions();
    ASSERT_TRUE(desk.dialog() && desk.dialog()->isVisible());
    auto* start = desk.dialog()->findChild<QPushButton*>(u"conventionStart"_s);
    auto* save = desk.dialog()->findChild<QPushButton*>(u"conventionSave"_s);
    auto* numbersField = desk.dialog()->findChild<QLineEdit*>(u"conventionNumbers"_s);
    EXPECT_FALSE(save->isEnabled()) << "nothing is found yet";
    desk.dialog()->findChildren<QComboBox*>().back()->setCurrentIndex(2);
    EXPECT_FALSE(start->isEnabled()) << "numbers are wanted";
    numbersField->setText(numbers());
    ASSERT_TRUE(start->isEnabled());
    start->click();
    EXPECT_FALSE(save->isEnabled());
    ASSERT_TRUE(waitUntil([&] { return window->jobs().runningCount() == 0; }));
    const auto* table = desk.dialog()->findChild<QTableWidget*>(u"conventionChoices"_s);
    ASSERT_TRUE(waitUntil([&] { return table->rowCount() > 0; }))
        << desk.dialog()->findChild<QLabel*>(u"conventionState"_s)->text().toStdString();
    EXPECT_TRUE(cells(*table, 1).contains(u"degrees"_s)) << cells(*table, 1).join(u", "_s).toStdString();
    EXPECT_TRUE(cells(*table, 0).contains(u"joint demo_joint2"_s));
    EXPECT_EQ(cells(*table, 1).back(), u"as stored"_s) << "the demo robot has orange rings";
    EXPECT_THAT(desk.dialog()->findChild<QLabel*>(u"conventionState"_s)->text().toStdString(),
                ::testing::HasSubstr("overlap of 0."));
    ASSERT_TRUE(save->isEnabled());
    if (const char* shots = std::getenv("CAMFRAME_SCREENSHOTS")) {
        numbersField->home(false);
        QTest::qWait(100);
        desk.dialog()->grab().save(QString::fromUtf8(shots) + u"/studio_conventions.png"_s);
    }

    const QString file = QString::fromStdString((m_dir / "found.json").string());
    desk.save(file);
    auto* again = desk.dialog()->findChild<QPushButton*>(u"conventionOpen"_s);
    ASSERT_TRUE(waitUntil([&] { return again->isEnabled(); }));
    const auto text = readFile(file.toStdString(), 1 << 20);
    ASSERT_TRUE(text);
    EXPECT_EQ(Json::parse(*text).at("arms").at(0).at("joints").at("unit"), "deg");
    again->click();
    ASSERT_TRUE(waitUntil([&] {
        return window->workspace().recording() &&
               window->workspace().recording()->request().profile == file.toStdString();
    })) << window->banner().text().toStdString();
    EXPECT_LT(window->editor().recording().episode.jointPositions.cwiseAbs().maxCoeff(), 7) << "radians now";
}

TEST_F(ConventionTest, CanBeStoppedAndSaysWhatIsWrong) {
    const auto window = open();
    window->actions()[ActionId::FindConventions]->trigger();
    ConventionDialog* dialog = window->desk().conventions().dialog();
    ASSERT_TRUE(dialog);
    auto* start = dialog->findChild<QPushButton*>(u"conventionStart"_s);
    auto* state = dialog->findChild<QLabel*>(u"conventionState"_s);
    start->click();
    ASSERT_TRUE(waitUntil([&] { return window->jobs().runningCount() == 1; }));
    start->click();
    ASSERT_TRUE(waitUntil([&] { return window->jobs().runningCount() == 0; }));
    ASSERT_TRUE(waitUntil([&] { return state->text() == u"Stopped."_s; })) << state->text().toStdString();
    dialog->findChild<QLineEdit*>()->setText(u"no such robot"_s);
    start->click();
    ASSERT_TRUE(waitUntil([&] { return state->text().contains(u"no such robot"_s); }))
        << state->text().toStdString();
    EXPECT_TRUE(start->isEnabled()) << "may be tried again";
}

}  // namespace
}  // namespace camframe
