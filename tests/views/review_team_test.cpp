// SPDX-License-Identifier: Apache-2.0
// Review projects of teams: names, history, signatures, merging, agreement. On a real server: tests/services.
#include <gtest/gtest.h>

#include "model/qt/review/review_agreement.h"
#include "model/qt/review/review_merge.h"
#include "tests/support/temp_dir.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

std::vector<ReviewItem> items(int count) {
    std::vector<ReviewItem> made;
    for (int i = 0; i < count; ++i) {
        ReviewItem item;
        item.episode = i;
        item.episodeName = u"pour_%1"_s.arg(i);
        item.camera = u"front"_s;
        item.status = CalibrationStatus::Ok;
        item.risk = 0.1;
        item.result = item.pose = 100 + i;
        made.push_back(item);
    }
    return made;
}

class TeamProject {
public:
    explicit TeamProject(const char* name, int count = 3)
        : m_path(QString::fromStdString((m_folder / name).string())),
          m_store(ReviewStore::create(m_path, ReviewSource{})) {
        EXPECT_TRUE(m_store) << m_store.error().message;
        EXPECT_TRUE((*m_store)->add(items(count)));
    }
    ReviewStore& operator*() { return **m_store; }
    ReviewStore* operator->() { return m_store->get(); }
    ReviewItem item(int i) { return (*(*m_store)->items())[static_cast<size_t>(i)]; }
    const QString& path() const { return m_path; }
    /// The item with number i is judged by somebody who has seen it as it is.
    ReviewAnswer judge(int i, Verdict verdict, const QString& who, qint64 now,
                       const std::optional<RigidTransform>& place = {}) {
        const ReviewItem seen = item(i);
        return (*m_store)->judge(seen.id, verdict, {}, who, seen.change, now, seen.pose, place).value();
    }

private:
    test::TempDir m_folder;
    QString m_path;
    Result<std::unique_ptr<ReviewStore>> m_store;
};

TEST(ReviewAddress, NamesAreReadAndWrittenAgain) {
    const auto whole =
        ReviewAddress::parse(u"postgresql://ada@db.lab:5433/camframe/pour_2?folder=/shared/a b"_s);
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(whole->user, u"ada"_s);
    EXPECT_EQ(whole->host, u"db.lab"_s);
    EXPECT_EQ(whole->port, 5433);
    EXPECT_EQ(whole->database, u"camframe"_s);
    EXPECT_EQ(whole->project, u"pour_2"_s);
    EXPECT_EQ(whole->folder, u"/shared/a b"_s);
    EXPECT_EQ(reviewFolderStem(whole->text()), u"/shared/a b/pour_2"_s);
    for (const QString& name :
         {u"postgresql://ada@db.lab:5433/camframe/pour_2?folder=/shared/a b"_s, u"postgresql:///camframe"_s,
          u"postgresql:///camframe/x?host=/run/postgresql"_s, u"postgres://h/d"_s}) {
        const auto first = ReviewAddress::parse(name);
        ASSERT_TRUE(first) << name.toStdString() << ": " << first.error().message;
        const auto second = ReviewAddress::parse(first->text());
        ASSERT_TRUE(second) << first->text().toStdString();
        EXPECT_EQ(second->text(), first->text());
        EXPECT_EQ(second->host, first->host);
        EXPECT_EQ(second->project, first->project);
        EXPECT_EQ(second->folder, first->folder);
    }
    EXPECT_EQ(ReviewAddress::parse(u"postgresql://h/d"_s)->project, u"camframe"_s);
    EXPECT_FALSE(ReviewAddress::parse(u"list.camreview"_s)->onServer());
    EXPECT_EQ(reviewFolderStem(u"/a/b.c.camreview"_s), u"/a/b.c"_s);
}

TEST(ReviewAddress, WhatIsNoNameIsSaidAndPasswordsAreNotRepeated) {
    for (const QString& name : {u"postgresql://h"_s, u"postgresql://h/d/p/q"_s, u"postgresql://h/d/Pour"_s,
                                u"postgresql://h/d/pg_x"_s, u"postgresql://h/d/p; DROP TABLE x"_s,
                                u"postgresql://h/d/p?folder=relative"_s, u"postgresql://h/d/p?sslkey=/x"_s,
                                u"postgresql://h:port/d/p"_s, u"postgresql:/"_s})
        EXPECT_FALSE(ReviewAddress::parse(name)) << name.toStdString();
    for (const QString& name : {u"postgresql://ada:tea4two@h/d/p"_s, u"postgresql://ada:tea4two@h:port/d/p"_s,
                                u"postgresql://ada:tea4two@h/d/p/q"_s}) {
        const auto refused = ReviewAddress::parse(name);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().message.find("tea4two"), std::string::npos) << refused.error().message;
    }
    const auto secret = ReviewAddress::parse(u"postgresql://ada:tea@h/d/p"_s);
    EXPECT_NE(secret.error().message.find("pgpass"), std::string::npos);
}

