// SPDX-License-Identifier: Apache-2.0
// Clocks go back: by hand, by a time server, or because another machine's is wrong. Nothing may depend on
// them.
#include <gtest/gtest.h>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <limits>

#include "model/qt/review/review_store.h"
#include "model/qt/undo/edit_camera_command.h"
#include "support/temp_dir.h"
#include "support/transform_matchers.h"
#include "views/tiny_recording.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

constexpr qint64 kNow = 1'800'000'000;
constexpr qint64 kDay = 24 * 60 * 60;

class ClockJump : public ::testing::Test {
protected:
    QString pathOf(const char* name) const { return QString::fromStdString((m_folder / name).string()); }
    test::TempDir m_folder;
};

TEST_F(ClockJump, AClaimFromTheFutureDoesNotLastUntilThen) {
    const auto store = ReviewStore::create(pathOf("l.camreview"), {});
    ASSERT_TRUE(store) << store.error().message;
    ReviewItem item;
    item.camera = u"front"_s;
    ASSERT_TRUE((*store)->add({&item, 1}));
    const qint64 id = (*(*store)->items())[0].id;
    // Ada's clock is a day ahead, or ours went back by a day while she had the item open.
    ASSERT_TRUE((*store)->claim(id, u"ada"_s, kNow + kDay)->granted);
    EXPECT_TRUE((*store)->claim(id, u"bob"_s, kNow)->granted);
    // A clock that is a little ahead is as good as any.
    ASSERT_TRUE((*store)->release(id, u"bob"_s)->granted);
    ASSERT_TRUE((*store)->claim(id, u"ada"_s, kNow + 60)->granted);
    EXPECT_FALSE((*store)->claim(id, u"bob"_s, kNow)->granted);
    // An own claim is renewed whatever the clock says.
    EXPECT_TRUE((*store)->claim(id, u"ada"_s, kNow - kDay)->granted);
    EXPECT_EQ((*(*store)->items())[0].claimedAt, kNow - kDay);
    // Times that no clock shows must not overflow.
    item = (*(*store)->items())[0];
    for (const qint64 time : {std::numeric_limits<qint64>::min(), std::numeric_limits<qint64>::max()}) {
        item.claimedAt = time;
        EXPECT_FALSE(claimedByOther(item, u"bob"_s, kNow));
    }
}

TEST_F(ClockJump, AVerdictGivenBeforeTheOneItReplacesCounts) {
    const auto store = ReviewStore::create(pathOf("l.camreview"), {});
    ASSERT_TRUE(store) << store.error().message;
    ReviewItem item;
    item.camera = u"front"_s;
    ASSERT_TRUE((*store)->add({&item, 1}));
    const ReviewItem first = (*(*store)->items())[0];
    const auto early = (*store)->judge(first.id, Verdict::Rejected, u"dark"_s, u"ada"_s, first.change, kNow);
    ASSERT_TRUE(early->granted);
    const auto late =
        (*store)->judge(first.id, Verdict::Accepted, {}, u"bob"_s, early->item.change, kNow - kDay);
    ASSERT_TRUE(late->granted);
    EXPECT_EQ((*(*store)->items())[0].verdict, Verdict::Accepted);
    EXPECT_EQ((*(*store)->items())[0].judgedAt, kNow - kDay);
    // Other windows look for what changed by a count, and see it.
    EXPECT_EQ((*store)->items(early->item.change)->size(), 1U);
}

TEST_F(ClockJump, EditsWhoseTimesGoBackAreKeptAndUndone) {
    const QString path = pathOf("p.camframe");
    {
        auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document) << document.error().message;
        pushPose(**document, 0, EditAction::EnterPose, test::tinyPose());
    }
    {  // as if they had been made in a later year
        auto database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"later"_s);
        database.setDatabaseName(path);
        ASSERT_TRUE(database.open());
        QSqlQuery query(database);
        ASSERT_TRUE(query.exec(u"UPDATE steps SET time = '2099-01-01T00:00:00.000Z'"_s));
        ASSERT_TRUE(query.exec(u"UPDATE edits SET time = '2099-01-01T00:00:00Z'"_s));
    }
    QSqlDatabase::removeDatabase(u"later"_s);
    {
        auto document = ProjectDocument::open(test::tinyRecording(), path);
        ASSERT_TRUE(document) << document.error().message;
        pushPose(**document, 0, EditAction::NudgeCamera, test::movedPose(0.1));
        EXPECT_TRUE((*document)->save());
    }
    auto document = ProjectDocument::open(test::tinyRecording(), path);
    ASSERT_TRUE(document) << document.error().message;
    ASSERT_EQ((*document)->edits(0).size(), 2U);
    EXPECT_GT((*document)->edits(0)[0].time, (*document)->edits(0)[1].time);
    EXPECT_TRUE(test::posesNear(*(*document)->camera(0).camFromBase, test::movedPose(0.1), 0, 1e-15));
    (*document)->undoStack().undo();
    EXPECT_TRUE(test::posesNear(*(*document)->camera(0).camFromBase, test::tinyPose(), 0, 1e-15));
    (*document)->undoStack().undo();
    EXPECT_FALSE((*document)->camera(0).camFromBase);
}

}  // namespace
}  // namespace camframe
