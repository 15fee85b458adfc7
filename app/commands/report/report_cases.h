// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/commands/report/report_rows.h"
#include "app/commands/result_sessions.h"

namespace camframe {

/// Draws single results for the report: the robot over a few telling frames.
class CaseDrawer {
public:
    CaseDrawer(SessionRequest given, RendererOptions renderer)
        : m_sessions(std::move(given)), m_renderer(std::move(renderer)) {}

    /// <article> with status, figures, reasons and pictures. With `before`, each picture stands beside the
    /// same frame with the earlier pose in orange. A recording that cannot be opened is said in words, not an
    /// error.
    /// @param before  May be null, as may its pose.
    Result<std::string> draw(const ReportRow& row, const ReportRow* before, const RunContext& context);

private:
    Result<std::string> pictures(const StoredCalibration& stored, const ReportRow* before,
                                 const RunContext& context);

    ResultSessions m_sessions;
    RendererOptions m_renderer;
};

}  // namespace camframe
