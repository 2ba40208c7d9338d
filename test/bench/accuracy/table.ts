/** A table as data, for the model card, and its one printer. */
import type { Estimate, Share } from '../metrics.ts';

export type Cell = string | number | Estimate | Share | null;

const FORMATS = {
  text: (cell) => (typeof cell === 'string' ? cell : ''),
  count: (cell) => (typeof cell === 'number' ? String(cell) : NOTHING),
  /** A share in percent. */
  percent: (cell) => withInterval(cell, (share) => (100 * share).toFixed(1), ' %'),
  /** Counted of all, with the share in percent. */
  share: (cell) =>
    isShare(cell)
      ? `${cell.count}/${cell.n} ${withInterval(cell, (share) => (100 * share).toFixed(2), ' %')}`
      : NOTHING,
  auc: (cell) => withInterval(cell, (area) => area.toFixed(4), ''),
  /** A ratio to the mean. */
  times: (cell) => withInterval(cell, (ratio) => ratio.toFixed(2), ' x'),
  /** A share of right alarms; at least, where no false alarm was counted. */
  precision: (cell) =>
    isEstimate(cell) && Number.isNaN(cell.value) && !Number.isNaN(cell.low)
      ? `>= ${(100 * cell.low).toFixed(1)} %*`
      : withInterval(cell, (share) => (100 * share).toFixed(1), ' %'),
} as const satisfies Record<string, (cell: Cell) => string>;

export interface Column {
  readonly key: string;
  readonly title: string;
  readonly format: keyof typeof FORMATS;
}

export interface Table {
  readonly title: string;
  readonly notes: readonly string[];
  readonly columns: readonly Column[];
  readonly rows: readonly Readonly<Record<string, Cell>>[];
}

const NOTHING = '-';

const isEstimate = (cell: Cell): cell is Estimate => typeof cell === 'object' && cell !== null;
const isShare = (cell: Cell): cell is Share => isEstimate(cell) && 'count' in cell;

function withInterval(cell: Cell, show: (value: number) => string, unit: string): string {
  if (typeof cell === 'number') return Number.isNaN(cell) ? NOTHING : `${show(cell)}${unit}`;
  if (!isEstimate(cell) || Number.isNaN(cell.value)) return NOTHING;
  return `${show(cell.value)}${unit} [${show(cell.low)}, ${show(cell.high)}]`;
}

/** Text on the left, numbers on the right; a value that repeats the row above in leading text columns is left out. */
export function printed({ title, notes, columns, rows }: Table): string {
  const cells = rows.map((row) => columns.map(({ key, format }) => FORMATS[format](row[key] ?? null)));
  const widths = columns.map((column, k) =>
    Math.max(column.title.length, ...cells.map((row) => row[k]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((text, k) =>
        columns[k]?.format === 'text' ? text.padEnd(widths[k] ?? 0) : text.padStart(widths[k] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const body = cells.map((row, i) => line(row.map((text, k) => (repeats(cells, columns, i, k) ? '' : text))));
  return [
    title,
    ...notes.map((note) => `  ${note}`),
    line(columns.map((column) => column.title)),
    ...body,
  ].join('\n');
}

function repeats(
  cells: readonly string[][],
  columns: readonly Column[],
  row: number,
  column: number,
): boolean {
  const above = cells[row - 1];
  if (above === undefined || column === columns.length - 1) return false;
  return columns
    .slice(0, column + 1)
    .every(({ format }, k) => format === 'text' && above[k] === cells[row]?.[k]);
}
