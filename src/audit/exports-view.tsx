import { useState } from 'preact/hooks';
import { text } from '../shared/text.ts';
import { exportCsv } from './export/csv.ts';
import { exportJsonLines } from './export/json-lines.ts';
import { exportReport } from './export/report.tsx';
import type { ExportOptions, SessionData } from './export/session-data.ts';

const KINDS = {
  csv: { extension: 'csv', write: exportCsv },
  jsonl: { extension: 'jsonl', write: exportJsonLines },
  report: { extension: 'html', write: exportReport },
} as const;
type Kind = keyof typeof KINDS;

/** Takes the audit away as a file; nothing leaves the device otherwise. */
export function Exports({ data }: { readonly data: SessionData }) {
  const [options, setOptions] = useState<ExportOptions>({ thumbnails: true, pseudonyms: false });
  const [state, setState] = useState<Kind | 'failed' | null>(null);

  async function write(kind: Kind): Promise<void> {
    setState(kind);
    try {
      const { extension, write } = KINDS[kind];
      save(await write(data, options), `telltale-audit-${data.session.id.slice(0, 8)}.${extension}`);
      setState(null);
    } catch {
      setState('failed');
    }
  }

  return (
    <details class="card">
      <summary>
        <b>{text('audit_export')}</b>
      </summary>
      <p class="soft">{text('audit_export_hint')}</p>
      <label class="row check">
        <input
          type="checkbox"
          checked={options.thumbnails}
          onChange={({ currentTarget }) => setOptions({ ...options, thumbnails: currentTarget.checked })}
        />
        {text('audit_export_thumbnails')}
      </label>
      <label class="row check">
        <input
          type="checkbox"
          checked={options.pseudonyms}
          onChange={({ currentTarget }) => setOptions({ ...options, pseudonyms: currentTarget.checked })}
        />
        {text('audit_export_pseudonyms')}
      </label>
      <div class="row wrap">
        {(Object.keys(KINDS) as Kind[]).map((kind) => (
          <button
            key={kind}
            type="button"
            disabled={state !== null && state !== 'failed'}
            onClick={() => void write(kind)}
          >
            {text(`audit_export_${kind}`)}
          </button>
        ))}
        <span role="status" class="soft">
          {state !== null && state !== 'failed' && text('loading')}
        </span>
      </div>
      {state === 'failed' && (
        <p class="notice error" role="alert">
          {text('audit_export_failed')}
        </p>
      )}
    </details>
  );
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
