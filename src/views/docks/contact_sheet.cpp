// SPDX-License-Identifier: Apache-2.0
#include "views/docks/contact_sheet.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>

#include "model/core/telling_frames.h"

namespace camframe {

namespace {

constexpr QSize thumbnail(140, 105);
constexpr int settledMs = 350;
const QColor unseenEdge(0x5a, 0xd1, 0x9a);

QString roleText(FrameRole role) {
    switch (role) {
        case FrameRole::Start:
            return ContactSheet::tr("start");
        case FrameRole::Middle:
            return ContactSheet::tr("middle");
        case FrameRole::End:
            return ContactSheet::tr("end");
        case FrameRole::ToolHighest:
            return ContactSheet::tr("tool highest");
        case FrameRole::ToolLowest:
            return ContactSheet::tr("tool lowest");
        case FrameRole::ArmStretched:
            return ContactSheet::tr("arm stretched");
    }
    return {};
}

}  // namespace

ContactSheet::ContactSheet(Editor& editor, QWidget* parent)
    : QWidget(parent), m_editor(editor), m_text(new QLabel(this)), m_list(new StillList(thumbnail, this)) {
    m_text->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_text);
    layout->addWidget(m_list, 1);
    m_settled.setSingleShot(true);
    m_settled.setInterval(settledMs);
    connect(&m_settled, &QTimer::timeout, this, &ContactSheet::rebuild);
    connect(m_list, &StillList::chosen, this, [this](int row) {
        if (row >= 0 && row < static_cast<int>(m_frames.size()))
            m_editor.setFrame(m_frames[static_cast<size_t>(row)]);
    });
    m_list->setAccessibleName(tr("Contact sheet"));
    connect(&editor, &Editor::documentChanged, this, &ContactSheet::rebuild);
    connect(&editor, &Editor::cameraChanged, this, &ContactSheet::rebuild);
    connect(&editor, &Editor::stateChanged, this, [this](ChangeEvent::Properties properties) {
        if (properties &
            (ChangeEvent::Pose | ChangeEvent::Intrinsics | ChangeEvent::Motion | ChangeEvent::Run))
            m_settled.start();
    });
}

void ContactSheet::setStills(StillSource* stills) {
    m_list->setStills(stills);
    if (stills) rebuild();
}

void ContactSheet::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m_stale) rebuild();
}

void ContactSheet::rebuild() {
    m_list->setAccessibleName(tr("Contact sheet"));
    m_settled.stop();
    m_stale = !isVisible();
    if (m_stale) return;  // Nobody looks: drawn when somebody does.
    m_frames.clear();
    std::vector<StillList::Card> cards;
    const auto framesOfFit = m_editor.hasDocument()
                                 ? m_editor.document()->calibration(m_editor.camera()).framesUsed
                                 : std::vector<int>{};
    if (m_editor.hasDocument()) {
        for (const TellingFrame& telling : tellingFrames(m_editor.motion())) {
            const bool unseen =
                !framesOfFit.empty() && std::ranges::find(framesOfFit, telling.frame) == framesOfFit.end();
            QStringList roles;
            for (const FrameRole role : telling.roles) roles << roleText(role);
            StillRequest request;
            request.camera = m_editor.camera();
            request.frame = telling.frame;
            request.width = 2 * thumbnail.width();
            request.lens = m_editor.state().intrinsics.camera;
            request.camFromBase = m_editor.state().camFromBase;
            request.motion = m_editor.document()->motion(m_editor.camera());
            cards.push_back({request,
                             tr("%1 · %2", "frame number, why it is shown")
                                 .arg(telling.frame)
                                 .arg(roles.join(QStringLiteral(", "))),
                             unseen ? unseenEdge : QColor()});
            m_frames.push_back(telling.frame);
        }
    }
    m_text->setText(m_frames.empty()
                        ? tr("Open a recording to see its telling frames.")
                        : tr("The outline should lie on the robot everywhere. Green: not in the fit."));
    m_list->setCards(std::move(cards));
}

void ContactSheet::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) rebuild();
    QWidget::changeEvent(event);
}

}  // namespace camframe
