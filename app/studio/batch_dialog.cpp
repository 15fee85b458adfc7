// SPDX-License-Identifier: Apache-2.0
#include "app/studio/batch_dialog.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

BatchDialog::BatchDialog(const BatchDesk& desk, const std::vector<int>& chosen, const QString& group,
                         const QStringList& alsoSolved, QWidget* parent)
    : QDialog(parent),
      m_desk(desk),
      m_chosen(chosen),
      m_group(group),
      m_alsoSolved(alsoSolved),
      m_scopes(new QButtonGroup(this)),
      m_judgedToo(new QCheckBox(
          tr("Also those with a &verdict; it stays, and is stale until somebody looks again"), this)),
      m_summary(new QLabel(this)) {
    setObjectName(u"batchDialog"_s);
    setWindowTitle(tr("Calibrate many cameras"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    const QString texts[] = {
        tr("The &rows chosen in the list (%1)").arg(m_chosen.size()),
        m_group.isEmpty() ? tr("The &group: this camera belongs to none") : tr("The &group %1").arg(m_group),
        tr("&All rows that the filter shows")};
    for (int i = 0; i < 3; ++i) {
        auto* button = new QRadioButton(texts[i], this);
        m_scopes->addButton(button, i);
        column->addWidget(button);
        button->setEnabled(i != 1 || !m_group.isEmpty());
    }
    m_scopes->button(m_chosen.size() > 1 ? 0 : 2)->setChecked(true);
    m_summary->setObjectName(u"batchSummary"_s);
    m_summary->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_start = buttons->addButton(tr("&Calibrate"), QDialogButtonBox::AcceptRole);
    m_start->setObjectName(u"batchStart"_s);
    m_start->setDefault(true);
    column->addWidget(m_judgedToo);
    column->addWidget(m_summary);
    column->addWidget(buttons);
    setMinimumWidth(520);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_scopes, &QButtonGroup::idToggled, this, &BatchDialog::refresh);
    connect(m_judgedToo, &QCheckBox::toggled, this, &BatchDialog::refresh);
    refresh();
}

BatchDesk::Scope BatchDialog::scope() const {
    return static_cast<BatchDesk::Scope>(std::max(0, m_scopes->checkedId()));
}

std::vector<int> BatchDialog::items() const {
    return m_desk.itemsOf(scope(), m_chosen, m_judgedToo->isChecked());
}

void BatchDialog::refresh() {
    const int count = static_cast<int>(items().size());
    const QString solved =
        m_alsoSolved.isEmpty()
            ? QString()
            : u'\n' +
                  tr("Besides the pose, as chosen in the menu Camera: %1.").arg(m_alsoSolved.join(tr(", ")));
    m_summary->setText(
        m_desk.isRunning()
            ? tr("A batch is running already: stop it in the jobs, or wait.")
            : tr("%n camera(s) will be calibrated in the background, from what people have marked and drawn "
                 "there. Cameras that somebody else has open are skipped.",
                 nullptr, count) +
                  solved);
    m_start->setEnabled(count > 0 && !m_desk.isRunning());
}

}  // namespace camframe
