// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QtTest/QTest>
#include <chrono>
#include <fstream>

#include "model/qt/review/review_model.h"
#include "tests/support/temp_dir.h"
#include "tests/views/execute_sql.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

ReviewItem item(int episode, const QString& camera, std::optional<CalibrationStatus> status, double risk) {
    ReviewItem made;
    made.episode = episode;
    made.episodeName = u"pour_%1"_s.arg(episode, 6, 10, QChar(u'0'));
    made.camera = camera;
    made.robot = episode % 2 == 0 ? u"franka"_s : u"so100"_s;
    made.task = u"pour 茶"_s;
    made.status = status;
    made.risk = risk;
    made.remarks = u"near-ties"_s;
    return made;
}

std::vector<ReviewItem> fourItems() {
    return {
        item(0, u"front"_s, CalibrationStatus::Ok, 0.01), item(0, u"wrist"_s, CalibrationStatus::Failed, 0.9),
        item(1, u"front"_s, CalibrationStatus::Review, 0.3), item(2, u"front"_s, std::nullopt, std::nan(""))};
}

QString listIn(const test::TempDir& folder) {
    return QString::fromStdString((folder / "list.camreview").string());
}

std::vector<int> found(const QString& query, const std::vector<ReviewItem>& items) {
    ReviewIndex index;
    index.assign(items);
    std::vector<int> order(items.size());
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    return index.select(ReviewQuery::parse(query), items, order);
}

TEST(ReviewQuery, FindsByWordsFieldsAndRisk) {
    auto items = fourItems();
    items[2].reviewer = u"Ada"_s;
    items[2].verdict = Verdict::ToFix;
    const std::vector<int> all{0, 1, 2, 3};
    EXPECT_EQ(found(u""_s, items), all);
    EXPECT_EQ(found(u"FRONT"_s, items), (std::vector<int>{0, 2, 3}));
    EXPECT_EQ(found(u"camera:wrist"_s, items), (std::vector<int>{1}));
    EXPECT_EQ(found(u"-camera:wrist -robot:franka"_s, items), (std::vector<int>{2}));
    EXPECT_EQ(found(u"status:review,failed"_s, items), (std::vector<int>{1, 2}));
    EXPECT_EQ(found(u"status:none"_s, items), (std::vector<int>{3}));
    EXPECT_EQ(found(u"risk>0.2"_s, items), (std::vector<int>{1, 2}));
    EXPECT_EQ(found(u"risk<5%"_s, items), (std::vector<int>{0})) << "no risk is not a small risk";
    EXPECT_EQ(found(u"-risk>0.2"_s, items), (std::vector<int>{0}));
    EXPECT_EQ(found(u"episode:1"_s, items), (std::vector<int>{2}));
    EXPECT_EQ(found(u"episode:pour_000002"_s, items), (std::vector<int>{3}));
    EXPECT_EQ(found(u"verdict:fix reviewer:ada"_s, items), (std::vector<int>{2}));
    EXPECT_EQ(found(u"verdict：none"_s, items), (std::vector<int>{0, 1, 3})) << "full-width colon";
    EXPECT_EQ(found(u"茶"_s, items), all);
    EXPECT_EQ(found(u"\"pour 茶\""_s, items), all);
    EXPECT_EQ(found(u"frontfranka"_s, items), std::vector<int>{}) << "fields are apart";
    EXPECT_EQ(found(u"camera: "_s, items), all) << "still being typed";
    items[0].tags = u"cup night"_s;
    items[1].tags = u"cupboard"_s;
    items[3].notes = u"mirror in view"_s;
    EXPECT_EQ(found(u"tag:cup"_s, items), (std::vector<int>{0})) << "whole words";
    EXPECT_EQ(found(u"tag:night,cupboard"_s, items), (std::vector<int>{0, 1}));
    EXPECT_EQ(found(u"tag:none"_s, items), (std::vector<int>{2, 3}));
    EXPECT_EQ(found(u"mirror"_s, items), (std::vector<int>{3})) << "notes are searched";
    EXPECT_EQ(found(u"verdict:stale"_s, items), std::vector<int>{});
    items[2].pose = 7;
    items[2].judgedPose = 8;
    EXPECT_EQ(found(u"verdict:stale"_s, items), (std::vector<int>{2}));
    EXPECT_EQ(found(u"frames:10-20 camera:wrist"_s, items), (std::vector<int>{1})) << "finds everything";
    EXPECT_EQ(ReviewQuery::parse(u"frames:10-20,5"_s).frames.text(), "5,10-20");
    EXPECT_TRUE(ReviewQuery::parse(u"frames:10-x"_s).frames.all()) << "still being typed";
}

