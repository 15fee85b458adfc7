// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QElapsedTimer>
#include <QGroupBox>
#include <array>

#include "views/editing/editor.h"

class QCheckBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;

namespace camframe {

/// Largest difference between two cameras: of the focal lengths as a share of theirs, of the principal points
/// as a share of the picture's width.
double intrinsicsDifference(const CameraModel& a, const CameraModel& b);

/// The intrinsics of the current camera: to be read and entered, locked against refinement, with where they
/// came from and a warning where the recording or the last calibration says otherwise by more than 2 %.
/// Steps of a field that follow each other are one undo step.
class IntrinsicsPanel : public QGroupBox {
    Q_OBJECT

public:
    explicit IntrinsicsPanel(Editor& editor, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    static constexpr size_t fieldCount = 9;  ///< fx, fy, cx, cy, k1, k2, p1, p2, k3.

    void refresh();
    void retranslate();
    void enter(size_t field);
    void setLocked(bool locked);
    void takeRecorded();
    QString warning() const;
    /// What the recording states; nothing when it states none.
    std::optional<CameraModel> recorded() const;

    Editor& m_editor;
    QFormLayout* m_form;
    std::array<QDoubleSpinBox*, fieldCount> m_fields{};
    QLabel* m_source;
    QCheckBox* m_lock;
    QLabel* m_warning;
    QPushButton* m_takeRecorded;
    size_t m_lastField = fieldCount;
    int m_gesture = 0;
    QElapsedTimer m_sinceStep;
};

}  // namespace camframe
