// SPDX-License-Identifier: Apache-2.0
#include "app/studio/theme.h"

#include <QApplication>
#include <QFile>
#include <QFont>
#include <QPalette>
#include <QStyleFactory>
#include <algorithm>
#include <array>

#include "app/studio/ink_icon.h"
#include "app/studio/settings.h"

// Resources of a static library must be named once, outside any namespace.
static void initResources() {
    Q_INIT_RESOURCE(resources);
    Q_INIT_RESOURCE(catalogues);
}

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

/// The style sheet says @name.
struct NamedColour {
    const char* name;
    const char* dark;
    const char* light;
};

constexpr std::array colours{
    NamedColour{"window", "#2b2d33", "#eef0f3"},      NamedColour{"base", "#222429", "#ffffff"},
    NamedColour{"alternate", "#27292e", "#f6f7f9"},   NamedColour{"text", "#dfe2e7", "#1f2329"},
    NamedColour{"strong", "#ffffff", "#000000"},      NamedColour{"faint", "#aeb4bd", "#555c66"},
    NamedColour{"placeholder", "#8a8f98", "#737a85"}, NamedColour{"disabled", "#6a6e76", "#a3a9b2"},
    NamedColour{"button", "#363940", "#e2e5ea"},      NamedColour{"highlight", "#3f7fbf", "#2f6fb3"},
    NamedColour{"link", "#7fb8f0", "#1c5ea8"},        NamedColour{"ink", "#c9ced6", "#3b424c"},
    NamedColour{"tip", "#33363d", "#ffffff"},         NamedColour{"tipLine", "#4a4e57", "#c3c8d0"},
    NamedColour{"separator", "#1e2024", "#d5d9df"},   NamedColour{"panel", "#2f3238", "#e4e7ec"},
    NamedColour{"hover", "#3a3e46", "#dce1e8"},       NamedColour{"checked", "#35577c", "#bcd4ee"},
    NamedColour{"pressed", "#2c4866", "#a5c4e6"},     NamedColour{"line", "#3c4048", "#ccd1d8"},
    NamedColour{"status", "#26282d", "#e4e7ec"},      NamedColour{"focus", "#5aa0e6", "#2f6fb3"},
    NamedColour{"chosen", "#2c3a4a", "#d6e5f5"},      NamedColour{"running", "#35577c", "#2f6fb3"},
    NamedColour{"notice", "#2c4866", "#cfe2f6"},      NamedColour{"problem", "#6b352f", "#f8d3cd"},
    NamedColour{"okBack", "#27553f", "#d2efdf"},      NamedColour{"okText", "#bff0d6", "#12492d"},
    NamedColour{"reviewBack", "#5a4a1f", "#fbe9b8"},  NamedColour{"reviewText", "#f6dfa0", "#5a4300"},
    NamedColour{"failedBack", "#5f2f2a", "#f8d3cd"},  NamedColour{"failedText", "#ffcfc8", "#75190e"},
};

QColor colour(const char* name, bool dark) {
    const auto found = std::ranges::find(colours, std::string_view(name), &NamedColour::name);
    return {QLatin1StringView(dark ? found->dark : found->light)};
}

QPalette palette(bool dark) {
    QPalette palette;
    const auto set = [&palette, dark](QPalette::ColorRole role, const char* name) {
        palette.setColor(role, colour(name, dark));
    };
    set(QPalette::Window, "window");
    set(QPalette::WindowText, "text");
    set(QPalette::Base, "base");
    set(QPalette::AlternateBase, "alternate");
    set(QPalette::Text, "text");
    set(QPalette::PlaceholderText, "placeholder");
    set(QPalette::Button, "button");
    set(QPalette::ButtonText, "text");
    set(QPalette::ToolTipBase, "tip");
    set(QPalette::ToolTipText, "text");
    set(QPalette::BrightText, "strong");
    set(QPalette::Highlight, "highlight");
    set(QPalette::Link, "link");
    set(QPalette::Mid, "line");
    palette.setColor(QPalette::HighlightedText, Qt::white);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, colour("disabled", dark));
    return palette;
}

/// The desktop's own palette, before ours took its place.
bool systemIsDark() {
    static const bool dark = QPalette().color(QPalette::Window).lightness() < 128;
    return dark;
}

}  // namespace

void prepareLook(QApplication& application) {
    initResources();
    systemIsDark();
    // Without a named Chinese family, fontconfig may pick a bold face for the glyphs the first one lacks.
    QFont font = application.font();
    font.setFamilies({font.family(), u"Noto Sans CJK SC"_s, u"Microsoft YaHei"_s, u"PingFang SC"_s});
    application.setFont(font);
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    application.setWindowIcon(QIcon(u":/icons/camframe.svg"_s));
}

void applyTheme(QApplication& application, Theme theme) {
    const bool dark = theme == Theme::Dark || (theme == Theme::System && systemIsDark());
    setInk(colour("ink", dark));
    application.setPalette(palette(dark));
    QFile file(u":/style/studio.qss"_s);
    if (!file.open(QIODevice::ReadOnly)) return;
    QString sheet = QString::fromUtf8(file.readAll());
    // Longer names first: one may begin with another.
    auto names = colours;
    std::ranges::sort(names, std::greater{},
                      [](const NamedColour& c) { return std::string_view(c.name).size(); });
    for (const NamedColour& named : names)
        sheet.replace(u'@' + QLatin1StringView(named.name),
                      QLatin1StringView(dark ? named.dark : named.light));
    application.setStyleSheet(sheet);
}

Theme chosenTheme() {
    return static_cast<Theme>(std::clamp(setting(Setting::Theme).toInt(), 0, 2));
}

QIcon icon(const QString& name) {
    return QIcon(new InkIcon(u":/icons/%1.svg"_s.arg(name)));
}

}  // namespace camframe
