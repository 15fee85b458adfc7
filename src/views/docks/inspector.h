// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <array>

#include "model/qt/next_step.h"
#include "views/docks/camera_placement.h"
#include "views/editing/editor.h"

class QDoubleSpinBox;
class QGroupBox;
class QLabel;
class QPushButton;
class QFormLayout;
class QVBoxLayout;

namespace camframe {

/// Numbers of the current camera: pose and intrinsics (IntrinsicsPanel) to be read and entered, figures of
/// quality, verdict, and reasons in plain words.
class Inspector : public QWidget {
    Q_OBJECT

public:
    explicit Inspector(Editor& editor, QWidget* parent = nullptr);
    /// A group of its own, below the reasons.
    void addGroup(QWidget* group);
    /// The frames have been compared with the pose on show.
    void setScored();

Q_SIGNALS:
    /// The button of the next step was pressed.
    void stepWanted(camframe::NextStep step);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void retranslate();
    static QString stepText(NextStep step);
    void showCorrections();
    void enterPose();
    QDoubleSpinBox* addNumber(QFormLayout* form, int decimals, double range, double step);

    Editor& m_editor;
    QLabel* m_status;
    QLabel* m_reasons;
    QPushButton* m_next;
    NextStep m_nextStep = NextStep::Calibrate;
    bool m_scored = false;
    QVBoxLayout* m_column = nullptr;
    QGroupBox* m_poseGroup;
    QFormLayout* m_poseForm;
    std::array<QDoubleSpinBox*, 3> m_centre{};
    std::array<QDoubleSpinBox*, 3> m_angles{};
    QPushButton* m_copyMatrix;
    QGroupBox* m_qualityGroup;
    QFormLayout* m_qualityForm;
    std::array<QLabel*, 8> m_quality{};
    QGroupBox* m_correctionsGroup;
    QLabel* m_corrections;
};

}  // namespace camframe
