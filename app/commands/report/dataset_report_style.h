// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace camframe {

/// What the report of a whole dataset adds to kReportStyle.
inline constexpr const char* kDatasetReportStyle = R"css(
main { max-width: 1160px; }
.statusbar { display: flex; height: 14px; border-radius: 7px; overflow: hidden; background: var(--line); margin: 14px 0 8px; gap: 2px; }
.statusbar i { display: block; min-width: 4px; }
.statusbar .ok { background: var(--ok); } .statusbar .review { background: #e0952b; } .statusbar .failed { background: var(--failed); }
.legend { color: var(--muted); font-size: 0.9rem; display: flex; gap: 18px; flex-wrap: wrap; }
.legend i { display: inline-block; width: 10px; height: 10px; border-radius: 3px; margin-right: 6px; }
.legend .ok { background: var(--ok); } .legend .review { background: #e0952b; } .legend .failed { background: var(--failed); }
.legend .before { height: 2px; width: 16px; vertical-align: middle; background: var(--ink); }
.histograms { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 20px; margin-top: 18px; }
.histogram { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px 14px; }
.histogram h3 { color: var(--ink); font-size: 1rem; }
.histogram svg { width: 100%; height: auto; display: block; }
.histogram text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--muted); }
.histogram .grid { stroke: var(--line); } .histogram .axis { stroke: var(--muted); }
.histogram rect.ok { fill: var(--ok); } .histogram rect.review { fill: #e0952b; } .histogram rect.failed { fill: var(--failed); }
.histogram .before { fill: none; stroke: var(--ink); stroke-width: 1.4; opacity: 0.75; }
.scroll { overflow-x: auto; }
td.right, th.right { text-align: right; }
td.name { font-weight: 600; }
tr.warned td { border-bottom: 0; padding-bottom: 2px; }
td.warning { padding-top: 0; color: var(--review); font-size: 0.9rem; }
td.warning::before { content: "\26A0\00A0"; }
.case { background: var(--panel); border: 1px solid var(--line); border-radius: 14px; padding: 18px 20px 16px; margin-top: 18px; break-inside: avoid; }
.case h3 { color: var(--ink); font-size: 1.08rem; display: flex; align-items: center; gap: 6px; margin-bottom: 8px; }
.case .badge { font-size: 0.82rem; }
.case ul { margin: 0 0 12px; padding-left: 20px; color: var(--ink); font-size: 0.93rem; max-width: 90ch; }
.figures { display: flex; flex-wrap: wrap; gap: 4px 22px; color: var(--muted); font-size: 0.93rem; max-width: none; }
.figures b { color: var(--ink); font-weight: 620; }
.strip { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px; }
.strip img { width: 100%; height: auto; display: block; border-radius: 8px; margin-bottom: 6px; }
.strip figcaption { margin-top: 0; }
@media (max-width: 700px) { .strip { grid-template-columns: 1fr; } }
.share { display: inline-block; height: 8px; border-radius: 4px; background: var(--accent); opacity: 0.8; vertical-align: middle; }
.transitions { max-width: 520px; } .transitions td, .transitions th { text-align: right; } .transitions td:first-child, .transitions th:first-child { text-align: left; }
td.better { color: var(--ok); font-weight: 650; } td.worse { color: var(--failed); font-weight: 650; }
.alert { border: 1px solid var(--line); border-left: 4px solid var(--failed); background: var(--panel); border-radius: 8px; padding: 12px 16px; margin-top: 16px; }
)css";

}  // namespace camframe
