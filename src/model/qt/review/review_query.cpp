// SPDX-License-Identifier: Apache-2.0
#include "model/qt/review/review_query.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace camframe {

using namespace Qt::StringLiterals;

namespace {

using Field = ReviewQuery::Field;

constexpr std::array<std::pair<const char*, Field>, 10> fieldNames{{{"status", Field::Status},
                                                                    {"verdict", Field::Verdict},
                                                                    {"camera", Field::Camera},
                                                                    {"robot", Field::Robot},
                                                                    {"task", Field::Task},
                                                                    {"group", Field::Group},
                                                                    {"reviewer", Field::Reviewer},
                                                                    {"episode", Field::Episode},
                                                                    {"claimed", Field::Claimed},
                                                                    {"tag", Field::Tag}}};

/// Words between blanks; quotes keep blanks together.
QStringList split(const QString& text) {
    QStringList words;
    QString word;
    bool quoted = false;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\u201c' || c == u'\u201d') {
            quoted = !quoted;
        } else if (c.isSpace() && !quoted) {
            if (!word.isEmpty()) words << std::exchange(word, {});
        } else {
            word += c == u'\uff1a' ? u':' : c;  // the full-width colon of Chinese keyboards
        }
    }
    if (!word.isEmpty()) words << word;
    return words;
}

QString statusText(const ReviewItem& item) {
    if (!item.status) return u"none"_s;
    const auto text = toString(*item.status);
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

bool contains(const std::string& text, const std::string& word) {
    return memmem(text.data(), text.size(), word.data(), word.size()) != nullptr;
}

}  // namespace

ReviewQuery ReviewQuery::parse(const QString& text) {
    static const QRegularExpression risk(u"^risk([<>])=?([0-9.]+)(%?)$"_s,
                                         QRegularExpression::CaseInsensitiveOption);
    ReviewQuery query;
    for (QString word : split(text.toLower())) {
        const bool negated = word.size() > 1 && word.startsWith(u'-');
        if (negated) word.remove(0, 1);
        if (const auto match = risk.match(word); match.hasMatch()) {
            const double figure = match.captured(2).toDouble() / (match.captured(3).isEmpty() ? 1 : 100);
            query.risks.push_back({match.captured(1) == u">"_s, negated, figure});
            continue;
        }
        if (word.startsWith(u"frames:"_s)) {
            if (auto ranges = FrameRanges::parse(word.mid(7).toStdString())) query.frames = *ranges;
            continue;
        }
        Term term;
        term.negated = negated;
        const qsizetype colon = word.indexOf(u':');
        for (const auto& [name, field] : fieldNames)
            if (colon > 0 && word.left(colon) == QLatin1StringView(name)) term.field = field;
        if (term.field == Field::Any) {
            term.values << word;
        } else {
            term.values = word.mid(colon + 1).split(u',', Qt::SkipEmptyParts);
            if (term.values.isEmpty()) continue;  // still being typed
        }
        query.terms.push_back(std::move(term));
    }
    return query;
}

int ReviewIndex::columnOf(Field field) {
    switch (field) {
        case Field::Camera:
            return 0;
        case Field::Robot:
            return 1;
        case Field::Task:
            return 2;
        case Field::Group:
            return 3;
        case Field::Reviewer:
            return 4;
        case Field::Claimed:
            return 5;
        case Field::Tag:
            return 6;
        default:
            return -1;
    }
}

void ReviewIndex::Column::set(size_t index, const QString& text) {
    auto found = known.constFind(text);
    if (found == known.constEnd()) {
        found = known.insert(text, static_cast<int>(values.size()));
        values << text.toLower();
    }
    value[index] = *found;
}

void ReviewIndex::assign(const std::vector<ReviewItem>& items) {
    m_text.assign(items.size(), {});
    for (Column& column : m_columns) {
        column = {};
        column.value.resize(items.size());
    }
    for (size_t i = 0; i < items.size(); ++i) update(items, i);
}

