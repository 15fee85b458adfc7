// SPDX-License-Identifier: Apache-2.0
// Before Qt, whose macro `signals` is the name of a member there.
#include "model/core/io/datasets/dataset_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <nlohmann/json.hpp>

#include "app/review/review_export.h"
#include "app/studio/desk_controller.h"
#include "model/core/calibration_fingerprint.h"
#include "model/core/io/atomic_file.h"
#include "model/core/io/detail/sql_engine.h"
#include "tests/support/h5_file.h"
#include "tests/views/pour_dataset.h"
#include "tests/views/wait_until.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;
using test::H5File;
using test::waitUntil;
using Json = nlohmann::json;

ReviewItem item(int episode, Verdict verdict, qint64 pose = 5, qint64 judgedPose = 5) {
    ReviewItem made;
    made.id = episode + 1;
    made.episode = episode;
    made.episodeName = u"e%1"_s.arg(episode);
    made.camera = u"front"_s;
    made.status = CalibrationStatus::Ok;
    made.verdict = verdict;
    made.reviewer = verdict == Verdict::None ? QString() : u"ada"_s;
    made.pose = pose;
    made.judgedPose = judgedPose;
    made.frameCount = 10;
    return made;
}

std::vector<ExportRow> chosen(const std::vector<ReviewItem>& items, const ExportChoice& choice) {
    ReviewIndex index;
    index.assign(items);
    return chooseForExport(items, index, choice, u"ada"_s, 1000);
}

TEST(ExportChoice, TakesWhatIsAcceptedAndSaysWhyTheRestStays) {
    std::vector<ReviewItem> items{item(0, Verdict::Accepted), item(1, Verdict::Accepted, 6, 5),
                                  item(2, Verdict::None),     item(3, Verdict::Rejected),
                                  item(4, Verdict::ToFix),    item(5, Verdict::None)};
    items[5].status.reset();
    items[0].tags = u"night"_s;
    const auto rows = chosen(items, {});
    ASSERT_EQ(rows.size(), 6U);
    EXPECT_EQ(rows[0].refusal, ExportRefusal::None);
    EXPECT_EQ(rows[1].refusal, ExportRefusal::Stale);
    EXPECT_TRUE(refusalText(items[1], ExportRefusal::Stale).contains(u"judge again"_s)) << "what to do";
    EXPECT_EQ(rows[2].refusal, ExportRefusal::Verdict);
    EXPECT_EQ(rows[3].refusal, ExportRefusal::Verdict);
    const auto wide = chosen(items, {{}, {}, ExportChoice::Verdicts::NotRejected});
    EXPECT_EQ(wide[1].refusal, ExportRefusal::Stale) << "refused whatever else is taken";
    EXPECT_EQ(wide[2].refusal, ExportRefusal::None);
    EXPECT_EQ(wide[3].refusal, ExportRefusal::Verdict);
    EXPECT_EQ(wide[4].refusal, ExportRefusal::None);
    EXPECT_EQ(wide[5].refusal, ExportRefusal::NoPose);
    EXPECT_EQ(chosen(items, {{}, u"night"_s, {}}).size(), 1U);
    EXPECT_EQ(chosen(items, {u"verdict:stale"_s, {}, {}}).size(), 1U);
}

TEST(ExportChoice, FramesOfAnItemGoBeforeThoseOfTheQuery) {
    std::vector<ReviewItem> items{item(0, Verdict::Accepted), item(1, Verdict::Accepted),
                                  item(2, Verdict::Accepted)};
    items[1].frames = u"2-3"_s;
    items[2].frames = u"50-60"_s;
    const auto rows = chosen(items, {u"frames:4-"_s, {}, {}});
    EXPECT_EQ(rows[0].frames.text(), "4-");
    EXPECT_EQ(rows[1].frames.text(), "2-3");
    EXPECT_EQ(rows[2].refusal, ExportRefusal::Frames) << "it has ten";
}

