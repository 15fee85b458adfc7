// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QListWidget>
#include <QPointer>
#include <map>
#include <vector>

#include "views/overlay/still_source.h"

namespace camframe {

/// A wall of small pictures with captions; the pictures come in one by one.
class StillList : public QListWidget {
    Q_OBJECT

public:
    struct Card {
        StillRequest request;
        QString caption;  ///< May have two lines.
        QColor edge;      ///< Of a frame around the picture; invalid: none.
    };

    explicit StillList(const QSize& thumbnail, QWidget* parent = nullptr);
    /// May be null: then there are captions only. Ask for cards anew afterwards.
    void setStills(StillSource* stills);
    /// Replaces everything.
    void setCards(std::vector<Card> cards);
    /// Another picture for a card; the old one stays until the new one is there.
    void renew(int row, const StillRequest& request);
    /// Pictures are on their way.
    bool isWaiting() const { return !m_asked.empty(); }
    /// New captions for the cards that are there.
    void setCaption(int row, const QString& caption) { item(row)->setText(caption); }
    void clearCards() { setCards({}); }

Q_SIGNALS:
    /// A card was clicked, or Enter pressed on it.
    void chosen(int row);
    /// The last picture that was asked for has come, or cannot be had.
    void complete();

private:
    void show(int row, const QImage& image);
    void forgetAll();

    QSize m_thumbnail;
    QPointer<StillSource> m_stills;
    std::vector<Card> m_cards;
    std::map<quint64, int> m_asked;  ///< Serial to row.
};

}  // namespace camframe