void ReviewIndex::update(const std::vector<ReviewItem>& items, size_t index) {
    const ReviewItem& item = items[index];
    const QString* columns[] = {&item.camera,   &item.robot,     &item.task, &item.group,
                                &item.reviewer, &item.claimedBy, &item.tags};
    for (size_t c = 0; c < columnCount; ++c) m_columns[c].set(index, *columns[c]);
    QString all = item.episodeName;
    for (const QString* part : {&item.camera, &item.robot, &item.task, &item.group, &item.tags, &item.notes,
                                &item.reviewer, &item.remarks, &item.reason}) {
        if (part->isEmpty()) continue;
        all += u'\n';  // no word matches across fields
        all += *part;
    }
    m_text[index] = all.toLower().toStdString();
}

std::vector<int> ReviewIndex::select(const ReviewQuery& query, const std::vector<ReviewItem>& items,
                                     const std::vector<int>& order) const {
    /// A term with everything that does not depend on the item worked out.
    struct Ready {
        Field field = Field::Any;
        bool negated = false;
        std::vector<std::string> words;
        const Column* column = nullptr;
        std::vector<char> good;         ///< By value of the column.
        std::array<bool, 4> status{};   ///< none, ok, review, failed.
        std::array<bool, 6> verdict{};  ///< By Verdict.
        bool stale = false;
        QStringList values;
    };
    std::vector<Ready> ready;
    for (const ReviewQuery::Term& term : query.terms) {
        Ready r;
        r.field = term.field;
        r.negated = term.negated;
        r.values = term.values;
        for (const QString& value : term.values) r.words.push_back(value.toStdString());
        const auto hit = [&term](const QString& text) {
            return std::ranges::any_of(term.values, [&text](const QString& v) { return text.contains(v); });
        };
        const auto begins = [&term](const QString& text) {
            return std::ranges::any_of(term.values, [&text](const QString& v) { return text.startsWith(v); });
        };
        const auto hasTag = [&term](const QString& tags) {
            if (tags.isEmpty()) return term.values.contains(u"none"_s);
            const QStringList words = tags.split(u' ');
            return std::ranges::any_of(term.values, [&words](const QString& v) { return words.contains(v); });
        };
        if (const int column = columnOf(term.field); column >= 0) {
            r.column = &m_columns[column];
            for (const QString& value : r.column->values)
                r.good.push_back(term.field == Field::Tag ? hasTag(value) : hit(value));
        }
        ReviewItem probe;
        r.status[0] = begins(statusText(probe));
        for (int s = 0; s < 3; ++s) {
            probe.status = static_cast<CalibrationStatus>(s);
            r.status[static_cast<size_t>(s) + 1] = begins(statusText(probe));
        }
        for (int v = 0; v < 6; ++v)
            r.verdict[static_cast<size_t>(v)] = begins(verdictIdentifier(static_cast<Verdict>(v)));
        r.stale = begins(u"stale"_s);
        ready.push_back(std::move(r));
    }
    const auto holds = [&](const Ready& r, size_t i) {
        const ReviewItem& item = items[i];
        switch (r.field) {
            case Field::Any:
                return contains(m_text[i], r.words.front());
            case Field::Status:
                return r.status[item.status ? static_cast<size_t>(*item.status) + 1 : 0];
            case Field::Verdict:
                return r.verdict[static_cast<size_t>(item.verdict)] || (r.stale && isStale(item));
            case Field::Episode:
                return std::ranges::any_of(r.values, [&item](const QString& value) {
                    bool isNumber = false;
                    const int number = value.toInt(&isNumber);
                    return isNumber ? item.episode == number
                                    : item.episodeName.contains(value, Qt::CaseInsensitive);
                });
            default:
                return r.good[static_cast<size_t>(r.column->value[i])] != 0;
        }
    };
    std::vector<int> selected;
    selected.reserve(order.size());
    for (const int index : order) {
        const size_t i = static_cast<size_t>(index);
        bool good = true;
        for (const auto& risk : query.risks) {
            const double figure = items[i].risk;
            const bool beyond = risk.above ? figure > risk.limit : figure < risk.limit;
            good = good && !std::isnan(figure) && beyond != risk.negated;
        }
        for (size_t t = 0; good && t < ready.size(); ++t) good = holds(ready[t], i) != ready[t].negated;
        if (good) selected.push_back(index);
    }
    return selected;
}

}  // namespace camframe
