// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QString>

namespace camframe {

/// Something that was opened before: a recording or a review list.
struct RecentItem {
    QString path;   ///< Absolute; or the name of a review list on a server.
    QString robot;  ///< As it was asked for; empty: found by itself.
    bool isReview = false;

    bool operator==(const RecentItem&) const = default;
};

/// Latest first; those that are no longer there are left out, but for those on servers, which nobody asks for
/// that.
QList<RecentItem> recentItems();
void rememberItem(const RecentItem& item);

}  // namespace camframe
