// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "model/qt/review/review_store.h"

class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace camframe {

/// Asks what a new review list is about and where it shall lie.
class ReviewDialog : public QDialog {
    Q_OBJECT

public:
    explicit ReviewDialog(const ReviewSource& suggestion, QWidget* parent = nullptr);
    ReviewSource source() const;
    QString path() const;

private:
    QLineEdit* addPath(const QString& label, const QString& text, bool isFile);
    void check();

    QFormLayout* m_form;
    QLineEdit* m_dataset = nullptr;
    QLineEdit* m_results = nullptr;
    QLineEdit* m_robot;
    QLineEdit* m_path = nullptr;
    QLabel* m_problem;
    QPushButton* m_create = nullptr;
    ReviewSource m_suggestion;
};

}  // namespace camframe
