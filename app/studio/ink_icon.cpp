// SPDX-License-Identifier: Apache-2.0
#include "app/studio/ink_icon.h"

#include <QBuffer>
#include <QFile>
#include <QImageReader>
#include <QPainter>
#include <QPixmapCache>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

constexpr auto inkInFiles = "#c9ced6";
constexpr double disabledOpacity = 0.35;

QColor& ink() {
    static QColor colour{QLatin1StringView(inkInFiles)};
    return colour;
}

}  // namespace

void setInk(const QColor& colour) {
    ink() = colour;
}

void InkIcon::paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) {
    const double ratio = painter->device()->devicePixelRatio();
    QPixmap picture = pixmap(rect.size() * ratio, mode, state);
    painter->drawPixmap(rect, picture);
}

QPixmap InkIcon::pixmap(const QSize& size, QIcon::Mode mode, QIcon::State) {
    const QString key = u"%1 %2 %3x%4 %5"_s.arg(m_path, ink().name())
                            .arg(size.width())
                            .arg(size.height())
                            .arg(mode == QIcon::Disabled);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) return pixmap;
    QFile file(m_path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QByteArray drawing = file.readAll();
    drawing.replace(inkInFiles, ink().name().toLatin1());
    QBuffer buffer(&drawing);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize(size);
    QImage image = reader.read();
    if (image.isNull()) return {};
    if (mode == QIcon::Disabled) {
        QImage faint(image.size(), QImage::Format_ARGB32_Premultiplied);
        faint.fill(Qt::transparent);
        QPainter painter(&faint);
        painter.setOpacity(disabledOpacity);
        painter.drawImage(0, 0, image);
        painter.end();
        image = faint;
    }
    pixmap = QPixmap::fromImage(image);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

}  // namespace camframe
