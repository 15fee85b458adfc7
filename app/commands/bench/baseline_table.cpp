// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "app/commands/bench/baseline_comparison.h"
#include "app/commands/bench/bench_statistics.h"
#include "app/commands/console.h"

namespace camframe::bench {

namespace {

/// What the tables show of one method on one row.
struct MethodSummary {
    int count = 0, right = 0;
    double rotationDeg = 0, translationMm = 0, addMm = 0;  ///< Medians over right results.
    double steps = 0, frames = 0, fullFrames = 0, poseFrames = 0, cpuSeconds = 0;  ///< Means.
};

MethodSummary summarizeMethod(std::span<const BaselineRecord> records, std::string_view row,
                              const std::string& method) {
    MethodSummary out;
    std::vector<double> rotation, translation, add;
    for (const BaselineRecord& r : records) {
        if (r.row != row || r.method != method) continue;
        ++out.count;
        out.steps += r.steps;
        out.frames += static_cast<double>(r.drawn.frames);
        out.fullFrames += static_cast<double>(r.drawn.pixels) / (0.75 * r.width * r.width);
        out.poseFrames += static_cast<double>(r.drawnForPose.pixels) / (0.75 * r.width * r.width);
        out.cpuSeconds += r.cpuSeconds;
        if (!r.right) continue;
        ++out.right;
        rotation.push_back(r.rotationDeg);
        translation.push_back(r.translationMm);
        add.push_back(r.addMm);
    }
    for (double* sum : {&out.steps, &out.frames, &out.fullFrames, &out.poseFrames, &out.cpuSeconds})
        *sum /= std::max(out.count, 1);
    out.rotationDeg = quantile(rotation, 0.5);
    out.translationMm = quantile(translation, 0.5);
    out.addMm = quantile(add, 0.5);
    return out;
}

std::string ratio(double theirs, double ours) {
    return ours > 0 && std::isfinite(theirs / ours) ? fmt::format("{:.3g}", theirs / ours) : "-";
}

/// Of a method's figure to those of all ways of ours.
std::string ratios(const MethodSummary& theirs, std::span<const MethodSummary> ours,
                   double MethodSummary::*figure) {
    std::vector<std::string> out;
    for (const MethodSummary& way : ours) out.push_back(ratio(theirs.*figure, way.*figure));
    return fmt::format("{}", fmt::join(out, " / "));
}

std::string number(double value) {
    return std::isfinite(value) ? fmt::format("{:.3g}", value) : "-";
}

}  // namespace

void printBaselines(std::span<const Row> rows, std::span<const BaselineMethod> methods,
                    std::span<const BaselineRecord> records, bool markdown, std::ostream& out) {
    const std::vector<std::string> header{
        "start",          "method",      "n",           "right %",      "rotation deg",
        "translation mm", "ADD mm",      "steps",       "frames drawn", "full-size frames (pose)",
        "CPU s",          "error ratio", "frame ratio", "CPU ratio"};
    TextTable table(header);
    if (markdown) {
        out << "| " << fmt::format("{}", fmt::join(header, " | ")) << " |\n|";
        for (size_t i = 0; i < header.size(); ++i) out << " --- |";
        out << "\n";
    }
    for (const Row& row : rows) {
        std::vector<MethodSummary> ours;
        for (const BaselineMethod& method : methods)
            if (method.kind != BaselineMethod::Kind::Adam)
                ours.push_back(summarizeMethod(records, row.name, method.name));
        for (const BaselineMethod& method : methods) {
            const MethodSummary s = summarizeMethod(records, row.name, method.name);
            std::vector<std::string> cells{
                fmt::format("{:g} deg, {:g} cm", row.startError, row.startError),
                method.name,
                std::to_string(s.count),
                s.count > 0 ? fmt::format("{:.0f}", 100.0 * s.right / s.count) : "-",
                number(s.rotationDeg),
                number(s.translationMm),
                number(s.addMm),
                s.steps > 0 ? fmt::format("{:.0f}", s.steps) : "",
                fmt::format("{:.0f}", s.frames),
                fmt::format("{:.0f} ({:.0f})", s.fullFrames, s.poseFrames),
                fmt::format("{:.2f}", s.cpuSeconds)};
            if (method.kind != BaselineMethod::Kind::Adam)
                cells.insert(cells.end(), {"", "", ""});
            else
                cells.insert(cells.end(), {ratios(s, ours, &MethodSummary::addMm),
                                           ratios(s, ours, &MethodSummary::fullFrames),
                                           ratios(s, ours, &MethodSummary::cpuSeconds)});
            if (markdown)
                out << "| " << fmt::format("{}", fmt::join(cells, " | ")) << " |\n";
            else
                table.addRow(cells);
        }
    }
    if (!markdown) {
        out << "Reference optimisers (same recordings, masks, starts and renderer, one thread)\n";
        table.print(out);
        out << "Errors are medians of right results, costs are means of all. Full-size frames: pixels drawn "
               "over "
               "pixels of a picture; in brackets before Camframe judges its result.\n"
               "Ratios: theirs to each of Camframe's, in their order; of ADD, of full-size frames, of CPU "
               "seconds.\n";
    }
}

}  // namespace camframe::bench
