// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "app/studio/actions.h"

class QLineEdit;
class QListView;
class QStandardItemModel;

namespace camframe {

/// Every command by its name: type a few letters of its words, Enter does it. Shows the keys, so that they
/// are learnt on the way. Commands that make no sense now are pale and do nothing.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    explicit CommandPalette(Actions& actions, QWidget* parent = nullptr);

    /// How well the typed letters fit a command's name: every word typed must begin, or be within, a word of
    /// it. Smaller is better; nothing when they do not fit.
    static std::optional<int> distance(const QString& typed, const QString& name);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter(const QString& typed);
    void run();

    Actions& m_actions;
    QLineEdit* m_field;
    QListView* m_list;
    QStandardItemModel* m_model;
};

}  // namespace camframe
