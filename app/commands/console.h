// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "model/core/log.h"
#include "model/core/progress.h"

namespace camframe {

/// What goes to standard error: progress (a bar on a terminal, plain lines otherwise), log lines, errors.
/// Thread safe; a log line never tears the bar.
class Console : public ProgressSink {
public:
    /// @param err  Must outlive the console. A bar is drawn only when it is the process's terminal.
    Console(std::ostream& err, bool quiet);
    ~Console() override;

    void report(double fraction, std::string_view stage) override;
    void log(LogLevel level, std::string_view message);
    void error(std::string_view message);
    /// Removes the bar.
    void finish();

private:
    void clearBar();

    std::mutex m_mutex;
    std::ostream& m_err;
    bool m_quiet;
    bool m_terminal;
    bool m_barShown = false;
    std::string m_lastStage;
    double m_lastFraction = -1;
    std::chrono::steady_clock::time_point m_lastTime;
};

/// One part of a longer run: fractions are mapped to [begin, end], stages get a prefix.
class PartialProgress : public ProgressSink {
public:
    /// @param whole  May be null; must outlive this.
    PartialProgress(ProgressSink* whole, double begin, double end, std::string prefix)
        : m_whole(whole), m_begin(begin), m_end(end), m_prefix(std::move(prefix)) {}
    void report(double fraction, std::string_view stage) override;

private:
    ProgressSink* m_whole;
    double m_begin, m_end;
    std::string m_prefix;
};

/// A table in plain text: columns as wide as their widest cell, two spaces between, numbers to the right.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> header);
    void addRow(std::vector<std::string> cells);
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> m_rows;  ///< [0] is the header.
};

}  // namespace camframe
