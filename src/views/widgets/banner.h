// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QTimer>

class QLabel;
class QToolButton;

namespace camframe {

/// A line above the canvas that tells the user something, in place of a dialog that would stop the work.
class Banner : public QFrame {
    Q_OBJECT

public:
    enum class Kind { Note, Problem };

    explicit Banner(QWidget* parent = nullptr);
    /// Notes go by themselves after a while; problems stay until they are closed or replaced.
    void showMessage(const QString& text, Kind kind);
    QString text() const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QLabel* m_text;
    QToolButton* m_close;
    QTimer m_timer;
};

}  // namespace camframe