TEST(ReviewTeam, EveryVerdictStaysInTheHistoryOfItsReviewer) {
    TeamProject project("list.camreview");
    RigidTransform place = RigidTransform::Identity();
    place.translation() << 0.1, -0.2, 1.0 / 3;
    EXPECT_TRUE(project.judge(0, Verdict::Accepted, u"ada"_s, 10, place).granted);
    EXPECT_TRUE(project.judge(0, Verdict::Rejected, u"bob"_s, 20).granted);
    EXPECT_TRUE(project.judge(1, Verdict::ToFix, u"ada"_s, 30).granted);
    // Refused: Bob has not looked since.
    EXPECT_FALSE(project->judge(project.item(1).id, Verdict::Accepted, {}, u"bob"_s, 0, 40)->granted);
    const auto history = project->history(project.item(0).id);
    ASSERT_TRUE(history);
    ASSERT_EQ(history->size(), 2U);
    EXPECT_EQ((*history)[0].reviewer, u"ada"_s);
    EXPECT_EQ((*history)[0].verdict, Verdict::Accepted);
    EXPECT_EQ((*history)[0].at, 10);
    EXPECT_EQ((*history)[0].pose, 100);
    ASSERT_TRUE((*history)[0].place);
    EXPECT_EQ((*history)[0].place->matrix(), place.matrix()) << "to the last bit";
    EXPECT_EQ((*history)[1].verdict, Verdict::Rejected);
    EXPECT_FALSE((*history)[1].place);
    EXPECT_EQ(project->history()->size(), 3U);
    EXPECT_EQ(project.item(0).reviewer, u"bob"_s) << "the later verdict stands";
}

TEST(ReviewTeam, ASignatureNeedsAnotherPersonAndHoldsUntilItIsWithdrawn) {
    TeamProject project("list.camreview");
    const qint64 id = project.item(0).id;
    EXPECT_FALSE(project->sign(id, true, u"lead"_s, 5)->granted) << "no verdict yet";
    project.judge(0, Verdict::Accepted, u"ada"_s, 10);
    EXPECT_FALSE(project->sign(id, true, u"ada"_s, 11)->granted) << "her own";
    EXPECT_TRUE(project->sign(id, true, u"lead"_s, 12)->granted);
    EXPECT_TRUE(isSigned(project.item(0)));
    EXPECT_FALSE(project.judge(0, Verdict::Rejected, u"ada"_s, 13).granted);
    EXPECT_FALSE(project.judge(0, Verdict::Rejected, u"bob"_s, 13).granted);
    EXPECT_EQ(project.item(0).verdict, Verdict::Accepted);
    EXPECT_TRUE(project->sign(id, false, u"lead"_s, 14)->granted);
    EXPECT_TRUE(project.judge(0, Verdict::Rejected, u"bob"_s, 15).granted);
    // Under another pose a signature says nothing any more.
    EXPECT_TRUE(project->sign(id, true, u"lead"_s, 16)->granted);
    ASSERT_TRUE(project->setResult(id, {CalibrationStatus::Ok, 0.1, {}, 777, u"/new"_s}));
    EXPECT_FALSE(isSigned(project.item(0)));
    EXPECT_TRUE(project.judge(0, Verdict::Accepted, u"ada"_s, 17).granted);
    EXPECT_TRUE(project.item(0).signedBy.isEmpty());
    EXPECT_EQ(project->history(id)->size(), 6U);
}

TEST(ReviewTeam, AnImportThatSaysNothingNewChangesNothing) {
    TeamProject project("list.camreview");
    const qint64 before = project->lastChange().value();
    ASSERT_TRUE(project->add(items(3)));
    EXPECT_TRUE(project->items(before)->empty());
    auto news = items(4);
    news[1].result = news[1].pose = 5;
    news[2].frameCount = 7;
    ASSERT_TRUE(project->add(news));
    const auto changed = project->items(before);
    ASSERT_EQ(changed->size(), 3U);
    EXPECT_EQ((*changed)[0].episode, 1);
    EXPECT_EQ((*changed)[1].frameCount, 7);
    EXPECT_EQ((*changed)[2].episode, 3);
}

