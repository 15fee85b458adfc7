// SPDX-License-Identifier: Apache-2.0
#include "soak/soak_log.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>

namespace camframe::soak {

namespace {

namespace fs = std::filesystem;

constexpr const char* kHeader = "sitting,seconds,actions,memory_mib,files,threads,heap_mib";

int entriesIn(const char* folder) {
    std::error_code error;
    const fs::directory_iterator entries(folder, error);
    return static_cast<int>(std::distance(begin(entries), end(entries)));
}

/// Two-sided 97.5 % point of Student's t.
double studentT(int freedom) {
    constexpr std::array<double, 10> kSmall = {12.706, 4.303, 3.182, 2.776, 2.571,
                                               2.447,  2.365, 2.306, 2.262, 2.228};
    if (freedom <= static_cast<int>(kSmall.size())) return kSmall[static_cast<size_t>(freedom - 1)];
    return 1.96 + 2.4 / freedom + 3.0 / (freedom * freedom);  // within 0.002 of the tables from 10 on
}

}  // namespace

SoakSample lookAtThisProcess() {
    SoakSample sample;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) sample.memoryMiB = std::stod(line.substr(6)) / 1024;
        if (line.starts_with("Threads:")) sample.threads = std::stoi(line.substr(8));
    }
    // Pieces of all arenas that are in use, and those that were mapped one by one.
    const auto heap = mallinfo2();
    sample.heapMiB = static_cast<double>(heap.uordblks + heap.hblkhd) / (1 << 20);
    sample.files = entriesIn("/proc/self/fd") - 1;  // the one that lists them
    return sample;
}

SoakLog::SoakLog(fs::path file) : m_file(std::move(file)) {
    std::ifstream in(m_file);
    std::string line;
    std::getline(in, line);
    while (std::getline(in, line)) {
        std::ranges::replace(line, ',', ' ');
        std::istringstream fields(line);
        SoakSample sample;
        int sitting = 0;
        if (fields >> sitting >> sample.seconds >> sample.actions >> sample.memoryMiB >> sample.files >>
            sample.threads >> sample.heapMiB) {
            m_samples.push_back(sample);
            m_sittings.push_back(sitting);
            m_sitting = sitting + 1;
        }
    }
    in.close();
    // Written anew: the last line may have been cut off.
    const std::vector<SoakSample> known = std::exchange(m_samples, {});
    std::vector<int> sittings = std::exchange(m_sittings, {});
    std::ofstream(m_file) << kHeader << "\n";
    for (size_t i = 0; i < known.size(); ++i) write(known[i], sittings[i]);
}

void SoakLog::add(const SoakSample& sample) {
    write(sample, m_sitting);
}

void SoakLog::write(const SoakSample& sample, int sitting) {
    m_samples.push_back(sample);
    m_sittings.push_back(sitting);
    std::ofstream(m_file, std::ios::app)
        << fmt::format("{},{:.1f},{},{:.2f},{},{},{:.2f}\n", sitting, sample.seconds, sample.actions,
                       sample.memoryMiB, sample.files, sample.threads, sample.heapMiB);
}

std::optional<Trend> trendOf(const std::vector<SoakSample>& samples, double SoakSample::*value, int blocks) {
    if (samples.empty()) return {};
    const double start = samples.front().seconds + 0.2 * (samples.back().seconds - samples.front().seconds);
    const double length = (samples.back().seconds - start) / blocks;
    if (length <= 0) return {};
    std::vector<double> x, y;
    for (int block = 0; block < blocks; ++block) {
        double times = 0, values = 0;
        int count = 0;
        for (const SoakSample& sample : samples) {
            const double at = (sample.seconds - start) / length;
            if (at < block || (at >= block + 1 && (block + 1 < blocks || at > blocks))) continue;
            times += sample.seconds / 3600;
            values += sample.*value;
            ++count;
        }
        if (count == 0) continue;
        x.push_back(times / count);
        y.push_back(values / count);
    }
    const auto n = static_cast<double>(x.size());
    if (x.size() < 4) return {};
    double meanX = 0, meanY = 0, sxx = 0, sxy = 0, rest = 0;
    for (size_t i = 0; i < x.size(); ++i) meanX += x[i] / n, meanY += y[i] / n;
    for (size_t i = 0; i < x.size(); ++i) {
        sxx += (x[i] - meanX) * (x[i] - meanX);
        sxy += (x[i] - meanX) * (y[i] - meanY);
    }
    Trend trend;
    trend.perHour = sxy / sxx;
    for (size_t i = 0; i < x.size(); ++i) rest += std::pow(y[i] - meanY - trend.perHour * (x[i] - meanX), 2);
    const double half = studentT(static_cast<int>(x.size()) - 2) * std::sqrt(rest / (n - 2) / sxx);
    trend.low = trend.perHour - half;
    trend.high = trend.perHour + half;
    trend.first = meanY + trend.perHour * (start / 3600 - meanX);
    trend.last = meanY + trend.perHour * (samples.back().seconds / 3600 - meanX);
    return trend;
}

void writePlot(const fs::path& svg, const std::vector<SoakSample>& samples) {
    constexpr double kLeft = 60, kRight = 700, kTop = 40, kBottom = 260;
    if (samples.size() < 2) return;
    const double end = samples.back().seconds;
    double most = 0;
    for (const SoakSample& sample : samples) most = std::max(most, sample.memoryMiB);
    most = std::max(100.0, std::ceil(most / 100) * 100);
    const auto x = [&](double seconds) { return kLeft + (kRight - kLeft) * seconds / end; };
    const auto y = [&](double memory) { return kBottom - (kBottom - kTop) * memory / most; };
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"740\" height=\"300\" font-family=\"sans-serif\" "
        "font-size=\"12\">\n<rect width=\"740\" height=\"300\" fill=\"white\"/>\n<text x=\"{}\" y=\"22\" "
        "font-size=\"14\">Resident memory (MiB) over minutes, {} actions</text>\n",
        kLeft, samples.back().actions);
    for (int i = 0; i <= 4; ++i) {
        const double memory = most * i / 4, seconds = end * i / 4;
        out += fmt::format(
            "<path d=\"M{} {:.1f}H{}\" stroke=\"#ddd\"/><text x=\"{}\" y=\"{:.1f}\" "
            "text-anchor=\"end\">{:.0f}</text><text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.1f}"
            "</text>\n",
            kLeft, y(memory), kRight, kLeft - 6, y(memory) + 4, memory, x(seconds), kBottom + 18,
            seconds / 60);
    }
    out += "<polyline fill=\"none\" stroke=\"#1f6fb2\" stroke-width=\"1.5\" points=\"";
    for (const SoakSample& sample : samples)
        out += fmt::format("{:.1f},{:.1f} ", x(sample.seconds), y(sample.memoryMiB));
    out += "\"/>\n";
    if (const auto trend = trendOf(samples, &SoakSample::memoryMiB))
        out += fmt::format(
            "<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"#c2571a\" stroke-width=\"2\" "
            "stroke-dasharray=\"6 4\"/><text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#c2571a\">"
            "{:+.4g} MiB/h (95 %: {:+.4g} to {:+.4g})</text>\n",
            x(0.2 * end), y(trend->first), x(end), y(trend->last), kRight, kBottom - 8, trend->perHour,
            trend->low, trend->high);
    std::ofstream(svg) << out << "</svg>\n";
}

}  // namespace camframe::soak
