// SPDX-License-Identifier: Apache-2.0
#include "views/docks/inspector.h"

#include <Eigen/Eigenvalues>
#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QGroupBox>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>
#include <cmath>

#include "model/core/degrees.h"
#include "model/core/evaluation.h"
#include "model/qt/reason_text.h"
#include "model/qt/shown_number.h"
#include "views/docks/form_row.h"
#include "views/docks/intrinsics_panel.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

/// How far the camera may be turned about the axis that is known worst (one standard deviation).
double turnDegrees(const Matrix6d& covariance) {
    const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> turn(covariance.topLeftCorner<3, 3>(),
                                                              Eigen::EigenvaluesOnly);
    return degreesPerRadian * std::sqrt(std::max(0.0, turn.eigenvalues().maxCoeff()));
}

/// With as many digits as say something.
QString inMillimetres(double metres) {
    return shownNumber(1000 * metres, metres < 0.95e-4 ? 2 : 1);
}

QString figure(const std::optional<double>& value, int decimals, const QString& unit) {
    return value ? shownNumber(*value, decimals) + unit : u"\u2013"_s;
}

}  // namespace

Inspector::Inspector(Editor& editor, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_status(new QLabel(this)),
      m_reasons(new QLabel(this)),
      m_next(new QPushButton(this)),
      m_poseGroup(new QGroupBox(this)),
      m_poseForm(new QFormLayout(m_poseGroup)),
      m_copyMatrix(new QPushButton(this)),
      m_qualityGroup(new QGroupBox(this)),
      m_qualityForm(new QFormLayout(m_qualityGroup)),
      m_correctionsGroup(new QGroupBox(this)),
      m_corrections(new QLabel(m_correctionsGroup)) {
    m_status->setObjectName(u"statusBadge"_s);
    m_status->setAlignment(Qt::AlignCenter);
    m_reasons->setWordWrap(true);
    m_reasons->setTextInteractionFlags(Qt::TextSelectableByMouse);

    for (auto& box : m_centre) {
        box = addNumber(m_poseForm, 5, 100, 0.001);
        connect(box, &QDoubleSpinBox::valueChanged, this, &Inspector::enterPose);
    }
    for (auto& box : m_angles) {
        box = addNumber(m_poseForm, 4, 360, 0.1);
        box->setWrapping(false);
        connect(box, &QDoubleSpinBox::valueChanged, this, &Inspector::enterPose);
    }
    m_poseForm->addRow(m_copyMatrix);
    connect(m_copyMatrix, &QPushButton::clicked, this, [this] {
        if (!m_editor.hasDocument() || !m_editor.state().camFromBase) return;
        QStringList rows;
        const Eigen::Matrix4d matrix = m_editor.state().camFromBase->matrix();
        for (int row = 0; row < 4; ++row) {
            QStringList values;
            for (int column = 0; column < 4; ++column) {
                values << QString::number(matrix(row, column), 'g', QLocale::FloatingPointShortest);
            }
            rows << u"["_s + values.join(u", "_s) + u"]"_s;
        }
        QApplication::clipboard()->setText(u"["_s + rows.join(u",\n "_s) + u"]"_s);
    });

    for (auto& label : m_quality) {
        label = new QLabel(this);
        label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        m_qualityForm->addRow(new QLabel(this), label);
    }
    m_quality[6]->setObjectName(u"uncertainty"_s);

    auto* content = new QWidget(this);
    auto* column = m_column = new QVBoxLayout(content);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(10);
    column->addWidget(m_status);
    column->addWidget(m_reasons);
    m_next->setObjectName(u"nextStep"_s);
    connect(m_next, &QPushButton::clicked, this, [this] { Q_EMIT stepWanted(m_nextStep); });
    column->addWidget(m_next);
    column->addWidget(m_qualityGroup);
    column->addWidget(m_poseGroup);
    column->addWidget(new IntrinsicsPanel(editor, content));
    m_corrections->setWordWrap(true);
    m_corrections->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* corrections = new QVBoxLayout(m_correctionsGroup);
    corrections->addWidget(m_corrections);
    column->addWidget(m_correctionsGroup);
    column->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    connect(&editor, &Editor::documentChanged, this, &Inspector::refresh);
    connect(&editor, &Editor::cameraChanged, this, [this] {
        m_scored = false;
        refresh();
    });
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & (ChangeEvent::Pose | ChangeEvent::Run)) m_scored = false;
        refresh();
    });
    retranslate();
}

void Inspector::addGroup(QWidget* group) {
    m_column->insertWidget(m_column->indexOf(m_next) + 1, group);
}

void Inspector::setScored() {
    m_scored = true;
    refresh();
}