TEST(ReviewStore, KeepsItemsVerdictsQueriesAndPlaces) {
    const test::TempDir folder;
    {
        auto store = ReviewStore::create(listIn(folder), {u"/data"_s, u"/out"_s, u"franka"_s, {}, {}});
        ASSERT_TRUE(store) << store.error().message;
        ASSERT_TRUE((*store)->add(fourItems()));
        auto items = (*store)->items();
        ASSERT_EQ(items->size(), 4U);
        auto judged = (*store)->judge((*items)[1].id, Verdict::Rejected, u"blurred"_s, u"ada"_s,
                                      (*items)[1].change, 100);
        ASSERT_TRUE(judged);
        EXPECT_TRUE(judged->granted);
        ASSERT_TRUE((*store)->saveQuery(u"ada"_s, u"worst"_s, u"risk>0.5"_s));
        ASSERT_TRUE((*store)->setPlace(u"ada"_s, {(*items)[2].id, u"camera:front"_s}));
        // A second import brings the figures up to date and leaves the verdict.
        auto again = fourItems();
        again[1].risk = 0.95;
        ASSERT_TRUE((*store)->add(again));
    }
    EXPECT_FALSE(ReviewStore::create(listIn(folder), {})) << "never replaced";
    auto store = ReviewStore::open(listIn(folder));
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_EQ((*store)->source()->robot, u"franka"_s);
    const auto items = (*store)->items();
    ASSERT_EQ(items->size(), 4U);
    EXPECT_EQ((*items)[1].verdict, Verdict::Rejected);
    EXPECT_EQ((*items)[1].reason, u"blurred"_s);
    EXPECT_EQ((*items)[1].risk, 0.95);
    EXPECT_TRUE(std::isnan((*items)[3].risk));
    EXPECT_FALSE((*items)[3].status);
    EXPECT_EQ((*items)[2].task, u"pour 茶"_s);
    EXPECT_EQ((*store)->queries(u"ada"_s)->at(u"worst"_s), u"risk>0.5"_s);
    EXPECT_TRUE((*store)->queries(u"bob"_s)->empty());
    EXPECT_EQ((*store)->place(u"ada"_s)->query, u"camera:front"_s);
    EXPECT_EQ((*store)->place(u"bob"_s)->item, 0);
}

/// A file as version 1 of the program wrote it.
void writeVersion1(const QString& path) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"old"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        for (
            const QString& statement :
            {u"PRAGMA journal_mode = WAL"_s,
             u"CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL)"_s,
             u"CREATE TABLE items(id INTEGER PRIMARY KEY, episode INTEGER NOT NULL, episode_name TEXT NOT "
             "NULL, camera TEXT NOT NULL, robot TEXT NOT NULL, task TEXT NOT NULL, grouping TEXT NOT NULL, "
             "status TEXT, risk REAL, remarks TEXT NOT NULL, calibration TEXT NOT NULL, verdict TEXT NOT "
             "NULL DEFAULT 'none', reason TEXT NOT NULL DEFAULT '', reviewer TEXT NOT NULL DEFAULT '', "
             "claimed_by TEXT NOT NULL DEFAULT '', claimed_at INTEGER NOT NULL DEFAULT 0, change INTEGER "
             "NOT NULL, UNIQUE(episode, camera))"_s,
             u"CREATE INDEX items_by_change ON items(change)"_s,
             u"CREATE TABLE queries(reviewer TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, PRIMARY "
             "KEY(reviewer, name))"_s,
             u"CREATE TABLE places(reviewer TEXT PRIMARY KEY, item INTEGER NOT NULL, query TEXT NOT NULL)"_s,
             u"INSERT INTO meta(key, value) VALUES('change', '2'), ('dataset', '/data'), ('robot', 'franka')"_s,
             u"INSERT INTO items(episode, episode_name, camera, robot, task, grouping, status, risk, "
             u"remarks, "
             "calibration, verdict, reason, reviewer, change) VALUES(4, 'pour', 'front', 'franka', '', "
             "'bench', 'ok', 0.1, '', '/out/c.json', 'accepted', 'fine', 'ada', 2)"_s,
             u"PRAGMA application_id = %1"_s.arg(0x43615276), u"PRAGMA user_version = 1"_s})
            ASSERT_TRUE(query.exec(statement)) << statement.toStdString();
    }
    QSqlDatabase::removeDatabase(u"old"_s);
}

