// SPDX-License-Identifier: Apache-2.0
#include "model/qt/project_sql.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlError>
#include <QtEndian>
#include <cmath>

namespace camframe::project_sql {

using namespace Qt::StringLiterals;

QString text(const std::string& value) {
    return QString::fromStdString(value);
}

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

QString numbers(const double* values, int count) {
    QJsonArray array;
    for (int i = 0; i < count; ++i) array.append(values[i]);
    return QString::fromUtf8(QJsonDocument(array).toJson(QJsonDocument::Compact));
}

std::optional<std::vector<double>> parseNumbers(const QString& json, int count) {
    const QJsonArray array = QJsonDocument::fromJson(json.toUtf8()).array();
    if (array.size() != count) return {};
    std::vector<double> values;
    for (const auto& entry : array) {
        if (!entry.isDouble() || !std::isfinite(entry.toDouble())) return {};
        values.push_back(entry.toDouble());
    }
    return values;
}

std::optional<IntrinsicsSource> intrinsicsSource(const QString& name) {
    for (const auto source :
         {IntrinsicsSource::Given, IntrinsicsSource::Dataset, IntrinsicsSource::Table,
          IntrinsicsSource::Estimated, IntrinsicsSource::Refined, IntrinsicsSource::Edited}) {
        if (name == text(toString(source))) return source;
    }
    return {};
}

std::string_view toString(KeypointOrigin origin) {
    switch (origin) {
        case KeypointOrigin::Human:
            return "human";
        case KeypointOrigin::Tracked:
            return "tracked";
        case KeypointOrigin::Interpolated:
            return "interpolated";
    }
    return {};
}

std::optional<KeypointOrigin> keypointOrigin(const QString& name) {
    for (const auto origin : {KeypointOrigin::Human, KeypointOrigin::Tracked, KeypointOrigin::Interpolated})
        if (name == text(toString(origin))) return origin;
    return {};
}

Transaction::Transaction(const QSqlDatabase& database) : m_database(database) {
    m_open = m_database.transaction();
}

Transaction::~Transaction() {
    if (m_open) m_database.rollback();
}

bool Transaction::commit() {
    if (!m_database.commit()) return false;
    m_open = false;
    return true;
}

tl::unexpected<Error> damaged(const QString& path, const QString& what) {
    return inputError(
        "The project file {} is damaged ({}); it was left as it is: open the recording in the window, which "
        "rescues what can be read, restore a copy, or use another file with --project.",
        path.toStdString(), what.toStdString());
}

bool run(QSqlQuery& query, const QString& sql, const QVariantList& values) {
    if (!query.prepare(sql)) return false;
    for (const QVariant& value : values) query.addBindValue(value);
    return query.exec();
}

tl::unexpected<Error> writeError(const QString& path, const QSqlDatabase& database, const QSqlQuery& query) {
    const QString why = query.lastError().isValid() ? query.lastError().text() : database.lastError().text();
    return makeError(ErrorKind::Output,
                     "The change could not be saved in {} ({}): free space or permissions may be missing.",
                     path.toStdString(), why.trimmed().toStdString());
}

QVariant packedBits(const ImageU8& mask) {
    if (mask.empty()) return {};
    QByteArray bits((static_cast<qsizetype>(mask.data.size()) + 7) / 8, '\0');
    for (size_t i = 0; i < mask.data.size(); ++i)
        if (mask.data[i] > 127) bits.data()[i / 8] |= static_cast<char>(1U << (i % 8));
    return qCompress(bits, 1);
}

std::optional<ImageU8> unpackedBits(const QVariant& value, int width, int height) {
    if (value.isNull()) return ImageU8{};
    ImageU8 mask(width, height);
    const QByteArray packed = value.toByteArray();
    const auto expected = (static_cast<qsizetype>(mask.data.size()) + 7) / 8;
    // The first four bytes name the size; a damaged one must not make qUncompress take gigabytes.
    if (packed.size() < 5 || qFromBigEndian<qint32>(packed.constData()) != expected) return {};
    const QByteArray bits = qUncompress(packed);
    if (bits.size() != expected) return {};
    for (size_t i = 0; i < mask.data.size(); ++i)
        if (bits[static_cast<qsizetype>(i / 8)] & (1 << (i % 8))) mask.data[i] = 255;
    return mask;
}

}  // namespace camframe::project_sql
