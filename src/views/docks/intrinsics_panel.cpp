// SPDX-License-Identifier: Apache-2.0
#include "views/docks/intrinsics_panel.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "model/qt/shown_number.h"
#include "views/docks/form_row.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr double disagreement = 0.02;
constexpr qint64 mergeMs = 800;  ///< Steps of one field within it are one undo step.
constexpr size_t lensFields = 4;
constexpr int pixelDecimals = 3, lensDecimals = 5;

double* valueOf(CameraModel& camera, size_t field) {
    double* values[] = {&camera.fx, &camera.fy, &camera.cx, &camera.cy};
    return field < lensFields ? values[field] : &camera.distortion[field - lensFields];
}

}  // namespace

double intrinsicsDifference(const CameraModel& a, const CameraModel& b) {
    return std::max({std::abs(a.fx / b.fx - 1), std::abs(a.fy / b.fy - 1), std::abs(a.cx - b.cx) / b.width,
                     std::abs(a.cy - b.cy) / b.width});
}

IntrinsicsPanel::IntrinsicsPanel(Editor& editor, QWidget* parent)
    : QGroupBox(parent),
      m_editor(editor),
      m_form(new QFormLayout),
      m_source(new QLabel(this)),
      m_lock(new QCheckBox(this)),
      m_warning(new QLabel(this)),
      m_takeRecorded(new QPushButton(this)) {
    for (size_t i = 0; i < fieldCount; ++i) {
        const bool lens = i >= lensFields;
        auto* box = new QDoubleSpinBox(this);
        box->setDecimals(lens ? lensDecimals : pixelDecimals);
        box->setRange(lens ? -10 : -100000, lens ? 10 : 100000);
        box->setSingleStep(lens ? 0.005 : 1);
        box->setKeyboardTracking(false);
        box->setAlignment(Qt::AlignRight);
        box->setObjectName(u"intrinsic%1"_s.arg(i));
        m_form->addRow(new QLabel(this), box);
        m_fields[i] = box;
        connect(box, &QDoubleSpinBox::valueChanged, this, [this, i] { enter(i); });
    }
    m_source->setWordWrap(true);
    m_form->addRow(new QLabel(this), m_source);
    m_warning->setObjectName(u"intrinsicsWarning"_s);
    m_warning->setWordWrap(true);
    m_warning->setStyleSheet(u"color: #e0a030"_s);  // readable on dark and on light
    // Below the form, not in it: a form gives a sentence that wraps too few lines.
    auto* column = new QVBoxLayout(this);
    column->addLayout(m_form);
    for (QWidget* below : {static_cast<QWidget*>(m_lock), static_cast<QWidget*>(m_warning),
                           static_cast<QWidget*>(m_takeRecorded)})
        column->addWidget(below);
    connect(m_lock, &QCheckBox::clicked, this, &IntrinsicsPanel::setLocked);
    connect(m_takeRecorded, &QPushButton::clicked, this, &IntrinsicsPanel::takeRecorded);
    connect(&editor, &Editor::documentChanged, this, &IntrinsicsPanel::refresh);
    connect(&editor, &Editor::cameraChanged, this, &IntrinsicsPanel::refresh);
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties & (ChangeEvent::Intrinsics | ChangeEvent::Run)) refresh();
    });
    retranslate();
}

std::optional<CameraModel> IntrinsicsPanel::recorded() const {
    const CameraStream& stream = m_editor.recording().episode.cameras[static_cast<size_t>(m_editor.camera())];
    if (!stream.k) return {};
    const auto camera =
        CameraModel::fromMatrix(*stream.k, stream.width, stream.height, stream.distortion, "");
    return camera ? std::optional(*camera) : std::nullopt;
}

void IntrinsicsPanel::enter(size_t field) {
    if (!m_editor.hasDocument()) return;
    Intrinsics intrinsics = m_editor.state().intrinsics;
    *valueOf(intrinsics.camera, field) = m_fields[field]->value();
    intrinsics.source = IntrinsicsSource::Edited;
    if (!intrinsics.camera.check("entered")) {
        m_editor.say(
            tr("These intrinsics are impossible: focal lengths must be above zero and the principal point "
               "near the picture."));
        refresh();
        return;
    }
    if (field != m_lastField || !m_sinceStep.isValid() || m_sinceStep.elapsed() > mergeMs)
        m_gesture = m_editor.document()->newGesture();
    m_lastField = field;
    m_sinceStep.start();
    pushIntrinsics(*m_editor.document(), m_editor.camera(), EditAction::EnterIntrinsics, intrinsics,
                   m_gesture);
}

