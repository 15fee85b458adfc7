// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "app/commands/wizard_request.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace camframe {

/// Asks what is to be found out about the columns of a dataset, and shows what the pictures say. Whoever
/// opens it does the work: see ConventionDesk.
class ConventionDialog : public QDialog {
    Q_OBJECT

public:
    /// @param request  The recording, its robot, and the pose on show where there is one.
    /// @param cameras  Names of its cameras.
    ConventionDialog(WizardRequest request, const QStringList& cameras, QWidget* parent = nullptr);

    /// As the fields are now.
    WizardRequest request() const;
    /// Between start and end nothing but stopping is possible.
    void setRunning(bool running);
    void showProgress(int percent, const QString& stage);
    /// The end of a run: what was found, or a sentence that says why nothing was.
    void showAnswer(const WizardSummary& answer);
    void showProblem(const QString& sentence);
    void showSaved(const QString& file);

Q_SIGNALS:
    void startRequested();
    void stopRequested();
    void saveRequested(const QString& file);
    /// Opens the recording again as the saved profile understands it.
    void openRequested();

private:
    enum Pose { Free, OnShow, Numbers };

    void updateFields();
    void askFile();
    void fillTable(const WizardSummary& summary);

    WizardRequest m_request;
    QLineEdit* m_robot;
    QComboBox* m_camera;
    QComboBox* m_pose;
    QLineEdit* m_numbers;
    QCheckBox* m_jointsKnown;
    QProgressBar* m_bar;
    QLabel* m_state;
    QTableWidget* m_choices;
    QPushButton* m_start;
    QPushButton* m_save;
    QPushButton* m_open;
    bool m_running = false, m_found = false, m_saved = false;
};

}  // namespace camframe