TEST(ReviewStore, FilesOfVersion1AreBroughtUpToDate) {
    const test::TempDir folder;
    writeVersion1(listIn(folder));
    for (int time = 0; time < 2; ++time) {
        auto store = ReviewStore::open(listIn(folder));
        ASSERT_TRUE(store) << store.error().message;
        const auto items = (*store)->items();
        ASSERT_TRUE(items) << items.error().message;
        ASSERT_EQ(items->size(), 1U);
        const ReviewItem& old = items->front();
        EXPECT_EQ(old.verdict, Verdict::Accepted);
        EXPECT_EQ(old.reviewer, u"ada"_s);
        EXPECT_EQ(old.group, u"bench"_s);
        EXPECT_FALSE(isStale(old)) << "nothing is known against it";
        EXPECT_EQ(old.tags, time == 0 ? u""_s : u"night"_s);
        ASSERT_TRUE((*store)->setText(std::vector<qint64>{old.id}, ReviewText::Tags, u"night"_s));
        EXPECT_EQ((*store)->source()->dataset, u"/data"_s);
    }
    // A recalibration of an item whose verdict is older than fingerprints makes it stale all the same.
    auto store = ReviewStore::open(listIn(folder));
    const qint64 id = (*store)->items()->front().id;
    const auto answer = (*store)->setResult(id, {CalibrationStatus::Ok, 0.1, {}, 77, u"/out/new.json"_s});
    EXPECT_TRUE(isStale(answer->item));
    EXPECT_EQ(answer->item.verdict, Verdict::Accepted) << "kept";
}

TEST(ReviewStore, AVerdictOutlivesARecalibrationAndIsStaleThen) {
    const test::TempDir folder;
    auto store = ReviewStore::create(listIn(folder), {});
    auto items = fourItems();
    for (ReviewItem& each : items) each.result = each.pose = 100;
    ASSERT_TRUE((*store)->add(items));
    const ReviewItem first = (*(*store)->items())[0];
    const auto judged = (*store)->judge(first.id, Verdict::Accepted, {}, u"ada"_s, first.change, 50, 100);
    EXPECT_FALSE(isStale(judged->item));
    EXPECT_EQ(judged->item.judgedAt, 50);
    // The same file again is no news.
    ASSERT_TRUE((*store)->add(items));
    EXPECT_FALSE(isStale((*(*store)->items())[0]));
    items[0].result = items[0].pose = 101;
    items[0].risk = 0.4;
    ASSERT_TRUE((*store)->add(items));
    const ReviewItem stale = (*(*store)->items())[0];
    EXPECT_TRUE(isStale(stale));
    EXPECT_FALSE(isJudged(stale));
    EXPECT_EQ(stale.verdict, Verdict::Accepted);
    EXPECT_EQ(stale.risk, 0.4);
    // Back to what was judged: valid again.
    EXPECT_FALSE(isStale((*store)->setResult(first.id, {CalibrationStatus::Ok, 0.1, {}, 100, {}})->item));
    // A verdict that is not about a pose is never stale.
    const auto skipped = (*store)->judge(first.id, Verdict::Skipped, {}, u"ada"_s, 1 << 20, 60, 100);
    EXPECT_FALSE(
        isStale((*store)->setResult(skipped->item.id, {CalibrationStatus::Ok, 0.1, {}, 3, {}})->item));
}

