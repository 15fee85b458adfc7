// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QThread>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>

#include "model/qt/review/review_store.h"

namespace camframe {

/// An open review file as the window sees it: all items in memory, kept up to date with what other people do.
///
/// Lives on the GUI thread; every access to the file happens on a thread of its own and comes back as a
/// signal, so that a slow disk or another person's lock never stops the window.
class ReviewDesk : public QObject {
    Q_OBJECT

public:
    /// @param reviewer  Who works here; written beside verdicts and claims.
    explicit ReviewDesk(const QString& reviewer, QObject* parent = nullptr);
    /// Gives up this person's claims and waits until everything is written.
    ~ReviewDesk() override;

    const QString& reviewer() const { return m_reviewer; }
    /// Answered by opened() or problem().
    void open(const QString& path);
    bool isOpen() const { return !m_path.isEmpty(); }
    const QString& path() const { return m_path; }
    const ReviewSource& source() const { return m_source; }

    const std::vector<ReviewItem>& items() const { return m_items; }
    /// Index of the item with this id, or -1.
    int indexOf(qint64 id) const { return m_indexOf.value(id, -1); }
    /// The item is open in another person's window.
    bool takenByOther(int index) const;

    /// Takes the item, and gives up the one taken before. Answered by claimed() or refused().
    void claim(int index);
    void releaseClaim();
    qint64 claimedId() const { return m_claimed; }
    /// Shown at once; refused() says when somebody else was faster, and the item then shows theirs. What
    /// cannot be written is taken back after problem(), here as below.
    /// @param pose  Fingerprint of the pose that is judged; 0: not known.
    /// @param place  That pose, camFromBase.
    void judge(int index, Verdict verdict, const QString& reason, qint64 pose = 0,
               const std::optional<RigidTransform>& place = {});
    /// What a calibration found; shown at once.
    void setResult(int index, const ReviewResult& result);
    /// Writes a text into items; shown at once. refused() says where somebody else changed it meanwhile.
    void setText(const std::vector<int>& indices, ReviewText what, const QString& text);

    const std::map<QString, QString>& queries() const { return m_queries; }
    /// An empty text removes the query.
    void saveQuery(const QString& name, const QString& text);
    /// Where this person left off, as it was when the file was opened.
    const ReviewStore::Place& lastPlace() const { return m_place; }
    void setPlace(const ReviewStore::Place& place);
    /// Looks for other people's changes now instead of in a moment.
    void poll();

Q_SIGNALS:
    void opened();
    /// Items with these indices changed.
    void itemsChanged(const QList<int>& indices);
    /// Items were added at the end, or all are others.
    void itemsReplaced();
    void queriesChanged();
    void claimed(qint64 id);
    /// Another person has the item, or judged it before.
    void refused(qint64 id, const QString& sentence);
    void problem(const QString& sentence);

private:
    /// Runs on the file's thread; `done` then on this one unless the desk is gone. Where it did not work,
    /// problem() says why after `failed`. What is asked of a list while another one is being opened does not
    /// reach that one.
    template <class T>
    void ask(std::function<Result<T>(ReviewStore&)> work, std::function<void(T)> done,
             std::function<void()> failed = {});
    /// Shows an item as it was before something that could not be written, unless it changed since.
    void takeBack(const ReviewItem& shown, const ReviewItem& before);
    void take(const std::vector<ReviewItem>& changed);
    void answered(const ReviewAnswer& answer);

    QString m_reviewer;
    QString m_path;
    ReviewSource m_source;
    std::vector<ReviewItem> m_items;
    QHash<qint64, int> m_indexOf;
    qint64 m_lastChange = 0;
    qint64 m_claimed = 0;
    std::map<QString, QString> m_queries;
    ReviewStore::Place m_place;
    QTimer m_pollTimer;
    QTimer m_renewTimer;
    bool m_polling = false;
    QThread m_thread;
    QObject* m_worker;                     ///< Lives on m_thread.
    std::unique_ptr<ReviewStore> m_store;  ///< Of m_thread only.
};

}  // namespace camframe
