// SPDX-License-Identifier: Apache-2.0
#include "app/studio/review_dialog.h"

#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace camframe {

using namespace Qt::StringLiterals;

ReviewDialog::ReviewDialog(const ReviewSource& suggestion, QWidget* parent)
    : QDialog(parent),
      m_form(new QFormLayout),
      m_robot(new QLineEdit(suggestion.robot, this)),
      m_problem(new QLabel(this)),
      m_suggestion(suggestion) {
    setWindowTitle(tr("New review list"));
    auto* intro = new QLabel(
        tr("A review list holds every camera of every episode of a dataset, with the results of \"camframe "
           "calibrate\" and the verdicts of all reviewers."),
        this);
    intro->setWordWrap(true);
    m_dataset = addPath(tr("&Dataset"), suggestion.dataset, false);
    m_results = addPath(tr("&Results of calibrate"), suggestion.results, false);
    m_results->setPlaceholderText(tr("optional: the folder that calibrations were written to"));
    m_robot->setPlaceholderText(tr("optional: profile name or URDF"));
    m_form->addRow(tr("R&obot"), m_robot);
    m_path = addPath(tr("&List"), {}, true);
    m_path->setPlaceholderText(tr("*.camreview, or postgresql://USER@HOST/DATABASE/PROJECT"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_create = buttons->addButton(tr("&Make List"), QDialogButtonBox::AcceptRole);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_problem->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(intro);
    column->addLayout(m_form);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    resize(620, sizeHint().height());
    for (QLineEdit* edit : {m_dataset, m_results, m_path})
        connect(edit, &QLineEdit::textChanged, this, &ReviewDialog::check);
    check();
}

QLineEdit* ReviewDialog::addPath(const QString& label, const QString& text, bool isFile) {
    auto* edit = new QLineEdit(text, this);
    auto* browse = new QToolButton(this);
    browse->setText(u"..."_s);
    browse->setAccessibleName(tr("Choose"));
    auto* row = new QHBoxLayout;
    row->addWidget(edit, 1);
    row->addWidget(browse);
    auto* name = new QLabel(label, this);
    name->setBuddy(edit);
    m_form->addRow(name, row);
    connect(browse, &QToolButton::clicked, this, [this, edit, isFile] {
        const QString chosen =
            isFile ? QFileDialog::getSaveFileName(this, tr("Review list"), edit->text(),
                                                  tr("Review lists (*.camreview)"))
                   : QFileDialog::getExistingDirectory(this, tr("Choose a folder"), edit->text());
        if (!chosen.isEmpty()) edit->setText(chosen);
    });
    return edit;
}

void ReviewDialog::check() {
    QString problem;
    if (!QFileInfo::exists(m_dataset->text())) {
        problem = tr("Choose the dataset: a folder with episode.json, or with such folders.");
    } else if (!m_results->text().isEmpty() && !QFileInfo(m_results->text()).isDir()) {
        problem = tr("The folder of results does not exist.");
    } else if (m_path->text().trimmed().isEmpty()) {
        problem = tr("Choose where the list shall lie; people who share it need the same path.");
    } else if (isServerName(path())) {
        const auto address = ReviewAddress::parse(path());
        if (!address) problem = QString::fromStdString(address.error().message);
    } else if (QFileInfo::exists(path())) {
        problem = tr("There is such a file already: open it, or choose another name.");
    }
    m_problem->setText(problem);
    m_create->setEnabled(problem.isEmpty());
}

ReviewSource ReviewDialog::source() const {
    ReviewSource source = m_suggestion;
    source.dataset = QFileInfo(m_dataset->text()).absoluteFilePath();
    source.results =
        m_results->text().isEmpty() ? QString() : QFileInfo(m_results->text()).absoluteFilePath();
    source.robot = m_robot->text().trimmed();
    return source;
}

QString ReviewDialog::path() const {
    QString path = m_path->text().trimmed();
    if (!isServerName(path) && !path.endsWith(u".camreview"_s)) path += u".camreview"_s;
    return path;
}

}  // namespace camframe
