// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QString>
#include <QVariant>
#include <optional>
#include <string>
#include <vector>

#include "model/core/calibration.h"
#include "model/core/image.h"
#include "model/core/result.h"
#include "model/qt/camera_state.h"

// How the tables of a project file hold values; shared by the classes that read and write them.
namespace camframe::project_sql {

QString text(const std::string& value);
QString text(std::string_view value);

/// JSON array of numbers; Qt writes the shortest text that reads back to the same double.
QString numbers(const double* values, int count);
/// Nothing unless the text is an array of exactly `count` finite numbers.
std::optional<std::vector<double>> parseNumbers(const QString& json, int count);

std::optional<IntrinsicsSource> intrinsicsSource(const QString& name);
std::string_view toString(KeypointOrigin origin);
std::optional<KeypointOrigin> keypointOrigin(const QString& name);

/// Rows of bits, compressed. Null for an empty mask.
QVariant packedBits(const ImageU8& mask);
/// Nothing when the bytes are not a mask of this size.
std::optional<ImageU8> unpackedBits(const QVariant& value, int width, int height);

bool run(QSqlQuery& query, const QString& sql, const QVariantList& values = {});

/// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(const QSqlDatabase& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    bool started() const { return m_open; }
    bool commit();

private:
    QSqlDatabase m_database;
    bool m_open = false;
};

/// Of the kind Input, as no other error of a project is: rescueProject() may help.
tl::unexpected<Error> damaged(const QString& path, const QString& what);
tl::unexpected<Error> writeError(const QString& path, const QSqlDatabase& database, const QSqlQuery& query);

}  // namespace camframe::project_sql
