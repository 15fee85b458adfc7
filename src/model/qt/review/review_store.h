// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "model/core/result.h"
#include "model/qt/review/review_database.h"
#include "model/qt/review/review_event.h"
#include "model/qt/review/review_item.h"

namespace camframe {

/// What a review project is about, so that its items can be opened.
struct ReviewSource {
    QString dataset;  ///< Absolute path.
    QString results;  ///< OUT folder of `camframe calibrate`; may be empty.
    QString robot;    ///< As on the command line: profile name, URDF, or empty.
    QString tcp;
    QString ignoreLinks;
    QString profile = {};  ///< Dataset profile, or empty.
    QString format = {};   ///< Of the dataset, or empty.

    bool operator==(const ReviewSource&) const = default;
};

/// What happened to a wish to change a row: the row as it stands now, and whether the wish was granted.
struct ReviewAnswer {
    ReviewItem item;
    bool granted = false;
};

/// Where a person left off.
struct ReviewPlace {
    qint64 item = 0;  ///< 0: nowhere yet.
    QString query;
};

/// All that a review project holds, as it was at one moment.
struct ReviewSnapshot {
    ReviewSource source;
    qint64 change = 0;
    std::vector<ReviewItem> items;                           ///< By id.
    std::vector<ReviewEvent> history;                        ///< In the order of writing.
    std::map<std::pair<QString, QString>, QString> queries;  ///< By reviewer and name.
    std::map<QString, ReviewPlace> places;                   ///< By reviewer.
};

/// A review project: one SQLite file (*.camreview), or a schema of a PostgreSQL database, that several people
/// may have open at once (see ReviewAddress).
///
///     meta(key, value)               what it is about; `change`: a counter that every write raises
///     items(id, episode, camera, ..) one row per camera-episode, with verdict, claim, signature
///     (review_row.h) history(token, item, ..)       every verdict and signature that was ever given
///     queries(reviewer, name, text)  saved queries
///     places(reviewer, item, query)  where each person left off
///
/// Projects of older versions are brought up to date as they are opened.
///
/// Every write is one short transaction that looks at the row again before it changes it, so nobody
/// overwrites what another person did since. A file is in write-ahead mode, which needs a local disk, or one
/// machine that all windows run on. Where a server goes away, reads and writes wait for it up to half a
/// minute, and what it may have kept before it died is not entered twice. Use on the thread that opened it.
class ReviewStore {
public:
    /// Makes a new project; fails when there is one already. On a server it needs a folder for what people
    /// do: where its name says none, that is the folder of results with ".review" at its end.
    static Result<std::unique_ptr<ReviewStore>> create(const QString& name, const ReviewSource& source);
    /// Makes a new project that holds the same. Claims are not taken along: no window has the copy open.
    static Result<std::unique_ptr<ReviewStore>> createFrom(const QString& name,
                                                           const ReviewSnapshot& snapshot);
    /// @param patience  Seconds to wait for a server that is away.
    static Result<std::unique_ptr<ReviewStore>> open(const QString& name, int patience = 0);
    /// There is a project of this name.
    static Result<bool> exists(const QString& name);

    /// Waits for no server any more: the window closes.
    void hurry() { m_database->setPatience(0); }
    /// Its name, in full: also with the folder of a project on a server.
    QString path() const { return m_database->address().text(); }
    Result<ReviewSource> source() const;
    /// Adds camera-episodes, or brings what is known of their results up to date; verdicts, groups and claims
    /// of those that are there already stay. The same again changes nothing.
    Result<void> add(std::span<const ReviewItem> items);
    /// The counter of changes as it stands.
    Result<qint64> lastChange() const;
    /// Rows that changed after the given value of the counter, by id. 0: all.
    Result<std::vector<ReviewItem>> items(qint64 sinceChange = 0) const;

    /// Takes an item for a person; refused while another one's claim is alive. Renews an own claim.
    Result<ReviewAnswer> claim(qint64 id, const QString& reviewer, qint64 now);
    /// Gives up a claim of this person.
    Result<ReviewAnswer> release(qint64 id, const QString& reviewer);
    /// Writes a verdict; refused when another person has claimed the item, has signed it off, or has judged
    /// it after the caller last looked (`seenChange`, the item's `change` then).
    /// @param pose   Fingerprint of the pose that is judged; 0: not known.
    /// @param place  That pose, camFromBase.
    Result<ReviewAnswer> judge(qint64 id, Verdict verdict, const QString& reason, const QString& reviewer,
                               qint64 seenChange, qint64 now, qint64 pose = 0,
                               const std::optional<RigidTransform>& place = {});
    /// Signs a verdict off, or withdraws the signature. Refused where nobody has accepted or rejected the
    /// pose as it stands, and where the verdict is one's own: two people look at what is final.
    Result<ReviewAnswer> sign(qint64 id, bool signature, const QString& reviewer, qint64 now);
    /// What a calibration found. A verdict about another pose stays, and is stale from then on.
    Result<ReviewAnswer> setResult(qint64 id, const ReviewResult& result);
    /// Writes a text into several items; answers with them as they stand then.
    /// @param seen  What each of them said when the person wrote: one that says something else by now is left
    ///              alone. Empty: it does not matter.
    Result<std::vector<ReviewItem>> setText(std::span<const qint64> ids, ReviewText what, const QString& text,
                                            std::span<const QString> seen = {});

    /// Of one item, or of all (0), in the order of writing.
    Result<std::vector<ReviewEvent>> history(qint64 item = 0) const;
    /// Takes over what another project's people did to this item.
    /// @param events  Those that are here already are left out; where all are, nothing happens.
    /// @param edit    Changes the item; called again where the server went away.
    Result<ReviewAnswer> merge(qint64 id, std::span<const ReviewEvent> events,
                               const std::function<void(ReviewItem&)>& edit);
    Result<ReviewSnapshot> snapshot() const;

    Result<std::map<QString, QString>> queries(const QString& reviewer) const;
    /// An empty text removes the query.
    Result<void> saveQuery(const QString& reviewer, const QString& name, const QString& text);

    using Place = ReviewPlace;
    Result<Place> place(const QString& reviewer) const;
    Result<void> setPlace(const QString& reviewer, const Place& place);

private:
    explicit ReviewStore(std::unique_ptr<ReviewDatabase> database) : m_database(std::move(database)) {}
    Result<void> migrate();
    Result<void> write(const QString& sql, const QVariantList& values);
    /// @param events  Enter history with the change; nothing happens where all of them are there already.
    Result<ReviewAnswer> change(qint64 id, std::span<const ReviewEvent> events,
                                const std::function<bool(ReviewItem&)>& edit);

    std::unique_ptr<ReviewDatabase> m_database;
};

}  // namespace camframe
