// SPDX-License-Identifier: Apache-2.0
#include "app/studio/recent_items.h"

#include <QFileInfo>
#include <QSettings>

#include "model/qt/review/review_address.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kept = 10;

QList<RecentItem> storedItems() {
    QSettings settings;
    QList<RecentItem> items;
    const int count = settings.beginReadArray(u"recent"_s);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        items << RecentItem{settings.value(u"path"_s).toString(), settings.value(u"robot"_s).toString(),
                            settings.value(u"review"_s).toBool()};
    }
    settings.endArray();
    return items;
}

}  // namespace

QList<RecentItem> recentItems() {
    QList<RecentItem> items = storedItems();
    items.removeIf(
        [](const RecentItem& item) { return !isServerName(item.path) && !QFileInfo::exists(item.path); });
    return items;
}

void rememberItem(const RecentItem& item) {
    QList<RecentItem> items = storedItems();
    items.removeIf([&item](const RecentItem& other) { return other.path == item.path; });
    items.prepend(item);
    if (items.size() > kept) items.resize(kept);
    QSettings settings;
    settings.remove(u"recent"_s);
    settings.beginWriteArray(u"recent"_s);
    for (int i = 0; i < items.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(u"path"_s, items[i].path);
        settings.setValue(u"robot"_s, items[i].robot);
        settings.setValue(u"review"_s, items[i].isReview);
    }
    settings.endArray();
}

}  // namespace camframe
