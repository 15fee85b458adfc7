// SPDX-License-Identifier: Apache-2.0
#include "app/studio/languages.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

#include "app/studio/settings.h"

namespace camframe {

using namespace Qt::StringLiterals;

Languages::Languages(QObject* parent) : QObject(parent) {}

const QStringList& Languages::all() {
    static const QStringList languages{u"en"_s, u"zh_CN"_s, u"de"_s, u"ja"_s};
    return languages;
}

void Languages::set(const QString& language) {
    const QString chosen = all().contains(language) ? language : u"en"_s;
    if (chosen == m_current) return;
    m_current = chosen;
    QCoreApplication::removeTranslator(&m_program);
    QCoreApplication::removeTranslator(&m_qt);
    QLocale::setDefault(QLocale(chosen));
    // Qt's own texts (undo, dialogs) first, so that ours win. English too has a catalogue, for plurals.
    if (m_qt.load(u"qtbase_"_s + chosen, QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
        QCoreApplication::installTranslator(&m_qt);
    }
    if (m_program.load(u":/i18n/camframe_"_s + chosen)) QCoreApplication::installTranslator(&m_program);
    Q_EMIT changed(chosen);
}

QString Languages::preferred() {
    QString set = setting(Setting::Language).toString();
    if (!set.isEmpty()) return set;
    for (const QString& language : all())
        if (QLocale(language).language() == QLocale::system().language()) return language;
    return u"en"_s;
}

}  // namespace camframe
