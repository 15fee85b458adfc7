// SPDX-License-Identifier: Apache-2.0
#include "app/commands/console.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <iostream>

#include <unistd.h>

#include "app/commands/printable.h"

namespace camframe {

namespace {

constexpr int kBarWidth = 24;
constexpr std::string_view kClearLine = "\r\x1b[K";

/// Columns that text takes: bytes of UTF-8 that start a character.
size_t displayWidth(std::string_view text) {
    return static_cast<size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

bool looksLikeNumber(const std::string& cell) {
    return !cell.empty() && (std::isdigit(static_cast<unsigned char>(cell[0])) || cell[0] == '-');
}

}  // namespace

Console::Console(std::ostream& err, bool quiet)
    : m_err(err), m_quiet(quiet), m_terminal(&err == &std::cerr && ::isatty(STDERR_FILENO) == 1) {}

Console::~Console() {
    finish();
}

void Console::report(double fraction, std::string_view stage) {
    if (m_quiet) return;
    const std::scoped_lock lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    const bool newStage = stage != m_lastStage;
    const int percent = static_cast<int>(std::floor(100.0 * std::clamp(fraction, 0.0, 1.0)));
    if (m_terminal) {
        if (!newStage && now - m_lastTime < std::chrono::milliseconds(80)) return;
        const int filled = percent * kBarWidth / 100;
        m_err << kClearLine
              << fmt::format("[{:#<{}}{:.<{}}] {:3d} % {}", "", filled, "", kBarWidth - filled, percent,
                             printable(stage))
              << std::flush;
        m_barShown = true;
    } else {
        // In a log file one line per stage is enough, and now and then a sign of life.
        if (!newStage && fraction - m_lastFraction < 0.1) return;
        m_err << fmt::format("{:3d} % {}\n", percent, printable(stage));
    }
    m_lastStage = stage;
    m_lastFraction = fraction;
    m_lastTime = now;
}

void Console::log(LogLevel level, std::string_view message) {
    if (m_quiet && level == LogLevel::Info) return;
    const std::scoped_lock lock(m_mutex);
    clearBar();
    m_err << (level == LogLevel::Warning ? "warning: "
              : level == LogLevel::Error ? "error: "
                                         : "")
          << printable(message) << '\n';
}

void Console::error(std::string_view message) {
    const std::scoped_lock lock(m_mutex);
    clearBar();
    m_err << "camframe: " << printable(message) << '\n';
}

void Console::finish() {
    const std::scoped_lock lock(m_mutex);
    clearBar();
}

void Console::clearBar() {
    if (m_barShown) m_err << kClearLine << std::flush;
    m_barShown = false;
}

void PartialProgress::report(double fraction, std::string_view stage) {
    if (m_whole)
        m_whole->report(m_begin + (m_end - m_begin) * std::clamp(fraction, 0.0, 1.0),
                        m_prefix + std::string(stage));
}

TextTable::TextTable(std::vector<std::string> header) {
    m_rows.push_back(std::move(header));
}

void TextTable::addRow(std::vector<std::string> cells) {
    assert(cells.size() == m_rows[0].size());
    m_rows.push_back(std::move(cells));
}

void TextTable::print(std::ostream& out) const {
    const size_t columns = m_rows[0].size();
    std::vector<size_t> widths(columns, 0);
    for (const std::vector<std::string>& row : m_rows)
        for (size_t c = 0; c < columns; ++c) widths[c] = std::max(widths[c], displayWidth(row[c]));
    for (const std::vector<std::string>& row : m_rows) {
        std::string line;
        for (size_t c = 0; c < columns; ++c) {
            const std::string padding(widths[c] - displayWidth(row[c]), ' ');
            // The header stands over its numbers.
            const bool right =
                m_rows.size() > 1 && looksLikeNumber(&row == &m_rows[0] ? m_rows[1][c] : row[c]);
            line += (c ? "  " : "") + (right ? padding + row[c] : row[c] + padding);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    }
}

}  // namespace camframe
