// SPDX-License-Identifier: Apache-2.0
#include "views/docks/keypoints_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QTableView>
#include <QVBoxLayout>
#include <cmath>

#include "model/qt/shown_number.h"

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
using Binding = KeypointTool::Binding;
constexpr double uncertainMark = 0.01;  // m
enum ItemRole { LinkRole = Qt::UserRole, BindingRole };
}  // namespace

KeypointsPanel::KeypointsPanel(Editor& editor, KeypointTool& tool, QWidget* parent)
    : QWidget(parent),
      m_editor(editor),
      m_tool(tool),
      m_model(new KeypointModel(this)),
      m_bindLabel(new QLabel(this)),
      m_bind(new QComboBox(this)),
      m_table(new QTableView(this)),
      m_solved(new QCheckBox(this)),
      m_mark(new QLabel(this)) {
    m_mark->setWordWrap(true);
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->setShowGrid(false);
    m_table->setAlternatingRowColors(true);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(KeypointModel::Link, QHeaderView::Stretch);
    m_bind->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_bind->setMinimumContentsLength(14);
    m_bindLabel->setBuddy(m_bind);
    auto* bindRow = new QHBoxLayout;
    bindRow->addWidget(m_bindLabel);
    bindRow->addWidget(m_bind, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addLayout(bindRow);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_solved);
    layout->addWidget(m_mark);

    connect(m_bind, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (index >= 0)
            m_tool.bindTo(static_cast<Binding>(m_bind->itemData(index, BindingRole).toInt()),
                          m_bind->itemData(index, LinkRole).toInt());
    });
    connect(m_solved, &QCheckBox::clicked, &editor, &Editor::setTrackSolved);
    connect(&editor, &Editor::stateChanged, this, &KeypointsPanel::showMark);
    connect(&editor, &Editor::selectionChanged, this, &KeypointsPanel::showMark);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& index) {
                if (!index.isValid()) return;
                const int id = index.data(KeypointModel::KeypointIdRole).toInt();
                m_editor.setFrame(index.data(KeypointModel::FrameRole).toInt());
                m_editor.selectKeypoint(id);
            });
    connect(&editor, &Editor::selectionChanged, this, [this](int id) {
        const int selected = m_model->rowOf(id);
        if (selected >= 0) {
            if (m_table->currentIndex().row() != selected) m_table->selectRow(selected);
        } else {
            const QSignalBlocker blocker(m_table->selectionModel());
            m_table->clearSelection();
            m_table->setCurrentIndex({});
            m_table->viewport()->update();
        }
    });
    connect(&editor, &Editor::documentChanged, this, &KeypointsPanel::reload);
    connect(&editor, &Editor::cameraChanged, this, &KeypointsPanel::reload);
    retranslate();
}

void KeypointsPanel::reload() {
    m_model->setSource(m_editor.document(), m_editor.camera());
    fillLinks();
}

void KeypointsPanel::fillLinks() {
    const int bound = m_tool.boundLink();
    const Binding binding = m_tool.binding();
    const QSignalBlocker blocker(m_bind);
    m_bind->clear();
    int chosen = 0;
    const auto add = [&](const QString& text, Binding way, int link) {
        if (way == binding && link == bound) chosen = m_bind->count();
        m_bind->addItem(text, link);
        m_bind->setItemData(m_bind->count() - 1, static_cast<int>(way), BindingRole);
    };
    add(tr("Point picked on the drawn robot"), Binding::PickedPoint, -1);
    if (m_editor.hasDocument()) {
        const auto& links = m_editor.recording().model().links();
        for (const Binding way : {Binding::LinkOrigin, Binding::Mark}) {
            for (size_t i = 0; i < links.size(); ++i) {
                if (!m_editor.motion().linkKnown[i]) continue;
                const QString name = QString::fromStdString(links[i].name);
                add(way == Binding::Mark ? tr("Mark somewhere on %1").arg(name)
                                         : tr("Origin of %1").arg(name),
                    way, static_cast<int>(i));
            }
        }
    }
    m_bind->setCurrentIndex(chosen);
    m_tool.bindTo(static_cast<Binding>(m_bind->itemData(chosen, BindingRole).toInt()),
                  m_bind->itemData(chosen, LinkRole).toInt());
    showMark();
}

void KeypointsPanel::showMark() {
    const auto track = m_editor.hasDocument() ? m_editor.track() : std::nullopt;
    m_solved->setEnabled(track.has_value());
    m_solved->setChecked(track && track->mark != 0);
    m_mark->setVisible(track && track->mark != 0);
    if (m_mark->isHidden()) return;
    int frames = 0;
    double squares = 0, sigma = 0;
    for (const Keypoint& keypoint : m_editor.state().keypoints) {
        if (keypoint.boundPoint() != *track || !keypoint.counts()) continue;
        sigma = keypoint.markSigma;
        ++frames;
        if (const auto residual = m_editor.document()->residual(m_editor.camera(), keypoint))
            squares += residual->squaredNorm();
    }
    const QString name =
        QString::fromStdString(m_editor.recording().model().links()[static_cast<size_t>(track->link)].name);
    if (sigma <= 0) {
        m_mark->setText(
            tr("Mark %1 on %2: not found yet; click it in more frames.").arg(track->mark).arg(name));
        return;
    }
    const Eigen::Vector3d place = 1000 * track->pointInLink;
    QString text =
        tr("Mark %1 is at %2 mm of the origin of %3, ± %4 mm; from %n frame(s), %5 px.", nullptr, frames)
            .arg(track->mark)
            .arg(shownNumbers({place.x(), place.y(), place.z()}, 1), name,
                 shownNumber(1000 * sigma, sigma < 0.01 ? 1 : 0),
                 shownNumber(frames > 0 ? std::sqrt(squares / frames) : 0, 2));
    if (sigma > uncertainMark)
        text += u' ' + tr("That is uncertain: click it in frames in which the link is turned otherwise.");
    m_mark->setText(text);
}

void KeypointsPanel::retranslate() {
    m_bindLabel->setText(tr("&Bind to"));
    m_bind->setToolTip(tr(
        "What the next keypoint shows: a point that you pick on the drawn robot, a link's origin, or a mark "
        "on a link whose place is found from several frames"));
    m_solved->setText(tr("&Find its place on the link"));
    m_solved->setToolTip(
        tr("The place of the chosen point on its link is solved for together with the pose"));
    m_table->setAccessibleName(tr("Keypoints"));
    fillLinks();
}

void KeypointsPanel::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QWidget::changeEvent(event);
}

}  // namespace camframe
