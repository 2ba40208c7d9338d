/** Of the report; the charts and blends as on the page. */
export const REPORT_CSS = `
:root { color-scheme: light dark; --ink: #1b2227; --soft: #56636b; --line: #d9d6cf; --ground: #fff; --strong: #a11d16; --accent: #12566a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecee; --soft: #a3afb6; --line: #37424a; --ground: #14191d; --strong: #ff9a8f; --accent: #7fd6c8; } }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1000px; margin: 0 auto; padding: 24px; }
.limits { padding: 12px; border: 1px solid var(--line); border-radius: 8px; }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 8px 20px; }
dt { color: var(--soft); font-size: 12px; } dd { margin: 0; font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
td, th { padding: 6px 8px; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
.members img { display: block; border-radius: 4px; object-fit: cover; }
.soft { color: var(--soft); }
.blends { display: flex; flex-wrap: wrap; gap: 20px; }
figure { margin: 0; max-width: 260px; } .blend { position: relative; width: 160px; height: 160px; } .blend img { display: block; width: 160px; height: 160px; } .blend svg { position: absolute; inset: 0; width: 160px; height: 160px; }
.blend .template, .blend .found { fill: none; stroke: #fff; stroke-width: 0.008; } .blend .found { stroke: #ffd166; }
.chart { max-width: 100%; height: auto; } .chart .frame { fill: none; stroke: var(--line); }
.chart .other { fill: var(--soft); opacity: 0.5; } .chart .flagged { fill: var(--strong); opacity: 1; } .chart .template { fill: none; stroke: var(--accent); stroke-width: 1.5; }
.chart .dots { stroke: var(--soft); stroke-width: 3; stroke-linecap: round; } .chart .dots.flagged { stroke: var(--strong); stroke-width: 5; }
.chart .tick { fill: var(--soft); font-size: 11px; }
@media print { main { padding: 0; } tr { break-inside: avoid; } }
`;
