// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_desk.h"

#include <QDateTime>

namespace camframe {

namespace {
constexpr int pollMs = 2000;
constexpr int renewMs = 4 * 60 * 1000;  ///< Well within claimLifetime.

qint64 secondsNow() {
    return QDateTime::currentSecsSinceEpoch();
}
}  // namespace

ReviewDesk::ReviewDesk(const QString& reviewer, QObject* parent)
    : QObject(parent), m_reviewer(reviewer), m_worker(new QObject) {
    m_worker->moveToThread(&m_thread);
    m_thread.start();
    m_pollTimer.setInterval(pollMs);
    connect(&m_pollTimer, &QTimer::timeout, this, &ReviewDesk::poll);
    m_renewTimer.setInterval(renewMs);
    connect(&m_renewTimer, &QTimer::timeout, this, [this] {
        if (const int index = indexOf(m_claimed); index >= 0) claim(index);
    });
}

ReviewDesk::~ReviewDesk() {
    QMetaObject::invokeMethod(
        m_worker,
        [this] {
            if (m_store) m_store->hurry();
            if (m_store && m_claimed != 0) (void)m_store->release(m_claimed, m_reviewer);
            m_store.reset();  // connections must go on their own thread
            m_worker->deleteLater();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

template <class T>
void ReviewDesk::ask(std::function<Result<T>(ReviewStore&)> work, std::function<void(T)> done,
                     std::function<void()> failed) {
    QMetaObject::invokeMethod(
        m_worker,
        [this, list = m_path, work = std::move(work), done = std::move(done), failed = std::move(failed)] {
            if (!m_store) return;
            // Numbers of items mean others in another list.
            auto result = std::make_shared<Result<T>>(
                m_store->path() == list
                    ? work(*m_store)
                    : makeError(ErrorKind::Output,
                                "{} was closed before this was written to it: open it and do it again.",
                                list.toStdString()));
            QMetaObject::invokeMethod(
                this,
                [this, result, done, failed] {
                    if (*result) {
                        done(std::move(**result));
                    } else {
                        if (failed) failed();
                        Q_EMIT problem(QString::fromStdString(result->error().message));
                    }
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

void ReviewDesk::open(const QString& path) {
    struct Everything {
        QString path;
        ReviewSource source;
        std::vector<ReviewItem> items;
        QHash<qint64, int> indexOf;
        std::map<QString, QString> queries;
        ReviewStore::Place place;
        qint64 lastChange = 0;
    };
    m_pollTimer.stop();
    m_renewTimer.stop();
    QMetaObject::invokeMethod(
        m_worker,
        [this, path, claimed = m_claimed] {
            auto all = std::make_shared<Result<Everything>>([&]() -> Result<Everything> {
                auto store = ReviewStore::open(path);
                if (!store) return tl::unexpected(store.error());
                auto source = (*store)->source();
                if (!source) return tl::unexpected(source.error());
                auto items = (*store)->items();
                if (!items) return tl::unexpected(items.error());
                auto queries = (*store)->queries(m_reviewer);
                if (!queries) return tl::unexpected(queries.error());
                auto place = (*store)->place(m_reviewer);
                if (!place) return tl::unexpected(place.error());
                Everything found{(*store)->path(), *source, std::move(*items), {}, *queries, *place, 0};
                found.indexOf.reserve(static_cast<qsizetype>(found.items.size()));
                for (size_t i = 0; i < found.items.size(); ++i) {
                    found.indexOf[found.items[i].id] = static_cast<int>(i);
                    found.lastChange = std::max(found.lastChange, found.items[i].change);
                }
                if (m_store && claimed != 0) (void)m_store->release(claimed, m_reviewer);
                m_store = std::move(*store);
                return found;
            }());
            QMetaObject::invokeMethod(
                this,
                [this, all] {
                    if (!*all) {
                        Q_EMIT problem(QString::fromStdString(all->error().message));
                        if (!isOpen()) return;
                        m_pollTimer.start();  // the list from before stays
                        m_renewTimer.start();
                        return;
                    }
                    m_path = (*all)->path;
                    m_source = (*all)->source;
                    m_items = std::move((*all)->items);
                    m_indexOf = std::move((*all)->indexOf);
                    m_queries = std::move((*all)->queries);
                    m_place = (*all)->place;
                    m_lastChange = (*all)->lastChange;
                    m_claimed = 0;
                    m_pollTimer.start();
                    m_renewTimer.start();
                    Q_EMIT itemsReplaced();
                    Q_EMIT opened();
                },
                Qt::QueuedConnection);
        },
        Qt::QueuedConnection);
}

bool ReviewDesk::takenByOther(int index) const {
    return claimedByOther(m_items[static_cast<size_t>(index)], m_reviewer, secondsNow());
}

void ReviewDesk::take(const std::vector<ReviewItem>& changed) {
    QList<int> indices;
    bool added = false;
    for (const ReviewItem& item : changed) {
        m_lastChange = std::max(m_lastChange, item.change);
        const int index = indexOf(item.id);
        if (index < 0) {
            m_indexOf[item.id] = static_cast<int>(m_items.size());
            m_items.push_back(item);
            added = true;
            continue;
        }
        ReviewItem& mine = m_items[static_cast<size_t>(index)];
        if (item.change < mine.change || item == mine) continue;
        mine = item;
        indices << index;
    }
    if (!indices.isEmpty()) Q_EMIT itemsChanged(indices);
    if (added) Q_EMIT itemsReplaced();
}

void ReviewDesk::answered(const ReviewAnswer& answer) {
    // Not through take(): an answer can be older than m_lastChange says, and polling must still find the
    // rest.
    const int index = indexOf(answer.item.id);
    if (index < 0) return;
    m_items[static_cast<size_t>(index)] = answer.item;
    Q_EMIT itemsChanged({index});
}

void ReviewDesk::takeBack(const ReviewItem& shown, const ReviewItem& before) {
    const int index = indexOf(shown.id);
    if (index < 0 || m_items[static_cast<size_t>(index)] != shown) return;
    m_items[static_cast<size_t>(index)] = before;
    Q_EMIT itemsChanged({index});
}

void ReviewDesk::poll() {
    if (m_polling || !isOpen()) return;
    m_polling = true;
    ask<std::vector<ReviewItem>>([since = m_lastChange](ReviewStore& store) { return store.items(since); },
                                 [this](const std::vector<ReviewItem>& changed) {
                                     m_polling = false;
                                     take(changed);
                                 },
                                 [this] { m_polling = false; });
}

void ReviewDesk::claim(int index) {
    const qint64 id = m_items[static_cast<size_t>(index)].id;
    const qint64 before = m_claimed;
    ask<ReviewAnswer>(
        [id, before, reviewer = m_reviewer](ReviewStore& store) -> Result<ReviewAnswer> {
            if (before != 0 && before != id) {
                if (auto given = store.release(before, reviewer); !given)
                    return tl::unexpected(given.error());
            }
            return store.claim(id, reviewer, secondsNow());
        },
        [this, id](const ReviewAnswer& answer) {
            answered(answer);
            if (answer.granted) {
                Q_EMIT claimed(id);
            } else {
                if (m_claimed == id) m_claimed = 0;
                Q_EMIT refused(id, tr("%1 has this camera open: look, but leave it to them, or take another.")
                                       .arg(answer.item.claimedBy));
            }
        });
    m_claimed = id;
}

void ReviewDesk::releaseClaim() {
    if (m_claimed == 0) return;
    const qint64 id = std::exchange(m_claimed, 0);
    ask<ReviewAnswer>([id, reviewer = m_reviewer](ReviewStore& store) { return store.release(id, reviewer); },
                      [this](const ReviewAnswer& answer) { answered(answer); });
}

void ReviewDesk::judge(int index, Verdict verdict, const QString& reason, qint64 pose,
                       const std::optional<RigidTransform>& place) {
    ReviewItem& item = m_items[static_cast<size_t>(index)];
    const ReviewItem before = item;
    const qint64 seen = item.change;
    const qint64 id = item.id;
    giveVerdict(item, verdict, reason, m_reviewer, secondsNow(), pose);
    Q_EMIT itemsChanged({index});
    ask<ReviewAnswer>(
        [=, reviewer = m_reviewer](ReviewStore& store) {
            return store.judge(id, verdict, reason, reviewer, seen, secondsNow(), pose, place);
        },
        [this, id](const ReviewAnswer& answer) {
            answered(answer);
            if (answer.granted) return;
            if (isSigned(answer.item)) {
                Q_EMIT refused(
                    id, tr("%1 has signed this verdict off; it stands until the signature is withdrawn.")
                            .arg(answer.item.signedBy));
                return;
            }
            const QString who = answer.item.claimedBy.isEmpty() || answer.item.claimedBy == m_reviewer
                                    ? answer.item.reviewer
                                    : answer.item.claimedBy;
            Q_EMIT refused(id, tr("%1 was faster with %2, camera %3; your verdict was not written.")
                                   .arg(who, answer.item.episodeName, answer.item.camera));
        },
        [this, shown = item, before] { takeBack(shown, before); });
}

void ReviewDesk::setResult(int index, const ReviewResult& result) {
    ReviewItem& item = m_items[static_cast<size_t>(index)];
    const ReviewItem before = item;
    takeResult(item, result);
    Q_EMIT itemsChanged({index});
    ask<ReviewAnswer>([id = item.id, result](ReviewStore& store) { return store.setResult(id, result); },
                      [this](const ReviewAnswer& answer) { answered(answer); },
                      [this, shown = item, before] { takeBack(shown, before); });
}

void ReviewDesk::setText(const std::vector<int>& indices, ReviewText what, const QString& text) {
    const auto textOf = [what](ReviewItem& item) -> QString& {
        return what == ReviewText::Group    ? item.group
               : what == ReviewText::Tags   ? item.tags
               : what == ReviewText::Frames ? item.frames
                                            : item.notes;
    };
    std::vector<qint64> ids;
    std::vector<QString> seen;
    std::vector<std::pair<ReviewItem, ReviewItem>> shownAndBefore;
    QList<int> changed;
    for (const int index : indices) {
        ReviewItem& item = m_items[static_cast<size_t>(index)];
        const ReviewItem before = item;
        ids.push_back(item.id);
        seen.push_back(textOf(item));
        textOf(item) = text;
        shownAndBefore.emplace_back(item, before);
        changed << index;
    }
    Q_EMIT itemsChanged(changed);
    ask<std::vector<ReviewItem>>(
        [ids, seen, what, text](ReviewStore& store) { return store.setText(ids, what, text, seen); },
        [this, text, textOf](const std::vector<ReviewItem>& items) {
            for (ReviewItem item : items) {
                answered({item, true});
                if (textOf(item) == text) continue;
                Q_EMIT refused(item.id, tr("Somebody else changed the same text of %1, camera %2, meanwhile; "
                                           "yours was not written.")
                                            .arg(item.episodeName, item.camera));
            }
        },
        [this, shownAndBefore] {
            for (const auto& [shown, before] : shownAndBefore) takeBack(shown, before);
        });
}

void ReviewDesk::saveQuery(const QString& name, const QString& text) {
    if (text.isEmpty()) {
        m_queries.erase(name);
    } else {
        m_queries[name] = text;
    }
    Q_EMIT queriesChanged();
    ask<bool>(
        [=, reviewer = m_reviewer](ReviewStore& store) -> Result<bool> {
            if (auto done = store.saveQuery(reviewer, name, text); !done) return tl::unexpected(done.error());
            return true;
        },
        [](bool) {});
}

void ReviewDesk::setPlace(const ReviewStore::Place& place) {
    ask<bool>(
        [=, reviewer = m_reviewer](ReviewStore& store) -> Result<bool> {
            if (auto done = store.setPlace(reviewer, place); !done) return tl::unexpected(done.error());
            return true;
        },
        [](bool) {});
}

}  // namespace camframe
