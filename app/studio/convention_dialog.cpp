// SPDX-License-Identifier: Apache-2.0
#include "app/studio/convention_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include "app/studio/convention_texts.h"
#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

ConventionDialog::ConventionDialog(WizardRequest request, const QStringList& cameras, QWidget* parent)
    : QDialog(parent),
      m_request(std::move(request)),
      m_robot(new QLineEdit(QString::fromStdString(m_request.recording.robot), this)),
      m_camera(new QComboBox(this)),
      m_pose(new QComboBox(this)),
      m_numbers(new QLineEdit(this)),
      m_jointsKnown(new QCheckBox(tr("The &joints are right: ask for end-effector poses only"), this)),
      m_bar(new QProgressBar(this)),
      m_state(new QLabel(this)),
      m_choices(new QTableWidget(0, 4, this)),
      m_start(new QPushButton(this)),
      m_save(new QPushButton(tr("&Save Profile..."), this)),
      m_open(new QPushButton(tr("&Open with It"), this)) {
    setObjectName(u"conventionDialog"_s);
    setWindowTitle(tr("What the columns mean"));
    auto* about = new QLabel(
        tr("Tries what the columns, and the numbers of a camera pose, could mean: order, unit, signs, "
           "offsets, axes, angles. Each reading of the joints moves the robot before the camera, and what "
           "it covers is compared with what changes in the pictures. End-effector poses are compared with "
           "the joints or, without any, with the pictures."),
        this);
    about->setWordWrap(true);
    m_camera->addItems(cameras);
    m_camera->setCurrentText(QString::fromStdString(m_request.camera));
    m_pose->addItem(tr("not known: it is looked for"));
    m_pose->addItem(tr("the one on show"));
    m_pose->addItem(tr("these numbers, as they came:"));
    m_pose->setCurrentIndex(m_request.camFromBase ? OnShow : Free);
    m_numbers->setPlaceholderText(tr("x y z and angles, a quaternion, or a 3x4 or 4x4 matrix"));
    m_numbers->setObjectName(u"conventionNumbers"_s);
    auto* form = new QFormLayout;
    form->addRow(tr("&Robot:"), m_robot);
    form->addRow(tr("&Camera:"), m_camera);
    form->addRow(tr("Its &pose is"), m_pose);
    form->addRow(QString(), m_numbers);
    form->addRow(QString(), m_jointsKnown);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(6);
    m_bar->hide();
    m_state->setObjectName(u"conventionState"_s);
    m_state->setWordWrap(true);
    m_choices->setObjectName(u"conventionChoices"_s);
    m_choices->setHorizontalHeaderLabels({tr("What"), tr("Found"), tr("Ahead by"), tr("Next best")});
    m_choices->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_choices->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_choices->setShowGrid(false);
    m_choices->setAlternatingRowColors(true);
    m_choices->verticalHeader()->hide();
    m_choices->verticalHeader()->setDefaultSectionSize(24);
    for (const int column : {0, 2})
        m_choices->horizontalHeader()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    for (const int column : {1, 3})
        m_choices->horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
    m_choices->horizontalHeader()->setHighlightSections(false);
    m_choices->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_start->setObjectName(u"conventionStart"_s);
    m_start->setDefault(true);
    m_save->setObjectName(u"conventionSave"_s);
    m_open->setObjectName(u"conventionOpen"_s);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->addButton(m_open, QDialogButtonBox::ActionRole);
    buttons->addButton(m_save, QDialogButtonBox::ActionRole);
    buttons->addButton(m_start, QDialogButtonBox::ActionRole);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(14, 14, 14, 14);
    column->setSpacing(10);
    column->addWidget(about);
    column->addLayout(form);
    column->addWidget(m_bar);
    column->addWidget(m_state);
    column->addWidget(m_choices, 1);
    column->addWidget(buttons);
    resize(760, 700);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_pose, &QComboBox::currentIndexChanged, this, &ConventionDialog::updateFields);
    connect(m_robot, &QLineEdit::textChanged, this, &ConventionDialog::updateFields);
    connect(m_numbers, &QLineEdit::textChanged, this, &ConventionDialog::updateFields);
    connect(m_jointsKnown, &QCheckBox::toggled, this, &ConventionDialog::updateFields);
    connect(m_start, &QPushButton::clicked, this,
            [this] { m_running ? Q_EMIT stopRequested() : Q_EMIT startRequested(); });
    connect(m_save, &QPushButton::clicked, this, &ConventionDialog::askFile);
    connect(m_open, &QPushButton::clicked, this, &ConventionDialog::openRequested);
    updateFields();
}