TEST(ReviewStore, TwoPeopleDoNotOverwriteEachOther) {
    const test::TempDir folder;
    auto ada = ReviewStore::create(listIn(folder), {});
    ASSERT_TRUE((*ada)->add(fourItems()));
    auto bob = ReviewStore::open(listIn(folder));
    ASSERT_TRUE(bob) << bob.error().message;
    const ReviewItem first = (*(*bob)->items())[0];
    ASSERT_TRUE((*ada)->claim(first.id, u"ada"_s, 1000)->granted);
    const auto claim = (*bob)->claim(first.id, u"bob"_s, 1001);
    EXPECT_FALSE(claim->granted);
    EXPECT_EQ(claim->item.claimedBy, u"ada"_s);
    EXPECT_FALSE((*bob)->judge(first.id, Verdict::Rejected, {}, u"bob"_s, first.change, 1001)->granted);
    ASSERT_TRUE((*ada)->judge(first.id, Verdict::Accepted, {}, u"ada"_s, first.change, 1002)->granted);
    ASSERT_TRUE((*ada)->release(first.id, u"ada"_s)->granted);
    // Free again, but Bob has not seen Ada's verdict yet.
    const auto late = (*bob)->judge(first.id, Verdict::Rejected, {}, u"bob"_s, first.change, 1003);
    EXPECT_FALSE(late->granted);
    EXPECT_EQ(late->item.verdict, Verdict::Accepted);
    EXPECT_TRUE((*bob)->judge(first.id, Verdict::Rejected, {}, u"bob"_s, late->item.change, 1004)->granted)
        << "who has seen it may say otherwise";
    EXPECT_FALSE((*ada)->release(first.id, u"ada"_s)->granted);
    ASSERT_TRUE((*ada)->claim(first.id, u"ada"_s, 2000)->granted);
    EXPECT_TRUE((*bob)->claim(first.id, u"bob"_s, 2000 + claimLifetime)->granted) << "a forgotten claim ends";
    const auto changed = (*ada)->items(late->item.change);
    ASSERT_EQ(changed->size(), 1U);
    EXPECT_EQ((*changed)[0].reviewer, u"bob"_s);
}

TEST(ReviewStore, WhatIsNoReviewFileIsSaid) {
    const test::TempDir folder;
    const auto missing = ReviewStore::open(listIn(folder));
    ASSERT_FALSE(missing);
    EXPECT_NE(missing.error().message.find("list.camreview"), std::string::npos);
    std::ofstream(listIn(folder).toStdString()) << std::string(5000, 'x');
    const auto text = ReviewStore::open(listIn(folder));
    ASSERT_FALSE(text);
    EXPECT_NE(text.error().message.find("not a review file"), std::string::npos);
}

template <class Done>
bool waitFor(Done done) {
    for (int i = 0; i < 400 && !done(); ++i) QTest::qWait(10);
    return done();
}

/// A file with four items, opened by a desk.
class ReviewDeskTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto store = ReviewStore::create(listIn(m_folder), {});
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->add(fourItems()));
        m_desk.open(listIn(m_folder));
        ASSERT_TRUE(waitFor([this] { return m_desk.isOpen(); }));
    }
    test::TempDir m_folder;
    ReviewDesk m_desk{u"ada"_s};
};

