// SPDX-License-Identifier: Apache-2.0
#include "views/widgets/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {
constexpr int noteMs = 8000;
}

Banner::Banner(QWidget* parent) : QFrame(parent), m_text(new QLabel(this)), m_close(new QToolButton(this)) {
    setObjectName(u"banner"_s);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_text->setTextFormat(Qt::PlainText);
    m_close->setAutoRaise(true);
    m_close->setText(u"\u00d7"_s);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    retranslate();
    hide();
}

void Banner::showMessage(const QString& text, Kind kind) {
    m_text->setText(text);
    setProperty("problem", kind == Kind::Problem);
    style()->unpolish(this);
    style()->polish(this);
    show();
    if (kind == Kind::Note) {
        m_timer.start(noteMs);
    } else {
        m_timer.stop();
    }
}

QString Banner::text() const {
    return m_text->text();
}

void Banner::changeEvent(QEvent* event) {
    if (event->type() == QEvent::LanguageChange) retranslate();
    QFrame::changeEvent(event);
}

void Banner::retranslate() {
    m_close->setToolTip(tr("Close this message"));
}

}  // namespace camframe