WizardRequest ConventionDialog::request() const {
    WizardRequest out = m_request;
    out.recording.robot = m_robot->text().trimmed().toStdString();
    out.camera = m_camera->currentText().toStdString();
    if (m_pose->currentIndex() != OnShow) out.camFromBase.reset();
    if (m_pose->currentIndex() == Numbers) out.extrinsics = m_numbers->text().trimmed().toStdString();
    out.jointsKnown = m_jointsKnown->isChecked();
    return out;
}

void ConventionDialog::updateFields() {
    const bool pictures = !m_jointsKnown->isChecked();
    m_robot->setEnabled(!m_running);
    m_jointsKnown->setEnabled(!m_running);
    m_camera->setEnabled(!m_running && pictures);
    m_pose->setEnabled(!m_running && pictures);
    m_numbers->setEnabled(!m_running && pictures && m_pose->currentIndex() == Numbers);
    const bool posed =
        !pictures || ((m_pose->currentIndex() != OnShow || m_request.camFromBase) &&
                      (m_pose->currentIndex() != Numbers || !m_numbers->text().trimmed().isEmpty()));
    const bool complete = !m_robot->text().trimmed().isEmpty() && posed;
    m_start->setText(m_running ? tr("S&top") : tr("&Find Out"));
    m_start->setEnabled(m_running || complete);
    m_save->setEnabled(!m_running && m_found);
    m_open->setEnabled(!m_running && m_saved);
    if (!m_running && pictures && m_pose->currentIndex() == OnShow && !m_request.camFromBase)
        m_state->setText(tr("This camera has no pose yet: calibrate it, or choose another entry."));
}

void ConventionDialog::setRunning(bool running) {
    m_running = running;
    m_bar->setVisible(running);
    m_bar->setRange(0, 0);
    if (running) {
        m_found = m_saved = false;
        m_state->clear();
        m_choices->setRowCount(0);
    }
    updateFields();
}

void ConventionDialog::showProgress(int percent, const QString& stage) {
    m_bar->setRange(0, percent > 0 ? 100 : 0);
    m_bar->setValue(percent);
    m_state->setText(stage);
}

void ConventionDialog::showProblem(const QString& sentence) {
    setRunning(false);
    m_state->setText(sentence);
}

void ConventionDialog::showSaved(const QString& file) {
    m_saved = true;
    m_state->setText(
        tr("Saved as %1. Results that are made with it name it, so that later commands understand "
           "the dataset alike.")
            .arg(file));
    updateFields();
}

void ConventionDialog::showAnswer(const WizardSummary& answer) {
    setRunning(false);
    m_found = answer.convincing;
    updateFields();
    QStringList text;
    if (answer.overlap) {
        text << tr("The best reading explains the pixels that change with an overlap of %1.")
                    .arg(shownNumber(*answer.overlap, 3));
        text << (answer.convincing ? tr("The next one is %1 behind.").arg(shownNumber(answer.lead, 3))
                                   : tr("That is too little to believe any reading: check the robot, the "
                                        "intrinsics, and that "
                                        "the camera stood still."));
    }
    if (answer.poseDistance) {
        text << tr("Recorded end-effector poses lie %1 mm from those of the joints.")
                    .arg(shownNumber(1000 * *answer.poseDistance, 1));
        if (!answer.convincing)
            text << tr("That is too much to believe any reading: they may be of another arm, or commands.");
    }
    if (answer.convincing)
        text << tr("Rows in grey are undetermined: the usual is kept there, and the profile says so.");
    m_state->setText(text.join(u' '));
    fillTable(answer);
}

void ConventionDialog::fillTable(const WizardSummary& summary) {
    m_choices->setRowCount(static_cast<int>(summary.choices.size()));
    for (int row = 0; row < m_choices->rowCount(); ++row) {
        const WizardSummary::Choice& choice = summary.choices[static_cast<size_t>(row)];
        const QString ahead = choice.inMetres ? tr("%1 mm").arg(shownNumber(1000 * choice.margin, 1))
                                              : shownNumber(choice.margin, 3);
        const QString texts[] = {conventionText(choice.what), conventionText(choice.chosen),
                                 choice.determined ? ahead : tr("undetermined"),
                                 conventionText(choice.runnerUp)};
        for (int column = 0; column < 4; ++column) {
            auto* item = new QTableWidgetItem(texts[column]);
            item->setToolTip(texts[column]);
            if (!choice.determined) {
                QFont font = item->font();
                font.setItalic(true);
                item->setFont(font);
                // Grey in whatever theme is on, also after it changes.
                item->setFlags(item->flags() & ~Qt::ItemIsEnabled);
            }
            m_choices->setItem(row, column, item);
        }
    }
}

void ConventionDialog::askFile() {
    const QString name = QString::fromStdString(m_request.name) + u".json"_s;
    const QString file =
        QFileDialog::getSaveFileName(this, tr("Save the dataset profile"), name, tr("Profiles (*.json)"));
    if (!file.isEmpty()) Q_EMIT saveRequested(file);
}

}  // namespace camframe