QString Inspector::stepText(NextStep step) {
    switch (step) {
        case NextStep::Calibrate:
            return tr("Calibrate");
        case NextStep::Skip:
            return tr("Skip this camera");
        case NextStep::PlaceKeypoints:
            return tr("Show where the robot is: place keypoints");
        case NextStep::ChooseNearTie:
            return tr("Choose among the near-ties");
        case NextStep::Solve:
            return tr("Solve from the keypoints");
        case NextStep::Refine:
            return tr("Refine on the pictures");
        case NextStep::SolveFocal:
            return tr("Refine with the focal length");
        case NextStep::SolveJoints:
            return tr("Refine with the zeros of the joints");
        case NextStep::SolveArmBases:
            return tr("Refine with the places of further arms");
        case NextStep::SolveLag:
            return tr("Refine with the lag");
        case NextStep::Look:
            return tr("Compare all frames, go to the worst");
        case NextStep::Accept:
            return tr("Accept, if the outline fits");
        case NextStep::Continue:
            return tr("Go on");
    }
    return {};
}

QDoubleSpinBox* Inspector::addNumber(QFormLayout* form, int decimals, double range, double step) {
    auto* box = new QDoubleSpinBox(this);
    box->setDecimals(decimals);
    box->setRange(-range, range);
    box->setSingleStep(step);
    box->setKeyboardTracking(false);
    box->setAlignment(Qt::AlignRight);
    form->addRow(new QLabel(this), box);
    return box;
}

void Inspector::enterPose() {
    if (!m_editor.hasDocument()) return;
    CameraPlacement placement;
    for (int i = 0; i < 3; ++i) {
        placement.centre[i] = m_centre[static_cast<size_t>(i)]->value();
        placement.anglesDegrees[i] = m_angles[static_cast<size_t>(i)]->value();
    }
    // Fields that were not touched keep the digits that they do not show.
    if (const auto& pose = m_editor.state().camFromBase) {
        const CameraPlacement exact = CameraPlacement::of(*pose);
        for (int i = 0; i < 3; ++i) {
            if (std::abs(exact.centre[i] - placement.centre[i]) <= 0.5e-5)
                placement.centre[i] = exact.centre[i];
            if (std::abs(exact.anglesDegrees[i] - placement.anglesDegrees[i]) <= 0.5e-4) {
                placement.anglesDegrees[i] = exact.anglesDegrees[i];
            }
        }
    }
    m_editor.setPose(EditAction::EnterPose, placement.camFromBase(), 0);
}

void Inspector::refresh() {
    const bool open = m_editor.hasDocument();
    setEnabled(open);
    m_next->setVisible(open);
    if (!open) {
        m_status->setText(tr("Nothing open"));
        m_reasons->clear();
        return;
    }
    const CameraState& state = m_editor.state();
    const CameraPlacement placement =
        state.camFromBase ? CameraPlacement::of(*state.camFromBase) : CameraPlacement{};
    for (int i = 0; i < 3; ++i) {
        const QSignalBlocker centre(m_centre[static_cast<size_t>(i)]);
        const QSignalBlocker angle(m_angles[static_cast<size_t>(i)]);
        m_centre[static_cast<size_t>(i)]->setValue(placement.centre[i]);
        m_angles[static_cast<size_t>(i)]->setValue(placement.anglesDegrees[i]);
    }
    m_copyMatrix->setEnabled(state.camFromBase.has_value());
    const Calibration now = m_editor.document()->calibration(m_editor.camera());
    const CalibrationQuality& quality = now.quality;
    m_quality[0]->setText(figure(quality.maskIou, 4, {}));
    m_quality[1]->setText(figure(quality.holdoutIou, 4, {}));
    m_quality[2]->setText(figure(quality.contourRmsPx, 2, tr(" px")));
    m_quality[3]->setText(figure(quality.trackRmsPx, 2, tr(" px")));
    m_quality[4]->setText(figure(quality.expectedTcpErrorMm, 2, tr(" mm")));
    m_quality[5]->setText(quality.risk ? tr("%1 %").arg(shownNumber(100 * *quality.risk, 1)) : u"\u2013"_s);
    const auto uncertain = now.covariance && now.camFromBase
                               ? toolUncertainty(*now.covariance, *now.camFromBase, m_editor.motion())
                               : std::nullopt;
    m_quality[6]->setText(uncertain ? tr("%1 mm sideways,\n%2 mm in depth,\n%3° turned")
                                          .arg(inMillimetres(uncertain->sideways))
                                          .arg(inMillimetres(uncertain->depth))
                                          .arg(shownNumber(turnDegrees(*now.covariance), 2))
                                    : u"\u2013"_s);
    m_quality[7]->setText(QString::number(now.framesUsed.size()));
    showCorrections();
    m_nextStep = nextStep(state, now, m_scored);
    m_next->setText(stepText(m_nextStep));

    QString badge;
    const char* kind = "review";
    if (state.verdict == Verdict::Accepted) {
        badge = tr("Accepted");
        kind = "ok";
    } else if (state.verdict == Verdict::Rejected) {
        badge = tr("Rejected");
        kind = "failed";
    } else if (state.verdict == Verdict::ToFix) {
        badge = tr("To fix");
    } else if (state.verdict == Verdict::Skipped) {
        badge = tr("Skipped");
        kind = "none";
    } else if (state.verdict == Verdict::Deferred) {
        badge = tr("Deferred");
        kind = "none";
    } else if (!state.camFromBase) {
        badge = tr("No pose yet");
        kind = "none";
    } else {
        switch (now.status) {
            case CalibrationStatus::Ok:
                badge = tr("Calibrated: ok");
                kind = "ok";
                break;
            case CalibrationStatus::Review:
                badge = tr("To review");
                break;
            case CalibrationStatus::Failed:
                badge = tr("Calibration failed");
                kind = "failed";
                break;
        }
    }
    m_status->setText(badge);
    m_status->setProperty("kind", QString::fromLatin1(kind));
    m_status->style()->unpolish(m_status);
    m_status->style()->polish(m_status);
    QStringList reasons;
    if (!state.camFromBase && !state.run) {
        reasons << tr("Run the calibration, or place keypoints: four fix the camera.");
    } else {
        reasons = translatedReasons(now.reasons);
    }
    m_reasons->setText(reasons.join(u"\n"_s));
    m_reasons->setVisible(!reasons.isEmpty());
}

