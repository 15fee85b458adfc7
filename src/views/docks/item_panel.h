// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QGroupBox>
#include <QTimer>

#include "model/qt/review/review_desk.h"

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace camframe {

/// The item of the review list that is on show: its group and what people noted about it. Saved while one
/// types. Hidden without a list.
class ItemPanel : public QGroupBox {
    Q_OBJECT

public:
    explicit ItemPanel(ReviewDesk& desk, QWidget* parent = nullptr);
    /// @param item  Index into the desk's items; -1: none.
    void setItem(int item);
    /// Others of the item's group.
    std::vector<int> groupMembers() const;

Q_SIGNALS:
    /// The pose on show is to be proposed to the others of the group.
    void applyToGroupRequested();

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void save();
    void retranslate();

    ReviewDesk& m_desk;
    int m_item = -1;
    qint64 m_id = 0;  ///< Of m_item.
    QLineEdit* m_group;
    QLabel* m_members;
    QPushButton* m_apply;
    QPlainTextEdit* m_notes;
    QTimer m_typing;
};

}  // namespace camframe
