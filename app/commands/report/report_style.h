// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace camframe {

/// Style of the report: readable on paper, light and dark screens; plots take their colours from here.
inline constexpr const char* kReportStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #fbfbfa; --panel: #ffffff; --ink: #1b1f24; --muted: #616a75; --line: #e2e4e8;
  --accent: #1f6feb; --ok: #1a7f45; --review: #a35f00; --failed: #c0322b;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171b; --panel: #1b1f25; --ink: #e8eaed; --muted: #9aa4b0; --line: #2e343c;
    --accent: #6cb0ff; --ok: #4cc38a; --review: #f0a848; --failed: #ff7b72;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1080px; margin: 0 auto; padding: 48px 24px 80px; }
h1 { font-size: 2.1rem; line-height: 1.2; margin: 0 0 12px; letter-spacing: -0.015em; }
h2 { font-size: 1.3rem; margin: 0 0 10px; letter-spacing: -0.01em; }
h3 { font-size: 0.95rem; margin: 0 0 6px; color: var(--muted); font-weight: 600; }
p { margin: 0 0 12px; max-width: 72ch; }
section { margin-top: 48px; }
.kicker { color: var(--muted); font-size: 0.85rem; margin-bottom: 6px; }
.verdict { font-size: 1.12rem; }
.note, .small, figcaption { color: var(--muted); }
.small, figcaption { font-size: 0.88rem; }
.badge {
  display: inline-block; padding: 2px 12px; margin-right: 8px; border-radius: 99px; color: #fff;
  font-weight: 650; font-size: 0.95rem;
}
.badge.ok { background: #1a7f45; } .badge.review { background: #a35f00; } .badge.failed { background: #c0322b; }
.reasons { margin: 12px 0 0; padding: 12px 16px 12px 34px; background: var(--panel); border: 1px solid var(--line);
  border-radius: 10px; max-width: 80ch; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin-top: 28px; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 14px 16px; }
.card b { display: block; font-size: 1.65rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.02em; }
.card small { font-size: 0.95rem; font-weight: 500; color: var(--muted); margin-left: 3px; }
.card span { font-size: 0.85rem; color: var(--muted); line-height: 1.35; display: block; margin-top: 4px; }
.frames { display: grid; gap: 22px; margin-top: 16px; }
figure { margin: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 420px), 1fr)); gap: 8px; }
.pair img { width: 100%; height: auto; display: block; border-radius: 8px; }
figcaption { margin-top: 6px; }
figcaption b { color: var(--ink); margin-right: 6px; }
.iou { float: right; }
.tag { border: 1px solid var(--line); border-radius: 99px; padding: 1px 9px; font-size: 0.8rem; color: var(--muted);
  white-space: nowrap; margin-left: 4px; }
.tag.held { border-color: var(--accent); color: var(--accent); }
.tag.good { border-color: var(--ok); color: var(--ok); } .tag.bad { border-color: var(--failed); color: var(--failed); }
table { border-collapse: collapse; width: 100%; margin: 8px 0 12px; }
th { text-align: left; font-size: 0.85rem; color: var(--muted); font-weight: 600; }
th, td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
td.figure { font-weight: 600; white-space: nowrap; }
code, pre { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 0.82rem; }
pre { margin: 0 0 8px; padding: 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px;
  overflow-x: auto; line-height: 1.5; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 12px 20px; }
.plot { width: 100%; height: auto; display: block; max-width: 860px; margin-bottom: 8px; }
.plot text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
.plot .tick { fill: var(--muted); } .plot .label { fill: var(--ink); font-size: 13px; }
.plot .grid { stroke: var(--line); } .plot .band { fill: var(--muted); opacity: 0.08; }
.plot .curve { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
.plot .dot { fill: var(--accent); } .plot .bar { fill: var(--accent); opacity: 0.85; }
@media print { body { background: #fff; } section { break-inside: avoid-page; } }
)css";

}  // namespace camframe