void Inspector::showCorrections() {
    QStringList lines;
    if (const auto& run = m_editor.state().run) {
        const auto sigma = [](const Estimate& estimate, double scale, int decimals) {
            return estimate.sigma ? u" \u00b1 "_s + shownNumber(scale * *estimate.sigma, decimals)
                                  : QString();
        };
        if (run->lagFrames && run->lagFrames->value != 0) {
            const double lag = run->lagFrames->value;
            const QString figure = shownNumber(std::abs(lag), 2) + sigma(*run->lagFrames, 1, 2);
            lines << (lag > 0 ? tr("The pictures are %1 frames late.").arg(figure)
                              : tr("The pictures are %1 frames early.").arg(figure));
        }
        const RobotModel& robot = m_editor.recording().model();
        for (const auto& [name, offset] : run->jointOffsets) {
            const int joint = robot.findJoint(name);
            const bool slides =
                joint >= 0 && robot.joints()[static_cast<size_t>(joint)].type == JointType::Prismatic;
            const double scale = slides ? 1000 : degreesPerRadian;
            const QString figure = shownNumber(scale * offset.value, 2) + sigma(offset, scale, 2);
            lines << (slides ? tr("%1: %2 mm to be added") : tr("%1: %2° to be added"))
                         .arg(QString::fromStdString(name), figure);
        }
        for (const ArmBaseCorrection& arm : run->armBases) {
            lines << tr("%1 stands %2 mm, %3° from where the description says.")
                         .arg(QString::fromStdString(arm.link),
                              shownNumber(1000 * arm.correction.translation().norm(), 1),
                              shownNumber(
                                  degreesPerRadian * Eigen::AngleAxisd(arm.correction.linear()).angle(), 2));
        }
    }
    m_corrections->setText(lines.join(u'\n'));
    m_correctionsGroup->setVisible(!lines.isEmpty());
}

void Inspector::retranslate() {
    m_poseGroup->setTitle(tr("Camera in base space"));
    const QString axes[] = {tr("x"), tr("y"), tr("z")};
    for (size_t i = 0; i < 3; ++i) {
        m_centre[i]->setSuffix(tr(" m"));
        m_angles[i]->setSuffix(tr("°"));
        setRowLabel(m_poseForm, m_centre[i], axes[i]);
    }
    setRowLabel(m_poseForm, m_angles[0], tr("Turn about x"));
    setRowLabel(m_poseForm, m_angles[1], tr("Turn about y"));
    setRowLabel(m_poseForm, m_angles[2], tr("Turn about z"));
    m_copyMatrix->setText(tr("Copy matrix (camera from base)"));
    m_qualityGroup->setTitle(tr("Quality"));
    const QString figures[] = {tr("Mask overlap (IoU)"),  tr("Overlap, unused frames"),
                               tr("Contour distance"),    tr("Keypoint distance"),
                               tr("Expected tool error"), tr("Risk of being wrong"),
                               tr("Uncertain by about"),  tr("Frames used")};
    m_correctionsGroup->setTitle(tr("The robot, as the pictures show it"));
    for (size_t i = 0; i < m_quality.size(); ++i) setRowLabel(m_qualityForm, m_quality[i], figures[i]);
    refresh();
}

void Inspector::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