TEST(ExportChoice, AnEpisodeThatSomebodyElseHasOpenIsLeftAlone) {
    std::vector<ReviewItem> items{item(0, Verdict::Accepted), item(0, Verdict::Accepted),
                                  item(1, Verdict::Accepted)};
    items[1].camera = u"side"_s;
    items[1].claimedBy = u"bob"_s;
    items[1].claimedAt = 990;
    auto rows = chosen(items, {});
    EXPECT_EQ(rows[0].refusal, ExportRefusal::OpenElsewhere) << "the project is that of the episode";
    EXPECT_EQ(rows[2].refusal, ExportRefusal::None);
    items[1].claimedBy = u"ada"_s;
    EXPECT_EQ(chosen(items, {})[0].refusal, ExportRefusal::None) << "one's own";
}

/// A list of the dataset in which the first and third items are accepted as they are.
class ExportTest : public test::PourDataset {
protected:
    void SetUp() override {
        ASSERT_TRUE(importReview(list(), source(), RunContext{}));
        auto store = ReviewStore::open(list());
        for (const size_t i : {size_t{0}, size_t{2}}) {
            const ReviewItem each = (*(*store)->items())[i];
            ASSERT_TRUE(
                (*store)->judge(each.id, Verdict::Accepted, {}, u"ada"_s, 1 << 20, 1700000000, each.pose));
        }
    }
    std::filesystem::path out() const { return m_folder.filePath(u"export"_s).toStdString(); }
    Json manifest() const {
        const auto text = readFile(manifestPath(out()), 1 << 20);
        return text ? Json::parse(*text) : Json();
    }
    Result<void> run(const std::string& query, ActionExportOptions options, ExportManifest& made,
                     bool acceptedOnly = true, const RunContext& context = {}) {
        options.out = out();
        return exportList({list().toStdString(), query, "", acceptedOnly}, {}, options, made, context);
    }
    /// A new result of `camframe calibrate` for an episode, of which nobody has been told yet.
    void recalibrate(int episode, double metres) {
        const auto path = calibrationPath(*s_folder / "out", episode, "front");
        auto calibration = readCalibration(path);
        ASSERT_TRUE(calibration);
        m_before.emplace_back(path, *calibration);
        calibration->camFromBase->translation().x() += metres;
        ASSERT_TRUE(writeCalibration(*calibration, path));
    }
    void TearDown() override {
        for (const auto& [path, calibration] : m_before) ASSERT_TRUE(writeCalibration(calibration, path));
    }
    std::vector<std::pair<std::filesystem::path, Calibration>> m_before;
};

TEST_F(ExportTest, WritesAcceptedItemsWithTheirFramesAndAManifest) {
    auto store = ReviewStore::open(list());
    const qint64 third = (*(*store)->items())[2].id;
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{third}, ReviewText::Frames, u"1-2"_s));
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{third}, ReviewText::Tags, u"night"_s));
    ExportManifest made;
    const auto done = run("", {}, made);
    ASSERT_TRUE(done) << done.error().message;
    EXPECT_EQ(H5File(out() / "episode_000000.h5").shape("/actions/front/left/tcp_pose"),
              (std::vector<hsize_t>{3, 4, 4}));
    const H5File part(out() / "episode_000002.h5");
    EXPECT_EQ(part.shape("/actions/front/left/tcp_pose"), (std::vector<hsize_t>{2, 4, 4}));
    EXPECT_EQ(part.numbers("/frames"), (std::vector<double>{1, 2}));
    EXPECT_EQ(part.numbers("/actions/front/left/delta_valid"), (std::vector<double>{1, 0}));
    EXPECT_FALSE(std::filesystem::exists(out() / "episode_000001.h5")) << "nobody accepted it";

    ActionExportOptions whole;
    whole.labels = LabelContents::Points;
    ExportManifest again;
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{third}, ReviewText::Frames, {}));
    ASSERT_TRUE(run("tag:night", whole, again));
    const H5File full(out() / "episode_000002.h5");
    EXPECT_EQ(full.numbers("/actions/front/left/tcp_xyz").size(), 9U);
    EXPECT_FALSE(full.has("/labels/front/left/mask_all"));
    EXPECT_TRUE(full.has("/labels/front/left/uv"));

    const Json json = manifest();
    EXPECT_TRUE(json["complete"]);
    EXPECT_EQ(json["source"]["query"], "tag:night");
    ASSERT_EQ(json["cameras"].size(), 1U);
    EXPECT_EQ(json["cameras"][0]["file"], "episode_000002.h5");
    EXPECT_EQ(json["cameras"][0]["review"]["reviewer"], "ada");
    EXPECT_EQ(json["cameras"][0]["review"]["verdict"], "accepted");
    EXPECT_EQ(json["cameras"][0]["review"]["tags"], "night");
    const std::string id = json["cameras"][0]["calibration_id"];
    EXPECT_EQ(id.rfind("000002/front@", 0), 0U);
    ASSERT_EQ(made.cameras.size(), 2U);
    EXPECT_EQ(made.cameras[1].frames, 2U);
    EXPECT_EQ(made.leftOut.size(), 2U) << "one not accepted, one not calibrated";
}

