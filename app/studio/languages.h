// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>
#include <QTranslator>

namespace camframe {

/// The language of the window, switched while it is open. Widgets hear of it by QEvent::LanguageChange.
class Languages : public QObject {
    Q_OBJECT

public:
    explicit Languages(QObject* parent = nullptr);
    /// The languages that the window knows, English first; each has a catalogue in translations/.
    static const QStringList& all();
    /// One of all(); others fall back to English.
    void set(const QString& language);
    QString current() const { return m_current; }
    /// The language for the setting, or for the system where nothing is set.
    static QString preferred();

Q_SIGNALS:
    void changed(const QString& language);

private:
    QTranslator m_program;
    QTranslator m_qt;
    QString m_current;
};

}  // namespace camframe
