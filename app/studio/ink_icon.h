// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QIconEngine>
#include <QString>

namespace camframe {

/// The colour that icons are drawn in from now on.
void setInk(const QColor& colour);

/// A line drawing whose grey lines take the colour of the present ink, so that a change of theme needs no new
/// icons. Other colours in the drawing stay.
class InkIcon : public QIconEngine {
public:
    explicit InkIcon(QString path) : m_path(std::move(path)) {}

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine* clone() const override { return new InkIcon(*this); }

private:
    QString m_path;
};

}  // namespace camframe
