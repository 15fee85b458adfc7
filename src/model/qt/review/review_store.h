// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "model/core/result.h"
#include "model/qt/review/review_item.h"

namespace camframe {

/// What a review file is about, so that its items can be opened.
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

/// The review file (*.camreview): one SQLite database that several people may have open at once.
///
///     meta(key, value)               what it is about; `change`: a counter that every write raises
///     items(id, episode, camera, ..) one row per camera-episode, with verdict and claim (review_row.h)
///     queries(reviewer, name, text)  saved queries
///     places(reviewer, item, query)  where each person left off
///
/// Files of older versions are brought up to date as they are opened.
///
/// Every write is one short transaction in write-ahead mode that looks at the row again before it changes
/// it, so nobody overwrites what another person did since. Write-ahead mode needs a local disk, or one
/// machine that all windows run on. Use on the thread that opened it.
class ReviewStore {
public:
    /// Makes a new file; fails when there is one already.
    static Result<std::unique_ptr<ReviewStore>> create(const QString& path, const ReviewSource& source);
    static Result<std::unique_ptr<ReviewStore>> open(const QString& path);
    ~ReviewStore();
    ReviewStore(const ReviewStore&) = delete;
    ReviewStore& operator=(const ReviewStore&) = delete;

    QString path() const { return m_path; }
    Result<ReviewSource> source() const;
    /// Adds camera-episodes, or brings what is known of their results up to date; verdicts, groups and claims
    /// of those that are there already stay.
    Result<void> add(std::span<const ReviewItem> items);
    /// Rows that changed after the given value of the counter, by id. 0: all.
    Result<std::vector<ReviewItem>> items(qint64 sinceChange = 0) const;

    /// Takes an item for a person; refused while another one's claim is alive. Renews an own claim.
    Result<ReviewAnswer> claim(qint64 id, const QString& reviewer, qint64 now);
    /// Gives up a claim of this person.
    Result<ReviewAnswer> release(qint64 id, const QString& reviewer);
    /// Writes a verdict; refused when another person has claimed the item, or has judged it after the caller
    /// last looked (`seenChange`, the item's `change` then).
    /// @param pose  Fingerprint of the pose that is judged; 0: not known.
    Result<ReviewAnswer> judge(qint64 id, Verdict verdict, const QString& reason, const QString& reviewer,
                               qint64 seenChange, qint64 now, qint64 pose = 0);
    /// What a calibration found. A verdict about another pose stays, and is stale from then on.
    Result<ReviewAnswer> setResult(qint64 id, const ReviewResult& result);
    /// Writes a text into several items; answers with them as they stand then.
    Result<std::vector<ReviewItem>> setText(std::span<const qint64> ids, ReviewText what,
                                            const QString& text);

    Result<std::map<QString, QString>> queries(const QString& reviewer) const;
    /// An empty text removes the query.
    Result<void> saveQuery(const QString& reviewer, const QString& name, const QString& text);

    struct Place {
        qint64 item = 0;  ///< 0: nowhere yet.
        QString query;
    };
    Result<Place> place(const QString& reviewer) const;
    Result<void> setPlace(const QString& reviewer, const Place& place);

private:
    ReviewStore() = default;
    static Result<std::unique_ptr<ReviewStore>> connect(const QString& path);
    Result<void> migrate();
    Result<ReviewAnswer> change(qint64 id, const std::function<bool(ReviewItem&)>& edit);

    QString m_path;
    QString m_connection;
};

}  // namespace camframe