TEST(ReviewTeam, ACopyHoldsTheSameAndMergingIntoItChangesNothing) {
    TeamProject project("list.camreview");
    project.judge(0, Verdict::Accepted, u"ada"_s, 10, RigidTransform::Identity());
    ASSERT_TRUE(project->sign(project.item(0).id, true, u"lead"_s, 11));
    ASSERT_TRUE(project->saveQuery(u"ada"_s, u"worst"_s, u"risk>0.5"_s));
    ASSERT_TRUE(project->setPlace(u"bob"_s, {2, u"camera:front"_s}));
    const auto snapshot = project->snapshot();
    ASSERT_TRUE(snapshot) << snapshot.error().message;
    const test::TempDir folder;
    const QString path = QString::fromStdString((folder / "copy.camreview").string());
    const auto copy = ReviewStore::createFrom(path, *snapshot);
    ASSERT_TRUE(copy) << copy.error().message;
    const auto again = (*copy)->snapshot();
    EXPECT_EQ(again->items, snapshot->items);
    EXPECT_EQ(again->change, snapshot->change);
    EXPECT_EQ(again->queries, snapshot->queries);
    EXPECT_EQ(again->places.at(u"bob"_s).query, u"camera:front"_s);
    ASSERT_EQ(again->history.size(), 2U);
    EXPECT_EQ(again->history[0].token, snapshot->history[0].token);
    const auto merged = mergeReview(**copy, *snapshot);
    ASSERT_TRUE(merged) << merged.error().message;
    EXPECT_EQ(merged->verdicts + merged->events + merged->texts + merged->conflicts.size(), 0);
    EXPECT_EQ((*copy)->lastChange().value(), snapshot->change);
    EXPECT_FALSE(ReviewStore::createFrom(path, *snapshot)) << "never replaced";
}

TEST(ReviewTeam, MergingTakesTheLaterVerdictAndSaysWhatPeopleSeeDifferently) {
    TeamProject mine("mine.camreview"), theirs("theirs.camreview", 4);
    mine.judge(0, Verdict::Accepted, u"ada"_s, 10);
    theirs.judge(0, Verdict::Rejected, u"bob"_s, 20);
    mine.judge(1, Verdict::Accepted, u"ada"_s, 40);
    theirs.judge(1, Verdict::Rejected, u"bob"_s, 30);
    theirs.judge(2, Verdict::ToFix, u"bob"_s, 30);
    ASSERT_TRUE(mine->setText(std::vector<qint64>{mine.item(2).id}, ReviewText::Tags, u"night"_s));
    ASSERT_TRUE(theirs->setText(std::vector<qint64>{theirs.item(2).id}, ReviewText::Tags, u"cup night"_s));
    ASSERT_TRUE(theirs->setText(std::vector<qint64>{theirs.item(2).id}, ReviewText::Notes, u"blurred"_s));
    const ReviewSnapshot from = theirs->snapshot().value();
    const auto merged = mergeReview(*mine, from);
    ASSERT_TRUE(merged) << merged.error().message;
    EXPECT_EQ(merged->verdicts, 2);
    EXPECT_EQ(merged->events, 3);
    EXPECT_EQ(merged->texts, 2);
    EXPECT_EQ(merged->unknown, 1);
    ASSERT_EQ(merged->conflicts.size(), 2);
    EXPECT_EQ(merged->conflicts[0],
              u"Episode 0, camera front: ada says accepted, bob says rejected; bob stands."_s);
    EXPECT_TRUE(merged->conflicts[1].contains(u"ada stands"_s));
    EXPECT_EQ(mine.item(0).verdict, Verdict::Rejected);
    EXPECT_EQ(mine.item(1).verdict, Verdict::Accepted);
    EXPECT_EQ(mine.item(2).verdict, Verdict::ToFix);
    EXPECT_EQ(mine.item(2).tags, u"night cup"_s);
    EXPECT_EQ(mine.item(2).notes, u"blurred"_s);
    EXPECT_EQ(mine->history()->size(), 5U);
    const auto again = mergeReview(*mine, from);
    EXPECT_EQ(again->verdicts + again->events + again->texts, 0);
    // What is signed off stays, whatever comes later.
    ASSERT_TRUE(mine->sign(mine.item(1).id, true, u"lead"_s, 50)->granted);
    theirs.judge(1, Verdict::Rejected, u"bob"_s, 60);
    EXPECT_EQ(mergeReview(*mine, theirs->snapshot().value())->verdicts, 0);
    EXPECT_EQ(mine.item(1).verdict, Verdict::Accepted);
}

