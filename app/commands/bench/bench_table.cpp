// SPDX-License-Identifier: Apache-2.0
#include "app/commands/bench/bench_table.h"

#include <algorithm>
#include <cmath>

#include "app/commands/console.h"
#include "model/core/evaluation.h"

namespace camframe::bench {

namespace {

constexpr int kBins = 10;

Spread spreadOf(const std::vector<double>& values) {
    return {quantile(values, 0.5), quantile(values, 0.95)};
}

/// Four significant digits at most, "-" for no value.
std::string numberCell(double value, int digits = 3) {
    if (!std::isfinite(value)) return "-";
    return fmt::format("{:.{}g}", value, digits);
}

std::string percent(int part, int whole) {
    return whole > 0 ? fmt::format("{:.1f}", 100.0 * part / whole) : "-";
}

std::string spreadText(const Spread& spread) {
    return numberCell(spread.median) + " / " + numberCell(spread.p95);
}

struct Table {
    std::string title;
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
};

std::vector<Table> tablesOf(std::span<const Summary> summaries) {
    Table accuracy{"Accuracy (median / 95 % of results with a pose)",
                   {"row", "n", "solvable", "right %", "right of solvable %", "rotation deg",
                    "translation mm", "ADD mm", "AUC %", "focal off %"},
                   {}};
    Table knowing{"Knowing",
                  {"row", "ok", "ok and wrong", "ok precision % (95 % bound)", "ok of solvable %", "failed",
                   "depth mm (mean +- s.e.)", "NEES mean", "NEES median"},
                  {}};
    Table time{"Time (mean seconds of one recording on one thread)",
               {"row", "film CPU", "calibration CPU", "decode", "track", "init", "refine", "segment"},
               {}};
    for (const Summary& s : summaries) {
        accuracy.rows.push_back(
            {s.title, std::to_string(s.count), std::to_string(s.solvable), percent(s.right, s.count),
             percent(s.rightSolvable, s.solvable), spreadText(s.rotationDeg), spreadText(s.translationMm),
             spreadText(s.addMm), fmt::format("{:.2f}", s.aucPercent),
             std::isfinite(s.focalOffPercent.median) ? spreadText(s.focalOffPercent) : ""});
        knowing.rows.push_back(
            {s.title, std::to_string(s.ok), std::to_string(s.ok - s.okRight),
             s.ok > 0 ? fmt::format("{} (>= {:.1f})", percent(s.okRight, s.ok), 100 * s.okPrecision.low)
                      : "-",
             percent(s.okSolvable, s.solvable), std::to_string(s.failed),
             std::isfinite(s.depthMm.value)
                 ? fmt::format("{:+.3f} +- {}", s.depthMm.value, numberCell(s.depthMm.standardError, 2))
                 : "-",
             numberCell(s.neesMean), numberCell(s.neesMedian)});
        time.rows.push_back({s.title, fmt::format("{:.2f}", s.filmCpuSeconds),
                             fmt::format("{:.2f}", s.calibrationCpuSeconds),
                             fmt::format("{:.2f}", s.seconds.decode), fmt::format("{:.2f}", s.seconds.track),
                             fmt::format("{:.2f}", s.seconds.init), fmt::format("{:.2f}", s.seconds.refine),
                             fmt::format("{:.2f}", s.seconds.segment)});
    }
    return {accuracy, knowing, time};
}

Table reliabilityTable(std::span<const ReliabilityBin> bins) {
    Table table{"Reliability of the risk (results with a pose, bins of equal count)",
                {"mean risk", "n", "wrong", "wrong share", "95 % bounds"},
                {}};
    for (const ReliabilityBin& bin : bins)
        table.rows.push_back({fmt::format("{:.3f}", bin.meanRisk), std::to_string(bin.count),
                              std::to_string(bin.wrong),
                              fmt::format("{:.3f}", static_cast<double>(bin.wrong) / bin.count),
                              fmt::format("{:.3f} .. {:.3f}", bin.wrongShare.low, bin.wrongShare.high)});
    return table;
}

constexpr std::string_view kRightRule =
    "right: a pose is given (ok or review) with rotation < 1 deg and camera centre < 10 mm off; where the "
    "camera moves, in every frame that was used; where the second arm's base is displaced, it too is found "
    "that "
    "well";

}  // namespace

Summary summarize(std::string name, std::string title, std::span<const Record> records) {
    Summary out;
    out.name = std::move(name);
    out.title = std::move(title);
    std::vector<double> rotation, translation, add, depth, nees, focal;
    std::vector<std::optional<double>> addOrNothing;
    for (const Record& r : records) {
        if (!r.error.empty()) {
            ++out.unfilmed;
            continue;
        }
        ++out.count;
        const bool solvable = r.solvability.solvable, right = r.right();
        out.solvable += solvable;
        out.right += right;
        out.rightSolvable += right && solvable;
        out.ok += r.ok();
        out.okRight += r.ok() && right;
        out.okSolvable += r.ok() && solvable;
        out.failed += r.status == CalibrationStatus::Failed;
        addOrNothing.push_back(r.hasPose() ? r.addMm : std::nullopt);
        if (r.hasPose() && r.rotationDeg && r.translationMm) {
            rotation.push_back(*r.rotationDeg);
            translation.push_back(*r.translationMm);
            if (r.addMm) add.push_back(*r.addMm);
        }
        if (right && r.depthMm) depth.push_back(*r.depthMm);
        if (right && r.nees) nees.push_back(*r.nees);
        if (solvable && r.focalRatio) focal.push_back(100 * std::abs(*r.focalRatio - 1));
        out.filmCpuSeconds += r.filmCpuSeconds;
        out.calibrationCpuSeconds += r.calibrationCpuSeconds;
        out.seconds.total += r.times.total;
        out.seconds.decode += r.times.decode;
        out.seconds.track += r.times.track;
        out.seconds.init += r.times.init;
        out.seconds.refine += r.times.refine;
        out.seconds.segment += r.times.segment;
    }
    if (out.count > 0)
        for (double* sum :
             {&out.filmCpuSeconds, &out.calibrationCpuSeconds, &out.seconds.total, &out.seconds.decode,
              &out.seconds.track, &out.seconds.init, &out.seconds.refine, &out.seconds.segment})
            *sum /= out.count;
    out.rotationDeg = spreadOf(rotation);
    out.translationMm = spreadOf(translation);
    out.addMm = spreadOf(add);
    out.aucPercent = addAucPercent(addOrNothing);
    out.okPrecision = clopperPearson(out.okRight, out.ok);
    out.depthMm = meanOf(depth);
    out.neesMean = meanOf(nees).value;
    out.neesMedian = quantile(nees, 0.5);
    out.focalOffPercent = spreadOf(focal);
    return out;
}

std::vector<Summary> summarize(std::span<const Row> rows, std::span<const Record> records) {
    std::vector<Summary> out;
    std::vector<Record> recall;
    for (const Row& row : rows) {
        std::vector<Record> mine;
        for (const Record& record : records)
            if (record.row == row.name) mine.push_back(record);
        if (mine.empty()) continue;
        if (row.countsForRecall) recall.insert(recall.end(), mine.begin(), mine.end());
        out.push_back(summarize(std::string(row.name), std::string(row.title), mine));
    }
    out.push_back(summarize("recall", "all rows with an answer", recall));
    out.push_back(summarize("all", "all", records));
    return out;
}

std::vector<std::string> violations(std::span<const Row> rows, std::span<const Record> records) {
    std::vector<std::string> out;
    int expected = 0, ok = 0;
    for (const Record& r : records) {
        const auto row = std::ranges::find(rows, r.row, &Row::name);
        if (row == rows.end()) continue;
        const std::string which = fmt::format("{} {} ({})", r.row, r.index, r.robot);
        const std::string by = r.rotationDeg && r.translationMm
                                   ? fmt::format("{:.3g} deg, {:.3g} mm", *r.rotationDeg, *r.translationMm)
                                   : "no pose";
        if (!r.error.empty()) {
            out.push_back(fmt::format("{} could not be filmed: {}", which, r.error));
            continue;
        }
        if (r.ok() && !r.right()) out.push_back(fmt::format("{} is ok and wrong: {}", which, by));
        if (!row->countsForRecall || !r.solvability.solvable) continue;
        ++expected;
        ok += r.ok() ? 1 : 0;
        if (row->given == Given::ExactMasks && !r.right())
            out.push_back(fmt::format("{} has exact masks and is not right: {}", which, by));
    }
    if (2 * ok < expected)
        out.push_back(fmt::format("only {} of {} solvable recordings are ok", ok, expected));
    return out;
}

std::vector<ReliabilityBin> reliabilityOf(std::span<const Record> records) {
    std::vector<double> risk;
    std::vector<bool> wrong;
    for (const Record& record : records) {
        if (!record.error.empty() || !record.hasPose()) continue;
        risk.push_back(record.risk);
        wrong.push_back(!record.right());
    }
    return reliability(risk, wrong, kBins);
}

void printTables(std::span<const Summary> summaries, std::span<const ReliabilityBin> bins,
                 std::ostream& out) {
    std::vector<Table> tables = tablesOf(summaries);
    tables.push_back(reliabilityTable(bins));
    for (const Table& table : tables) {
        if (table.rows.empty()) continue;
        TextTable text(table.header);
        for (const auto& row : table.rows) text.addRow(row);
        out << table.title << "\n\n";
        text.print(out);
        out << "\n";
    }
    out << kRightRule << "\n" << solvabilityRule() << "\n";
    int unfilmed = 0;
    if (!summaries.empty()) unfilmed = summaries.back().unfilmed;
    if (unfilmed > 0) out << unfilmed << " recordings could not be filmed and are not counted\n";
}

std::string tablesMarkdown(std::span<const Summary> summaries, std::span<const ReliabilityBin> bins,
                           const std::string& command, const std::string& plotFile) {
    std::string out = fmt::format("Made by `{}`.\n\n- {}\n- {}\n", command, kRightRule, solvabilityRule());
    const auto line = [&](const std::vector<std::string>& cells) {
        out += "|";
        for (const std::string& cell : cells) out += " " + cell + " |";
        out += "\n";
    };
    std::vector<Table> tables = tablesOf(summaries);
    tables.push_back(reliabilityTable(bins));
    for (const Table& table : tables) {
        if (table.rows.empty()) continue;
        out += "\n### " + table.title + "\n\n";
        line(table.header);
        std::vector<std::string> rule{"---"};
        rule.resize(table.header.size(), "---:");
        line(rule);
        for (const auto& row : table.rows) line(row);
    }
    if (!plotFile.empty()) out += fmt::format("\n![Risk against the share of wrong results]({})\n", plotFile);
    return out;
}

std::string reliabilitySvg(std::span<const ReliabilityBin> bins) {
    constexpr double kSize = 420, kLeft = 60, kTop = 20, kBottom = 50;
    const auto x = [&](double p) { return kLeft + std::sqrt(p) * (kSize - kLeft - kTop); };
    const auto y = [&](double p) { return kSize - kBottom - std::sqrt(p) * (kSize - kTop - kBottom); };
    std::string svg = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"{0}\" height=\"{0}\" fill=\"white\"/>\n",
        kSize);
    for (const double tick : {0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0})
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{2:.1f}\" y2=\"{1:.1f}\" stroke=\"#ddd\"/>"
            "<line x1=\"{3:.1f}\" y1=\"{4:.1f}\" x2=\"{3:.1f}\" y2=\"{5:.1f}\" stroke=\"#ddd\"/>"
            "<text x=\"{6:.1f}\" y=\"{7:.1f}\" text-anchor=\"end\">{8}</text>"
            "<text x=\"{3:.1f}\" y=\"{9:.1f}\" text-anchor=\"middle\">{8}</text>\n",
            x(0), y(tick), x(1), x(tick), y(0), y(1), x(0) - 6, y(tick) + 4, tick, y(0) + 16);
    svg += fmt::format(
        "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"#888\" "
        "stroke-dasharray=\"4 4\"/>\n",
        x(0), y(0), x(1), y(1));
    for (const ReliabilityBin& bin : bins) {
        const double share = static_cast<double>(bin.wrong) / bin.count, at = x(bin.meanRisk);
        svg += fmt::format(
            "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#1565c0\"/>"
            "<circle cx=\"{0:.1f}\" cy=\"{3:.1f}\" r=\"4\" fill=\"#1565c0\"/>\n",
            at, y(bin.wrongShare.low), y(bin.wrongShare.high), y(share));
    }
    svg += fmt::format(
        "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">risk as stated (mean of a bin)</text>\n"
        "<text x=\"14\" y=\"{:.1f}\" text-anchor=\"middle\" transform=\"rotate(-90 14 {:.1f})\">share of "
        "wrong "
        "results, 95 % bounds</text>\n</svg>\n",
        0.5 * (x(0) + x(1)), kSize - 14, 0.5 * (y(0) + y(1)), 0.5 * (y(0) + y(1)));
    return svg;
}

}  // namespace camframe::bench