void IntrinsicsPanel::setLocked(bool locked) {
    if (!m_editor.hasDocument()) return;
    Intrinsics intrinsics = m_editor.state().intrinsics;
    intrinsics.locked = locked;
    pushIntrinsics(*m_editor.document(), m_editor.camera(),
                   locked ? EditAction::LockIntrinsics : EditAction::UnlockIntrinsics, intrinsics);
}

void IntrinsicsPanel::takeRecorded() {
    const auto camera = m_editor.hasDocument() ? recorded() : std::nullopt;
    if (!camera) return;
    pushIntrinsics(*m_editor.document(), m_editor.camera(), EditAction::EnterIntrinsics,
                   {*camera, IntrinsicsSource::Dataset, m_editor.state().intrinsics.locked});
}

QString IntrinsicsPanel::warning() const {
    const CameraState& state = m_editor.state();
    QStringList lines;
    const auto compare = [&](const CameraModel& other, const QString& sentence) {
        const double difference = intrinsicsDifference(state.intrinsics.camera, other);
        if (difference > disagreement)
            lines << sentence.arg(shownNumber(100 * difference, 1),
                                  shownNumbers({other.fx, other.fy, other.cx, other.cy}, 1));
    };
    if (const auto camera = recorded())
        compare(*camera, tr("They differ by %1 % from those of the recording (%2)."));
    if (state.run) compare(state.run->camera, tr("They differ by %1 % from those of the calibration (%2)."));
    return lines.join(u'\n');
}

void IntrinsicsPanel::refresh() {
    setEnabled(m_editor.hasDocument());
    if (!m_editor.hasDocument()) return;
    Intrinsics intrinsics = m_editor.state().intrinsics;
    for (size_t i = 0; i < fieldCount; ++i) {
        const QSignalBlocker blocker(m_fields[i]);
        m_fields[i]->setValue(*valueOf(intrinsics.camera, i));
    }
    m_lock->setChecked(intrinsics.locked);
    switch (intrinsics.source) {
        case IntrinsicsSource::Given:
            m_source->setText(tr("given with the recording"));
            break;
        case IntrinsicsSource::Dataset:
            m_source->setText(tr("from the recording"));
            break;
        case IntrinsicsSource::Table:
            m_source->setText(tr("published for this camera"));
            break;
        case IntrinsicsSource::Estimated:
            m_source->setText(tr("assumed"));
            break;
        case IntrinsicsSource::Refined:
            m_source->setText(tr("refined by the calibration"));
            break;
        case IntrinsicsSource::Edited:
            m_source->setText(tr("entered by you"));
            break;
    }
    const QString text = warning();
    m_warning->setText(text);
    m_warning->setVisible(!text.isEmpty());
    const auto camera = recorded();
    m_takeRecorded->setVisible(camera && !(Intrinsics{*camera, IntrinsicsSource::Dataset} ==
                                           Intrinsics{intrinsics.camera, IntrinsicsSource::Dataset}));
}

void IntrinsicsPanel::retranslate() {
    setTitle(tr("Intrinsics"));
    const QString names[] = {tr("Focal length x"),
                             tr("Focal length y"),
                             tr("Principal point x"),
                             tr("Principal point y"),
                             tr("Distortion k1"),
                             u"k2"_s,
                             u"p1"_s,
                             u"p2"_s,
                             u"k3"_s};
    for (size_t i = 0; i < fieldCount; ++i) {
        if (i < lensFields) m_fields[i]->setSuffix(tr(" px"));
        m_fields[i]->setAccessibleName(names[i]);
        setRowLabel(m_form, m_fields[i], names[i]);
    }
    setRowLabel(m_form, m_source, tr("Source"));
    m_lock->setText(tr("Locked"));
    m_lock->setToolTip(tr("Calibrations take locked intrinsics as they are"));
    m_takeRecorded->setText(tr("Take those of the recording"));
    refresh();
}

void IntrinsicsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QGroupBox::changeEvent(event);
}

}  // namespace camframe