TEST_F(ReviewDeskTest, TheModelSortsFiltersAndCounts) {
    ReviewModel model(m_desk);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    m_desk.open(listIn(m_folder));
    ASSERT_TRUE(waitFor([&] { return model.rowCount() == 4; }));
    EXPECT_EQ(model.index(0, ReviewModel::Status).data().toString(), u"failed"_s) << "worst first";
    EXPECT_EQ(model.index(3, ReviewModel::Status).data().toString(), u"ok"_s);
    EXPECT_EQ(model.index(0, ReviewModel::Risk).data().toString(), u"90.0 %"_s);
    model.setQuery(u"camera:front"_s);
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(model.rowOf(1), -1);
    model.sort(ReviewModel::Episode, Qt::DescendingOrder);
    EXPECT_EQ(model.itemAt(0), 3);
    EXPECT_EQ(model.rowOf(0), 2);
    model.sort(ReviewModel::Robot, Qt::AscendingOrder);
    EXPECT_EQ(model.index(2, ReviewModel::Robot).data().toString(), u"so100"_s);
    model.sort(ReviewModel::Episode, Qt::AscendingOrder);
    QSignalSpy counts(&model, &ReviewModel::countsChanged);
    m_desk.judge(2, Verdict::Deferred, {});
    EXPECT_EQ(model.judgedCount(), 1);
    EXPECT_EQ(model.rowCount(), 3) << "rows do not move under the person's hand";
    EXPECT_EQ(model.index(1, ReviewModel::Judged).data().toString(), u"deferred"_s);
    EXPECT_EQ(model.nextOpenRow(0, 1), 2) << "over the judged one";
    EXPECT_EQ(model.nextOpenRow(2, 1), -1);
    EXPECT_EQ(model.nextOpenRow(2, -1), 0);
    EXPECT_GE(counts.count(), 1);
}

TEST_F(ReviewDeskTest, TagsAndFramesAreTypedIntoCellsAndWrittenAtOnce) {
    ReviewModel model(m_desk);
    model.refresh();
    model.sort(ReviewModel::Episode, Qt::AscendingOrder);
    QSignalSpy refused(&model, &ReviewModel::refused);
    EXPECT_FALSE(model.flags(model.index(0, ReviewModel::Camera)) & Qt::ItemIsEditable);
    ASSERT_TRUE(model.flags(model.index(0, ReviewModel::Tags)) & Qt::ItemIsEditable);
    EXPECT_TRUE(model.setData(model.index(0, ReviewModel::Tags), u" night, cup  night"_s));
    EXPECT_EQ(model.index(0, ReviewModel::Tags).data().toString(), u"night cup"_s) << "tidied, shown at once";
    EXPECT_FALSE(model.setData(model.index(0, ReviewModel::Frames), u"9-3"_s));
    EXPECT_EQ(refused.count(), 1);
    EXPECT_TRUE(model.setData(model.index(0, ReviewModel::Frames), u"5 , 1-4"_s));
    auto other = ReviewStore::open(listIn(m_folder));
    ASSERT_TRUE(waitFor([&] { return (*(*other)->items())[0].frames == u"1-5"_s; }));
    EXPECT_EQ((*(*other)->items())[0].tags, u"night cup"_s);
}

TEST_F(ReviewDeskTest, SeesWhatOthersDoAndIsRefusedWhereTheyWereFaster) {
    auto bob = ReviewStore::open(listIn(m_folder));
    ASSERT_TRUE(bob);
    const qint64 id = m_desk.items()[2].id;
    const qint64 seen = m_desk.items()[2].change;
    ASSERT_TRUE((*bob)->judge(id, Verdict::Rejected, u"dark"_s, u"bob"_s, seen, 0)->granted);
    QSignalSpy refused(&m_desk, &ReviewDesk::refused);
    m_desk.judge(2, Verdict::Accepted, {});
    EXPECT_EQ(m_desk.items()[2].verdict, Verdict::Accepted) << "shown at once";
    ASSERT_TRUE(waitFor([&] { return refused.count() == 1; }));
    EXPECT_TRUE(refused[0][1].toString().contains(u"bob"_s));
    EXPECT_EQ(m_desk.items()[2].verdict, Verdict::Rejected);

    ASSERT_TRUE((*bob)->judge(m_desk.items()[0].id, Verdict::Skipped, {}, u"bob"_s, 1 << 20, 0)->granted);
    m_desk.poll();
    ASSERT_TRUE(waitFor([this] { return m_desk.items()[0].verdict == Verdict::Skipped; }));

    m_desk.claim(1);
    ASSERT_TRUE(waitFor([this] { return m_desk.items()[1].claimedBy == u"ada"_s; }));
    m_desk.claim(3);
    ASSERT_TRUE(waitFor([this] { return m_desk.items()[3].claimedBy == u"ada"_s; }));
    EXPECT_TRUE((*(*bob)->items())[1].claimedBy.isEmpty()) << "one claim at a time";
}

