// SPDX-License-Identifier: Apache-2.0
#include "app/studio/theme.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QIcon>
#include <QPalette>
#include <QStyleFactory>

// Resources of a static library must be named once, outside any namespace.
static void initResources() {
    Q_INIT_RESOURCE(resources);
    Q_INIT_RESOURCE(catalogues);
}

namespace camframe {

using namespace Qt::StringLiterals;

void applyTheme(QApplication& application) {
    initResources();
    // Without a named Chinese family, fontconfig may pick a bold face for the glyphs the first one lacks.
    QFont font = application.font();
    font.setFamilies({font.family(), u"Noto Sans CJK SC"_s, u"Microsoft YaHei"_s, u"PingFang SC"_s});
    application.setFont(font);
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    const QColor window(0x2b, 0x2d, 0x33);
    const QColor base(0x22, 0x24, 0x29);
    const QColor text(0xdf, 0xe2, 0xe7);
    const QColor faint(0x8a, 0x8f, 0x98);
    QPalette palette;
    palette.setColor(QPalette::Window, window);
    palette.setColor(QPalette::WindowText, text);
    palette.setColor(QPalette::Base, base);
    palette.setColor(QPalette::AlternateBase, QColor(0x27, 0x29, 0x2e));
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::PlaceholderText, faint);
    palette.setColor(QPalette::Button, QColor(0x36, 0x39, 0x40));
    palette.setColor(QPalette::ButtonText, text);
    palette.setColor(QPalette::ToolTipBase, QColor(0x33, 0x36, 0x3d));
    palette.setColor(QPalette::ToolTipText, text);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::Highlight, QColor(0x3f, 0x7f, 0xbf));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, QColor(0x7f, 0xb8, 0xf0));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, QColor(0x6a, 0x6e, 0x76));
    }
    application.setPalette(palette);
    QFile sheet(u":/style/studio.qss"_s);
    if (sheet.open(QIODevice::ReadOnly)) application.setStyleSheet(QString::fromUtf8(sheet.readAll()));
    application.setWindowIcon(icon(u"camframe"_s));
}

QIcon icon(const QString& name) {
    return QIcon(u":/icons/%1.svg"_s.arg(name));
}

}  // namespace camframe