TEST_F(ExportTest, AQueryAndItsFramesBecomeADatasetOfTheirOwn) {
    if (!SqlEngine::open({})) GTEST_SKIP() << "DuckDB's library is missing";
    auto store = ReviewStore::open(list());
    const auto items = *(*store)->items();
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{items[0].id}, ReviewText::Tags, u"day"_s));
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{items[2].id}, ReviewText::Tags, u"night"_s));
    ASSERT_TRUE((*store)->setText(std::vector<qint64>{items[2].id}, ReviewText::Frames, u"1-2"_s));
    ActionExportOptions options;
    options.format = ExportFormat::Lerobot;
    options.lerobot.output.curate = true;
    ExportManifest made;
    const auto done = run("tag:night", options, made);
    ASSERT_TRUE(done) << done.error().message;
    auto dataset = openRecordedDataset(out());
    ASSERT_TRUE(dataset) << dataset.error().message;
    ASSERT_EQ((*dataset)->episodeCount(), 1) << "the one that the query finds";
    const auto episode = (*dataset)->readEpisode(0);
    ASSERT_TRUE(episode) << episode.error().message;
    EXPECT_EQ(episode->frameCount, 2) << "the frames that the list names";
    const auto text = readFile(out() / "meta/calibration.json", 1 << 20);
    ASSERT_TRUE(text);
    const Json entry = Json::parse(*text).at("episodes").at(0);
    EXPECT_EQ(entry.at("source_episode"), 2);
    EXPECT_EQ(entry.at("source_frames"), "1-2");
}

TEST_F(ExportTest, CutFramesAreThoseOfTheWholeFile) {
    auto store = ReviewStore::open(list());
    ActionExportOptions options;
    options.labels = LabelContents::Masks;
    ExportManifest made;
    ASSERT_TRUE(run("episode:0", options, made));
    const H5File whole(out() / "episode_000000.h5");
    const auto xyz = whole.numbers("/actions/front/left/tcp_xyz");
    const auto boxes = whole.numbers("/labels/front/left/bbox_all");
    const auto times = whole.numbers("/timestamps");
    // Two pieces that do not touch: no delta leads over the gap.
    const std::vector<qint64> first{(*(*store)->items())[0].id};
    ASSERT_TRUE((*store)->setText(first, ReviewText::Frames, u"0,2"_s));
    ExportManifest cut;
    ASSERT_TRUE(run("episode:0", options, cut));
    const H5File part(out() / "episode_000000.h5");
    const auto rows = [](const std::vector<double>& from, size_t width) {
        std::vector<double> picked(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(width));
        picked.insert(picked.end(), from.begin() + static_cast<std::ptrdiff_t>(2 * width), from.end());
        return picked;
    };
    EXPECT_EQ(part.numbers("/frames"), (std::vector<double>{0, 2}));
    EXPECT_EQ(part.numbers("/actions/front/left/tcp_xyz"), rows(xyz, 3));
    EXPECT_EQ(part.numbers("/labels/front/left/bbox_all"), rows(boxes, 4));
    EXPECT_EQ(part.numbers("/timestamps"), rows(times, 1));
    EXPECT_EQ(part.numbers("/actions/front/left/delta_valid"), (std::vector<double>{0, 0}));
}

