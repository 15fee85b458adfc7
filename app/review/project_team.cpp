// SPDX-License-Identifier: Apache-2.0
// camframe project history, signoff, agreement, merge, copy.
#include <QDateTime>
#include <QHash>
#include <algorithm>

#include "app/commands/console.h"
#include "app/review/project_options.h"
#include "model/core/log.h"
#include "model/qt/review/review_agreement.h"
#include "model/qt/review/review_merge.h"

namespace camframe {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Json orNull(double value) {
    return std::isnan(value) ? Json() : Json(value);
}

/// The value that the given share of a sorted list does not exceed (nearest rank).
double quantile(const std::vector<double>& sorted, double share) {
    const auto rank = static_cast<size_t>(std::ceil(share * static_cast<double>(sorted.size())));
    return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

/// What people did beside a list goes along with its copy; what is there already stays.
Result<void> copyFolder(const QString& from, const QString& to) {
    std::error_code error;
    const fs::path source = from.toStdString(), target = to.toStdString();
    if (source == target || !fs::exists(source, error)) return {};
    fs::create_directories(target.parent_path(), error);
    if (!error)
        fs::copy(source, target, fs::copy_options::recursive | fs::copy_options::skip_existing, error);
    if (error)
        return makeError(
            ErrorKind::Output,
            "The project is copied, but its folder {} could not be copied to {} ({}): copy it by hand.",
            source.string(), target.string(), error.message());
    return {};
}

}  // namespace

Result<int> runProjectHistory(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto snapshot = (*store)->snapshot();
    if (!snapshot) return tl::unexpected(snapshot.error());
    QHash<qint64, const ReviewItem*> items;
    for (const ReviewItem& item : snapshot->items) items[item.id] = &item;
    Json rows = Json::array();
    TextTable table({"time (UTC)", "episode", "camera", "who", "what", "reason"});
    for (const ReviewEvent& event : snapshot->history) {
        const ReviewItem* item = items.value(event.item);
        if (!item || (options.episode >= 0 &&
                      (item->episode != options.episode || item->camera != qt(options.camera))))
            continue;
        const bool isVerdict = event.action == ReviewEvent::verdictAction();
        const std::string time =
            event.at == 0
                ? std::string("-")
                : QDateTime::fromSecsSinceEpoch(event.at, Qt::UTC).toString(Qt::ISODate).toStdString();
        const std::string what =
            isVerdict ? verdictIdentifier(event.verdict).toStdString() : event.action.toStdString();
        if (shell.json)
            rows.push_back({{"time", event.at == 0 ? Json() : Json(time)},
                            {"episode", item->episode},
                            {"camera", item->camera.toStdString()},
                            {"reviewer", event.reviewer.toStdString()},
                            {"what", what},
                            {"reason", event.reason.toStdString()},
                            {"pose", event.pose},
                            {"token", event.token.toStdString()}});
        else
            table.addRow({time, fmt::format("{:06d}", item->episode), item->camera.toStdString(),
                          event.reviewer.toStdString(), what, event.reason.toStdString()});
    }
    if (shell.json)
        printJson({{"history", std::move(rows)}}, shell);
    else
        table.print(shell.out);
    return 0;
}

Result<int> runProjectSignOff(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto items = queriedItems(**store, options.query);
    if (!items) return tl::unexpected(items.error());
    int done = 0, own = 0, open = 0;
    for (size_t i = 0; i < items->size(); ++i) {
        const ReviewItem& item = (*items)[i];
        if (shell.context.stopped()) return makeError(ErrorKind::Stopped, "Stopped.");
        shell.context.report(static_cast<double>(i) / static_cast<double>(items->size()), "signing off");
        if (options.withdraw ? item.signedBy.isEmpty() : isSigned(item)) continue;
        const auto answer = (*store)->sign(item.id, !options.withdraw, qt(options.reviewer),
                                           QDateTime::currentSecsSinceEpoch());
        if (!answer) return tl::unexpected(answer.error());
        if (answer->granted)
            ++done;
        else if (isJudged(answer->item) && answer->item.reviewer == qt(options.reviewer))
            ++own;
        else
            ++open;
    }
    if (shell.json)
        printJson({{"done", done}, {"own", own}, {"open", open}}, shell);
    else if (options.withdraw)
        shell.out << fmt::format("{} signatures withdrawn\n", done);
    else
        shell.out << fmt::format(
            "{} signed off; {} need another person's signature, as {} judged them; {} have no "
            "valid verdict yet, or are open\n",
            done, own, options.reviewer, open);
    return 0;
}

Result<int> runProjectAgreement(const ProjectOptions& options, Shell& shell) {
    const auto store = openProjectOf(options);
    if (!store) return tl::unexpected(store.error());
    const auto snapshot = (*store)->snapshot();
    if (!snapshot) return tl::unexpected(snapshot.error());
    const ReviewAgreement agreement = agreementOf(snapshot->history);
    QHash<qint64, const ReviewItem*> items;
    for (const ReviewItem& item : snapshot->items) items[item.id] = &item;
    std::vector<double> mm, degrees;
    for (const auto& spread : agreement.spreads) {
        mm.push_back(spread.mm);
        degrees.push_back(spread.degrees);
    }
    std::ranges::sort(mm);
    std::ranges::sort(degrees);
    if (shell.json) {
        Json json{{"pairs", Json::array()}, {"poses", Json::array()}};
        for (const auto& pair : agreement.pairs)
            json["pairs"].push_back({{"reviewers", {pair.first.toStdString(), pair.second.toStdString()}},
                                     {"items", pair.items},
                                     {"agreed", pair.agreed},
                                     {"kappa", orNull(pair.kappa)}});
        for (const auto& spread : agreement.spreads)
            if (const ReviewItem* item = items.value(spread.item))
                json["poses"].push_back({{"episode", item->episode},
                                         {"camera", item->camera.toStdString()},
                                         {"people", spread.people},
                                         {"mm", spread.mm},
                                         {"degrees", spread.degrees}});
        printJson(json, shell);
        return 0;
    }
    if (agreement.pairs.empty() && agreement.spreads.empty()) {
        shell.out
            << "No item was judged by two people yet: let some be judged twice ('camframe project verdict "
               "--again', or in the window).\n";
        return 0;
    }
    TextTable pairs({"reviewers", "items", "agreed", "kappa"});
    for (const auto& pair : agreement.pairs)
        pairs.addRow({pair.first.toStdString() + ", " + pair.second.toStdString(), std::to_string(pair.items),
                      fmt::format("{:.1f} %", 100 * pair.agreed),
                      std::isnan(pair.kappa) ? "-" : fmt::format("{:.3f}", pair.kappa)});
    pairs.print(shell.out);
    if (agreement.spreads.empty()) return 0;
    shell.out << fmt::format("\nposes that several people accepted: {} items\n", mm.size());
    TextTable spreads({"", "median", "95 %", "worst"});
    const auto row = [&](const char* name, const std::vector<double>& values) {
        spreads.addRow({name, fmt::format("{:.3f}", quantile(values, 0.5)),
                        fmt::format("{:.3f}", quantile(values, 0.95)), fmt::format("{:.3f}", values.back())});
    };
    row("camera centre mm", mm);
    row("rotation deg", degrees);
    spreads.print(shell.out);
    if (const ReviewItem* worst = items.value(agreement.spreads.front().item); worst && mm.back() > 0)
        shell.out << fmt::format("farthest apart: episode {}, camera {}\n", worst->episode,
                                 worst->camera.toStdString());
    return 0;
}

Result<int> runProjectMerge(const ProjectOptions& options, Shell& shell) {
    const auto into = openProjectOf(options);
    if (!into) return tl::unexpected(into.error());
    const auto from = ReviewStore::open(qt(options.other), options.wait);
    if (!from) return tl::unexpected(from.error());
    const auto theirs = (*from)->snapshot();
    if (!theirs) return tl::unexpected(theirs.error());
    const auto merged = mergeReview(**into, *theirs);
    if (!merged) return tl::unexpected(merged.error());
    std::vector<std::string> conflicts;
    for (const QString& line : merged->conflicts) conflicts.push_back(line.toStdString());
    if (shell.json) {
        printJson({{"verdicts", merged->verdicts},
                   {"events", merged->events},
                   {"texts", merged->texts},
                   {"unknown", merged->unknown},
                   {"conflicts", conflicts}},
                  shell);
        return 0;
    }
    for (const std::string& line : conflicts) shell.out << line << '\n';
    shell.out << fmt::format("{} verdicts and {} texts taken over, {} events of history; {} conflicts\n",
                             merged->verdicts, merged->texts, merged->events, conflicts.size());
    if (merged->unknown > 0)
        log(LogLevel::Warning,
            fmt::format("{} items of {} are not in {}: bring it up to date with 'camframe project add'.",
                        merged->unknown, options.other, options.project));
    return 0;
}

Result<int> runProjectCopy(const ProjectOptions& options, Shell& shell) {
    const auto from = openProjectOf(options);
    if (!from) return tl::unexpected(from.error());
    const auto snapshot = (*from)->snapshot();
    if (!snapshot) return tl::unexpected(snapshot.error());
    const auto to = ReviewStore::createFrom(qt(options.other), *snapshot);
    if (!to) return tl::unexpected(to.error());
    for (const char* ending : {".projects", ".results"}) {
        const QString name = QString::fromLatin1(ending);
        if (const auto copied =
                copyFolder(reviewFolderStem((*from)->path()) + name, reviewFolderStem((*to)->path()) + name);
            !copied)
            return tl::unexpected(copied.error());
    }
    if (shell.json)
        printJson({{"project", (*to)->path().toStdString()},
                   {"items", snapshot->items.size()},
                   {"events", snapshot->history.size()}},
                  shell);
    else
        shell.out << fmt::format("{}: {} items, {} events of history\n", (*to)->path().toStdString(),
                                 snapshot->items.size(), snapshot->history.size());
    return 0;
}

}  // namespace camframe
