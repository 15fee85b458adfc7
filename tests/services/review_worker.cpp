// SPDX-License-Identifier: Apache-2.0
// One scripted reviewer, for tests with many of them:
//
//     review_worker make PROJECT ITEMS            makes a project of that many items
//     review_worker queue PROJECT NAME ACKS       takes and judges what nobody else has, until all is judged
//     review_worker race PROJECT NAME ACKS        judges every item that nobody has judged, without taking it
//
// ACKS gets a line "ITEM NAME VERDICT" for every verdict that the project says it has kept.
#include <QCoreApplication>
#include <QDateTime>
#include <QThread>
#include <fstream>
#include <iostream>

#include "model/qt/review/review_store.h"

namespace camframe {
namespace {

using namespace Qt::StringLiterals;

qint64 now() {
    return QDateTime::currentSecsSinceEpoch();
}

int fail(const Error& error) {
    std::cerr << error.message << '\n';
    return 1;
}

int make(const QString& project, int count) {
    const auto store = ReviewStore::create(project, {u"/data"_s, u"/out"_s, u"demo"_s, {}, {}});
    if (!store) return fail(store.error());
    std::vector<ReviewItem> items;
    for (int i = 0; i < count; ++i) {
        ReviewItem item;
        item.episode = i / 2;
        item.episodeName = u"pour_%1 茶 'quoted' \\ \"x\""_s.arg(item.episode);
        item.camera = i % 2 == 0 ? u"front"_s : u"side/left"_s;
        item.robot = u"demo"_s;
        item.frameCount = 20;
        item.width = 640;
        item.height = 480;
        if (i % 7 != 0) {
            item.status = i % 3 == 0 ? CalibrationStatus::Review : CalibrationStatus::Ok;
            item.risk = 0.1 / (i + 1);
            item.remarks = u"near-ties; 100 %"_s;
            // Fingerprints use all 64 bits.
            item.result = item.pose =
                static_cast<qint64>(0x9e3779b97f4a7c15ULL * static_cast<uint64_t>(i + 1));
            item.calibration = u"/out/%1/calibration.json"_s.arg(i);
        }
        items.push_back(item);
    }
    if (const auto added = (*store)->add(items); !added) return fail(added.error());
    if (const auto saved = (*store)->saveQuery(u"ada"_s, u"worst"_s, u"risk>0.05"_s); !saved)
        return fail(saved.error());
    if (const auto placed = (*store)->setPlace(u"ada"_s, {3, u"camera:front"_s}); !placed)
        return fail(placed.error());
    return 0;
}

Verdict verdictOf(qint64 item) {
    return item % 3 == 0 ? Verdict::Rejected : Verdict::Accepted;
}

class Worker {
public:
    Worker(ReviewStore& store, QString name, const std::string& acks)
        : m_store(store), m_name(std::move(name)), m_acks(acks, std::ios::app) {}

    Result<bool> judge(const ReviewItem& item, qint64 seen) {
        const Verdict verdict = verdictOf(item.id);
        const auto answer = m_store.judge(item.id, verdict, {}, m_name, seen, now(), item.pose);
        if (!answer) return tl::unexpected(answer.error());
        if (!answer->granted) return false;
        m_acks << item.id << ' ' << m_name.toStdString() << ' ' << verdictIdentifier(verdict).toStdString()
               << std::endl;
        return true;
    }

    Result<void> queue() {
        for (;;) {
            const auto items = m_store.items();
            if (!items) return tl::unexpected(items.error());
            bool anyOpen = false;
            for (const ReviewItem& item : *items) {
                if (isJudged(item)) continue;
                anyOpen = true;
                if (claimedByOther(item, m_name, now())) continue;
                const auto claim = m_store.claim(item.id, m_name, now());
                if (!claim) return tl::unexpected(claim.error());
                if (!claim->granted) continue;
                if (!isJudged(claim->item)) {
                    QThread::msleep(15);  // looking
                    const auto judged = judge(claim->item, claim->item.change);
                    if (!judged) return tl::unexpected(judged.error());
                }
                const auto released = m_store.release(item.id, m_name);
                if (!released) return tl::unexpected(released.error());
            }
            if (!anyOpen) return {};
            QThread::msleep(50);
        }
    }

    Result<void> race() {
        const auto items = m_store.items();
        if (!items) return tl::unexpected(items.error());
        for (const ReviewItem& item : *items) {
            QThread::msleep(10);  // so that all are under way together
            const auto judged = judge(item, 0);
            if (!judged) return tl::unexpected(judged.error());
        }
        return {};
    }

private:
    ReviewStore& m_store;
    QString m_name;
    std::ofstream m_acks;
};

}  // namespace
}  // namespace camframe

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QStringList words = QCoreApplication::arguments();
    if (words.size() == 4 && words[1] == QStringLiteral("make"))
        return camframe::make(words[2], words[3].toInt());
    if (words.size() != 5) {
        std::cerr << "review_worker make PROJECT ITEMS | queue|race PROJECT NAME ACKS\n";
        return 2;
    }
    const auto store = camframe::ReviewStore::open(words[2], 30);
    if (!store) return camframe::fail(store.error());
    camframe::Worker worker(**store, words[3], words[4].toStdString());
    const auto done = words[1] == QStringLiteral("queue") ? worker.queue() : worker.race();
    return done ? 0 : camframe::fail(done.error());
}