TEST_F(ExportTest, LabelsOfAPoseThatNobodyJudgedAreRefused) {
    recalibrate(0, 0.01);
    ExportManifest made;
    // The list knows nothing of it yet: the file itself is found to be another one.
    ASSERT_TRUE(run("", {}, made));
    ASSERT_EQ(made.cameras.size(), 1U);
    EXPECT_EQ(made.cameras[0].episode, 2);
    const auto stale = std::ranges::find_if(made.leftOut, [](const auto& line) { return line.episode == 0; });
    ASSERT_NE(stale, made.leftOut.end());
    EXPECT_NE(stale->reason.find("judge again"), std::string::npos);
    // Once the list knows, it says so before anything is read.
    ASSERT_TRUE(importReview(list(), source(), RunContext{}));
    auto store = ReviewStore::open(list());
    EXPECT_TRUE(isStale((*(*store)->items())[0]));
    ExportManifest none;
    const auto refused = run("episode:0", {}, none, false);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("judge again"), std::string::npos);
}

TEST_F(ExportTest, AllFormatsAndOneFile) {
    ActionExportOptions options;
    options.format = ExportFormat::Calibrations;
    ExportManifest made;
    ASSERT_TRUE(run("-episode:3", options, made, false));
    EXPECT_EQ(made.cameras.size(), 3U) << "all but rejected";
    EXPECT_EQ(manifest()["cameras"][1]["file"], "000001/front/calibration.json");
    const auto written = readCalibration(calibrationPath(out(), 0, "front"));
    ASSERT_TRUE(written);
    EXPECT_EQ(written->status, CalibrationStatus::Ok);

    ActionExportOptions single;
    single.singleFile = true;
    single.labels = LabelContents::None;
    ExportManifest one;
    ASSERT_TRUE(run("", single, one));
    const H5File file(out() / "episodes.h5");
    EXPECT_TRUE(file.has("/episodes/000002/actions/front/left/tcp_pose"));
    EXPECT_FALSE(file.has("/episodes/000000/labels/front"));
}

/// Asks to stop once the second episode begins.
class StopAtSecond : public ProgressSink {
public:
    explicit StopAtSecond(std::stop_source& stop) : m_stop(stop) {}
    void report(double, std::string_view stage) override {
        if (stage.starts_with("2 of")) m_stop.request_stop();
    }

private:
    std::stop_source& m_stop;
};

TEST_F(ExportTest, AStoppedExportKeepsWholeFilesAndSaysThatItIsNotComplete) {
    std::stop_source stop;
    StopAtSecond sink(stop);
    RunContext context;
    context.progress = &sink;
    context.stop = stop.get_token();
    ExportManifest made;
    const auto done = run("", {}, made, true, context);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::Stopped);
    EXPECT_FALSE(manifest()["complete"]);
    EXPECT_EQ(manifest()["cameras"].size(), 1U);
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(out()))
        names.push_back(entry.path().filename().string());
    EXPECT_THAT(names, ::testing::UnorderedElementsAre("episode_000000.h5", "manifest.json"));
}

TEST_F(ExportTest, TheEstimateIsRight) {
    for (const LabelContents labels : {LabelContents::None, LabelContents::Points, LabelContents::Masks}) {
        ActionExportOptions options;
        options.labels = labels;
        ExportManifest made;
        ASSERT_TRUE(run("episode:0", options, made));
        const auto size = static_cast<double>(std::filesystem::file_size(out() / "episode_000000.h5"));
        const double guess = estimatedExportBytes(ExportFormat::Hdf5, labels, 3, 160, 120);
        std::printf("labels %d: %.0f bytes, estimated %.0f\n", static_cast<int>(labels), size, guess);
        EXPECT_LT(guess, 2 * size);
        EXPECT_GT(guess, size / 2);
    }
}