ReviewEvent verdict(qint64 item, const QString& who, Verdict verdict, qint64 at, qint64 pose = 1) {
    ReviewEvent event;
    event.item = item;
    event.reviewer = who;
    event.verdict = verdict;
    event.at = at;
    event.pose = pose;
    event.action = ReviewEvent::verdictAction();
    return event;
}

TEST(ReviewAgreement, KappaIsThatOfTheTextbook) {
    // 20 times both accept, 15 times both reject, 5 times only the first, 10 times only the second rejects:
    // agreed 0.7, by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5, kappa 0.4.
    std::vector<ReviewEvent> history;
    qint64 item = 0;
    const auto add = [&](int count, Verdict first, Verdict second) {
        for (int i = 0; i < count; ++i) {
            ++item;
            history.push_back(verdict(item, u"ada"_s, first, 1));
            history.push_back(verdict(item, u"bob"_s, second, 2));
        }
    };
    using enum Verdict;
    add(20, Accepted, Accepted);
    add(5, Accepted, Rejected);
    add(10, Rejected, Accepted);
    add(15, Rejected, Rejected);
    // Does not count: another pose, no statement, one that was taken back, one person alone.
    history.push_back(verdict(900, u"ada"_s, Accepted, 1, 5));
    history.push_back(verdict(900, u"bob"_s, Rejected, 2, 6));
    history.push_back(verdict(901, u"ada"_s, Skipped, 1));
    history.push_back(verdict(901, u"bob"_s, Rejected, 2));
    history.push_back(verdict(902, u"ada"_s, Accepted, 1));
    history.push_back(verdict(902, u"ada"_s, None, 3));
    history.push_back(verdict(902, u"bob"_s, Rejected, 2));
    history.push_back(verdict(903, u"bob"_s, Rejected, 2));
    const ReviewAgreement agreement = agreementOf(history);
    ASSERT_EQ(agreement.pairs.size(), 1U);
    EXPECT_EQ(agreement.pairs[0].items, 50);
    EXPECT_NEAR(agreement.pairs[0].agreed, 0.7, 1e-12);
    EXPECT_NEAR(agreement.pairs[0].kappa, 0.4, 1e-12);
    // A merge writes an earlier verdict later; the later verdict still counts.
    history.push_back(verdict(1, u"ada"_s, Rejected, 0));
    EXPECT_NEAR(agreementOf(history).pairs[0].kappa, 0.4, 1e-12);
    EXPECT_TRUE(std::isnan(
        agreementOf(std::vector{verdict(1, u"ada"_s, Accepted, 1), verdict(1, u"bob"_s, Accepted, 1)})
            .pairs[0]
            .kappa));
}

TEST(ReviewAgreement, PosesThatSeveralAcceptedAreMeasured) {
    RigidTransform one = RigidTransform::Identity();
    one.translation() << 0, 0, 1;
    RigidTransform other = one;
    other.translation().x() = 0.003;
    RigidTransform turned = one;
    turned.linear() = Eigen::AngleAxisd(0.01, Eigen::Vector3d::UnitZ()).toRotationMatrix();
    std::vector<ReviewEvent> history;
    const auto add = [&](qint64 item, const QString& who, const RigidTransform& place) {
        history.push_back(verdict(item, who, Verdict::Accepted, 1, item * 10 + who.size()));
        history.back().place = place;
    };
    add(1, u"ada"_s, one);
    add(1, u"carol"_s, turned);
    add(2, u"ada"_s, one);
    add(2, u"carol"_s, other);
    add(2, u"b"_s, one);
    add(3, u"ada"_s, one);
    const ReviewAgreement agreement = agreementOf(history);
    ASSERT_EQ(agreement.spreads.size(), 2U);
    EXPECT_EQ(agreement.spreads[0].item, 2);
    EXPECT_EQ(agreement.spreads[0].people, 3);
    EXPECT_NEAR(agreement.spreads[0].mm, 3, 1e-9);
    EXPECT_NEAR(agreement.spreads[0].degrees, 0, 1e-6);
    EXPECT_NEAR(agreement.spreads[1].degrees, 0.01 * 180 / 3.14159265358979, 1e-6);
    EXPECT_NEAR(agreement.spreads[1].mm, 0, 1e-9) << "turned about its own axis";
}

}  // namespace
}  // namespace camframe
