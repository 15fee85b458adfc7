// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "app/studio/actions.h"
#include "app/studio/recent_items.h"

class QLabel;
class QListWidget;

namespace camframe {

/// What the window shows before anything is open: what this is, how to begin, and what was open before.
class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(Actions& actions, QWidget* parent = nullptr);

    /// Looks again for what was opened before.
    void refresh();

Q_SIGNALS:
    void chosen(const camframe::RecentItem& item);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void retranslate();

    Actions& m_actions;
    QLabel* m_title;
    QLabel* m_what;
    QLabel* m_recentTitle;
    QLabel* m_hint;
    QListWidget* m_recent;
    QList<RecentItem> m_items;
};

}  // namespace camframe