TEST_F(ReviewDeskTest, ClosingGivesUpTheClaim) {
    {
        ReviewDesk second(u"eve"_s);
        second.open(listIn(m_folder));
        ASSERT_TRUE(waitFor([&] { return second.isOpen(); }));
        second.claim(0);
        ASSERT_TRUE(waitFor([&] { return second.items()[0].claimedBy == u"eve"_s; }));
    }
    auto store = ReviewStore::open(listIn(m_folder));
    EXPECT_TRUE((*(*store)->items())[0].claimedBy.isEmpty());
}

TEST(ReviewModel, AHundredThousandItemsAreFilteredWithinAFrame) {
    const test::TempDir folder;
    {
        auto store = ReviewStore::create(listIn(folder), {});
        std::vector<ReviewItem> items;
        for (int i = 0; i < 100000; ++i)
            items.push_back(item(i / 2, i % 2 == 0 ? u"front"_s : u"side"_s,
                                 static_cast<CalibrationStatus>(i % 3), (i % 997) / 997.0));
        ASSERT_TRUE((*store)->add(items));
    }
    ReviewDesk desk(u"ada"_s);
    ReviewModel model(desk);
    desk.open(listIn(folder));
    for (int i = 0; i < 3000 && model.rowCount() == 0; ++i) QTest::qWait(10);
    ASSERT_EQ(model.rowCount(), 100000);
    const auto milliseconds = [](auto work) {
        std::vector<double> times;
        for (int i = 0; i < 11; ++i) {
            const auto start = std::chrono::steady_clock::now();
            work(i);
            times.push_back(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        }
        std::sort(times.begin(), times.end());
        return times[5];
    };
    const QStringList queries{u"pour_0499"_s, u"status:review risk>0.5 camera:side"_s};
    const double filter = milliseconds([&](int i) { model.setQuery(queries[i % 2]); });
    model.setQuery({});
    const double sorting = milliseconds(
        [&](int i) { model.sort(i % 2 == 0 ? ReviewModel::Risk : ReviewModel::Robot, Qt::AscendingOrder); });
    RecordProperty("filter_ms", std::to_string(filter));
    RecordProperty("sort_ms", std::to_string(sorting));
    std::printf("100,000 items: filter %.1f ms, sort %.1f ms (medians)\n", filter, sorting);
    // The goals are 16 and 100 ms on an idle machine; tests run on busy ones.
    EXPECT_LT(filter, 100);
    EXPECT_LT(sorting, 500);
}

TEST_F(ReviewDeskTest, WhatCannotBeWrittenIsSaidAndTakenBack) {
    m_desk.judge(0, Verdict::Accepted, {}, 7);
    m_desk.setText({0}, ReviewText::Notes, u"sharp"_s);
    auto other = ReviewStore::open(listIn(m_folder));
    ASSERT_TRUE(waitFor([&] { return (*(*other)->items())[0].notes == u"sharp"_s; }));
    test::executeSql(
        listIn(m_folder),
        u"CREATE TRIGGER full BEFORE UPDATE ON items BEGIN SELECT RAISE(ABORT, 'disk full'); END"_s);
    QSignalSpy problems(&m_desk, &ReviewDesk::problem);
    m_desk.judge(0, Verdict::Rejected, u"dark"_s, 7);
    EXPECT_EQ(m_desk.items()[0].verdict, Verdict::Rejected) << "shown at once";
    ASSERT_TRUE(waitFor([&] { return problems.count() == 1; }));
    EXPECT_EQ(m_desk.items()[0].verdict, Verdict::Accepted) << "which is what the list says";
    m_desk.setText({0, 1}, ReviewText::Notes, u"dark"_s);
    ASSERT_TRUE(waitFor([&] { return problems.count() == 2; }));
    EXPECT_EQ(m_desk.items()[0].notes, u"sharp"_s);
    EXPECT_TRUE(m_desk.items()[1].notes.isEmpty());
    test::executeSql(listIn(m_folder), u"DROP TRIGGER full"_s);
    m_desk.judge(0, Verdict::Rejected, u"dark"_s, 7);
    ASSERT_TRUE(waitFor([&] { return (*(*other)->items())[0].verdict == Verdict::Rejected; }));
    EXPECT_EQ(problems.count(), 2);
}

TEST_F(ReviewDeskTest, TextsThatOthersChangedAreNotOverwritten) {
    auto bob = ReviewStore::open(listIn(m_folder));
    const qint64 id = m_desk.items()[0].id;
    ASSERT_TRUE((*bob)->setText(std::vector<qint64>{id}, ReviewText::Tags, u"night"_s));
    QSignalSpy refused(&m_desk, &ReviewDesk::refused);
    m_desk.setText({0, 1}, ReviewText::Tags, u"day"_s);
    ASSERT_TRUE(waitFor([&] { return refused.count() == 1; }));
    EXPECT_EQ(m_desk.items()[0].tags, u"night"_s);
    ASSERT_TRUE(waitFor([&] { return (*(*bob)->items())[1].tags == u"day"_s; }));
    EXPECT_EQ((*(*bob)->items())[0].tags, u"night"_s);
    // One's own words one after the other are no conflict.
    m_desk.setText({1}, ReviewText::Tags, u"day cup"_s);
    m_desk.setText({1}, ReviewText::Tags, u"cup"_s);
    ASSERT_TRUE(waitFor([&] { return (*(*bob)->items())[1].tags == u"cup"_s; }));
    EXPECT_EQ(refused.count(), 1);
}

TEST_F(ReviewDeskTest, LooksForChangesAgainAfterAFailure) {
    test::executeSql(listIn(m_folder), u"ALTER TABLE items RENAME TO hidden"_s);
    QSignalSpy problems(&m_desk, &ReviewDesk::problem);
    m_desk.poll();
    ASSERT_TRUE(waitFor([&] { return problems.count() >= 1; }));
    test::executeSql(listIn(m_folder), u"ALTER TABLE hidden RENAME TO items"_s);
    problems.clear();
    m_desk.open(u"/nowhere/at.camreview"_s);
    ASSERT_TRUE(waitFor([&] { return problems.count() >= 1; }));
    auto bob = ReviewStore::open(listIn(m_folder));
    ASSERT_TRUE((*bob)->judge(m_desk.items()[1].id, Verdict::Skipped, {}, u"bob"_s, 1 << 20, 0)->granted);
    EXPECT_TRUE(waitFor([this] { return m_desk.items()[1].verdict == Verdict::Skipped; }))
        << "within the usual time, without being asked";
}

TEST_F(ReviewDeskTest, WhatIsSaidWhileAnotherListOpensDoesNotReachIt) {
    const test::TempDir elsewhere;
    {
        auto store = ReviewStore::create(listIn(elsewhere), {});
        ASSERT_TRUE(store);
        ASSERT_TRUE((*store)->add(fourItems()));
    }
    m_desk.claim(1);
    ASSERT_TRUE(waitFor([this] { return m_desk.items()[1].claimedBy == u"ada"_s; }));
    QSignalSpy problems(&m_desk, &ReviewDesk::problem);
    m_desk.open(listIn(elsewhere));
    m_desk.judge(0, Verdict::Rejected, {}, 7);
    ASSERT_TRUE(waitFor([&] { return problems.count() == 1; }));
    EXPECT_TRUE(problems[0][0].toString().contains(listIn(m_folder)))
        << problems[0][0].toString().toStdString();
    EXPECT_EQ(m_desk.path(), listIn(elsewhere));
    for (const test::TempDir* folder : {static_cast<const test::TempDir*>(&m_folder), &elsewhere}) {
        auto store = ReviewStore::open(listIn(*folder));
        EXPECT_EQ((*(*store)->items())[0].verdict, Verdict::None);
        EXPECT_TRUE((*(*store)->items())[1].claimedBy.isEmpty()) << "given up with its list";
    }
}

}  // namespace
}  // namespace camframe