TEST_F(ExportTest, ThePlanIsAModelThatFollowsTheList) {
    ReviewDesk desk(u"ada"_s);
    ExportPlanModel plan(desk);
    const QAbstractItemModelTester tester(&plan, QAbstractItemModelTester::FailureReportingMode::Fatal);
    desk.open(list());
    ASSERT_TRUE(waitUntil([&] { return plan.rowCount() == 4; }));
    EXPECT_EQ(plan.totals().exported, 2);
    EXPECT_EQ(plan.totals().leftOut, 2);
    EXPECT_EQ(plan.totals().frames, 6);
    EXPECT_EQ(plan.index(0, ExportPlanModel::Why).data().toString(), u"will be written"_s);
    EXPECT_EQ(plan.itemAt(1), 2) << "what is written comes first";
    QSignalSpy refused(&plan, &ExportPlanModel::refused);
    EXPECT_FALSE(plan.setData(plan.index(0, ExportPlanModel::Frames), u"x"_s));
    EXPECT_EQ(refused.count(), 1);
    EXPECT_TRUE(plan.setData(plan.index(0, ExportPlanModel::Frames), u"1"_s));
    EXPECT_EQ(plan.totals().frames, 4);
    const double withMasks = plan.totals().bytes;
    plan.setContents(ExportFormat::Hdf5, LabelContents::None);
    EXPECT_LT(plan.totals().bytes, withMasks);
    plan.setShow(ExportPlanModel::Show::LeftOut);
    EXPECT_EQ(plan.rowCount(), 2);
    desk.judge(0, Verdict::Deferred, {}, desk.items()[0].pose);
    EXPECT_EQ(plan.rowCount(), 3) << "follows a verdict";
    plan.setShow(ExportPlanModel::Show::Exported);
    EXPECT_EQ(plan.rowCount(), 1);
}

TEST_F(ExportTest, FromTheWindowByMouseAndKeyboard) {
    recalibrate(2, 0.004);
    test::GuiWatch watch;
    const auto window = open();
    window->actions()[ActionId::UpdateReview]->trigger();
    ASSERT_TRUE(waitUntil([&] { return isStale(window->review().desk().items()[2]); }));
    window->actions()[ActionId::ExportDesk]->trigger();
    ExportPanel* panel = window->desk().exports().panel();
    ASSERT_TRUE(panel && panel->isVisible());
    EXPECT_EQ(panel->plan().totals().exported, 1);
    EXPECT_EQ(panel->plan().totals().refusals.at(ExportRefusal::Stale), 1);

    // The stale one: a double click opens it with its new pose, A judges it, and it is written.
    auto* table = panel->findChild<QTableView*>();
    const auto rowOf = [&](int wanted) {
        for (int row = 0; row < panel->plan().rowCount(); ++row)
            if (panel->plan().itemAt(row) == wanted) return row;
        return -1;
    };
    const QPoint at = table->visualRect(panel->plan().index(rowOf(2), 0)).center();
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, at);
    ASSERT_TRUE(waitUntil([&] { return window->editor().hasDocument() && episodeOnShow(*window) == 2; }));
    ASSERT_TRUE(waitUntil([&] { return window->review().shows(2); }));
    EXPECT_EQ(window->editor().state().verdict, Verdict::None);
    window->actions()[ActionId::Accept]->trigger();
    ASSERT_TRUE(waitUntil([&] { return panel->plan().totals().exported == 2; }));

    auto* folder = panel->findChildren<QLineEdit*>().back();
    folder->clear();
    auto* go = panel->findChild<QPushButton*>(u"exportGo"_s);
    EXPECT_FALSE(go->isEnabled()) << "no folder";
    QTest::keyClicks(folder, QString::fromStdString(out().string()));
    QTest::mouseClick(go, Qt::LeftButton);
    ASSERT_TRUE(waitUntil([&] { return std::filesystem::exists(manifestPath(out())); }));
    ASSERT_TRUE(waitUntil([&] { return window->jobs().runningCount() == 0; }));
    const Json json = manifest();
    ASSERT_EQ(json["cameras"].size(), 2U);
    EXPECT_EQ(json["cameras"][1]["episode"], 2);
    EXPECT_TRUE(window->banner().text().contains(u"2"_s)) << window->banner().text().toStdString();
    const auto pose = H5File(out() / "episode_000002.h5").numbers("/cameras/front/T_cam_base");
    EXPECT_NEAR(pose[3], s_truth[2].translation().x() + 0.004, 1e-9) << "the pose that was judged last";
    // What was left out is listed with the job and can be opened from there.
    auto* items = &window->findChild<JobsPanel*>()->items();
    ASSERT_EQ(items->model()->rowCount(), 2);
    Q_EMIT items->activated(items->model()->index(0, 0));
    ASSERT_TRUE(waitUntil([&] { return window->review().current() == 1; }));
}

}  // namespace
}  // namespace camframe
