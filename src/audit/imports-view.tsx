import { useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { AuditSession } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import { countText } from '../shared/count-text.ts';
import { askBackground } from '../shared/messaging.ts';
import { originPattern } from '../shared/origin.ts';
import { number, text } from '../shared/text.ts';
import { ImportError, importJsonLines } from './export/json-lines.ts';
import { fromDrop, fromInput, type GivenFile } from './given-files.ts';
import { importPictures, type Picture } from './import-pictures.ts';
import { type LinkedPicture, linksFromCsv } from './links.ts';

interface ImportsProps {
  readonly store: AuditStore;
}

type Doing =
  | { readonly status: 'idle' }
  | {
      readonly status: 'asking';
      readonly title: string;
      readonly links: readonly LinkedPicture[];
      readonly origins: readonly string[];
    }
  | { readonly status: 'running'; readonly done: number; readonly of: number }
  | { readonly status: 'refused'; readonly line: number; readonly why: string }
  | { readonly status: 'done'; readonly session: string; readonly of: number }
  | {
      readonly status: 'failed';
      readonly why: 'audit_import_full' | 'audit_import_failed' | 'audit_import_none' | 'audit_import_there';
    };

/** Beyond it a file is not even read: far above what is decoded. */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

const HEADING = 'import';

/** Audits without a page: a folder of pictures, or a table of links to pictures. */
export function Imports({ store }: ImportsProps) {
  const [doing, setDoing] = useState<Doing>({ status: 'idle' });
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const running = useRef<AbortController | null>(null);

  async function run(title: string, origin: 'folder' | 'links', pictures: readonly Picture[]): Promise<void> {
    if (pictures.length === 0) return setDoing({ status: 'failed', why: 'audit_import_none' });
    const controller = new AbortController();
    running.current = controller;
    let unread = 0;
    setDoing({ status: 'running', done: 0, of: pictures.length });
    try {
      const session = await newSession(title, origin);
      await importPictures({
        store,
        session,
        pictures,
        judge: (source) => askBackground('auditPicture', source),
        signal: controller.signal,
        onProgress: (done) => setDoing({ status: 'running', done, of: pictures.length }),
        onUnread: ({ account }) => {
          unread++;
          setLeftOut((before) => [...before, account]);
        },
      });
      setDoing({ status: 'done', session: session.id, of: pictures.length - unread });
    } catch (error) {
      if (controller.signal.aborted) return setDoing({ status: 'idle' });
      setDoing({ status: 'failed', why: isFull(error) ? 'audit_import_full' : 'audit_import_failed' });
    }
  }

  function takeFiles(files: readonly GivenFile[]): void {
    const isPicture = ({ file }: GivenFile) => file.type.startsWith('image/') && file.size <= MAX_FILE_BYTES;
    setLeftOut(files.filter((file) => !isPicture(file)).map(({ path }) => path));
    const pictures = files.filter(isPicture);
    const folder = pictures[0]?.path.split('/')[0];
    void run(folder || text('audit_untitled'), 'folder', pictures.map(fromFile));
  }

  async function takeTable(file: File): Promise<void> {
    const { pictures, faulty } = linksFromCsv(await file.text());
    setLeftOut(faulty.map(({ line, text: what }) => text('audit_import_line', number(line), what)));
    const origins = await notAllowed(pictures);
    if (origins.length > 0) setDoing({ status: 'asking', title: file.name, links: pictures, origins });
    else await run(file.name, 'links', pictures.map(fromLink));
  }

  async function takeExport(file: File): Promise<void> {
    setLeftOut([]);
    try {
      const { session, members, reviews, photos } = await importJsonLines(file);
      await store.add(session, members, reviews, photos);
      setDoing({ status: 'done', session: session.id, of: members.length });
    } catch (error) {
      if (error instanceof ImportError)
        return setDoing({
          status: 'refused',
          line: error.line,
          why: text(`audit_import_why_${error.refusal}`, error.what),
        });
      const isThere = error instanceof DOMException && error.name === 'ConstraintError';
      setDoing({
        status: 'failed',
        why: isThere ? 'audit_import_there' : isFull(error) ? 'audit_import_full' : 'audit_import_failed',
      });
    }
  }

  async function allow({ title, links, origins }: Extract<Doing, { status: 'asking' }>): Promise<void> {
    await browser.permissions.request({ origins: [...origins] });
    const refused = new Set(await notAllowed(links));
    const isAllowed = ({ url }: LinkedPicture) => !refused.has(originPattern(url) ?? '');
    setLeftOut((before) => [...before, ...links.filter((link) => !isAllowed(link)).map(({ url }) => url)]);
    await run(title, 'links', links.filter(isAllowed).map(fromLink));
  }

  return (
    <section
      class="card"
      aria-labelledby={HEADING}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        if (event.dataTransfer && doing.status !== 'running')
          fromDrop(event.dataTransfer).then(takeFiles, () =>
            setDoing({ status: 'failed', why: 'audit_import_none' }),
          );
      }}
    >
      <h2 id={HEADING}>{text('audit_import')}</h2>
      <p class="soft">{text('audit_import_hint')}</p>
      <div class="row wrap">
        <label class="button">
          {text('audit_import_folder')}
          <input
            type="file"
            class="visually-hidden"
            multiple
            {...{ webkitdirectory: true }}
            disabled={doing.status === 'running'}
            onChange={({ currentTarget }) => takeFiles(fromInput(currentTarget.files))}
          />
        </label>
        <label class="button">
          {text('audit_import_table')}
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,.tsv,.txt,text/csv"
            disabled={doing.status === 'running'}
            onChange={({ currentTarget }) =>
              currentTarget.files?.[0] && void takeTable(currentTarget.files[0])
            }
          />
        </label>
        <label class="button">
          {text('audit_import_export')}
          <input
            type="file"
            class="visually-hidden"
            accept=".jsonl"
            disabled={doing.status === 'running'}
            onChange={({ currentTarget }) =>
              currentTarget.files?.[0] && void takeExport(currentTarget.files[0])
            }
          />
        </label>
      </div>
      {doing.status === 'refused' && (
        <p class="notice error" role="alert">
          {text('audit_import_refused', number(doing.line), doing.why)}
        </p>
      )}
      {doing.status === 'asking' && (
        <div class="notice stack">
          <p>{text('audit_import_ask', doing.origins.map(hostOf).join(', '))}</p>
          <button type="button" onClick={() => void allow(doing)}>
            {text('audit_import_allow')}
          </button>
        </div>
      )}
      {doing.status === 'running' && (
        <div class="row">
          <progress class="grow" value={doing.done} max={doing.of} aria-label={text('audit_import')} />
          <span role="status">{text('audit_import_progress', number(doing.done), number(doing.of))}</span>
          <button type="button" onClick={() => running.current?.abort()}>
            {text('audit_import_stop')}
          </button>
        </div>
      )}
      {doing.status === 'done' && (
        <p role="status">
          {countText('audit_import_done', doing.of)}{' '}
          <a href={`#${encodeURIComponent(doing.session)}`}>{text('audit_open')}</a>
        </p>
      )}
      {doing.status === 'failed' && (
        <p class="notice error" role="alert">
          {text(doing.why)}
        </p>
      )}
      {leftOut.length > 0 && (
        <details>
          <summary>{countText('audit_import_left_out', leftOut.length)}</summary>
          <ul class="small">
            {leftOut.slice(0, 200).map((what) => (
              <li key={what}>
                <bdi>{what}</bdi>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

async function newSession(title: string, origin: 'folder' | 'links'): Promise<AuditSession> {
  const [{ modelsVersion }, { fetchLarger }] = await Promise.all([
    askBackground('about', undefined),
    askBackground('settings', undefined),
  ]);
  const startedAt = Date.now();
  return {
    id: crypto.randomUUID(),
    title,
    createdAt: startedAt,
    visits: [
      {
        startedAt,
        endedAt: null,
        toolVersion: browser.runtime.getManifest().version,
        modelsVersion,
        largerVariants: fetchLarger,
      },
    ],
    lists: [{ id: origin, origin, site: null, title, url: null }],
  };
}

const fromFile = ({ path, file }: GivenFile): Picture => ({
  account: path,
  name: file.name,
  link: null,
  url: `file:${path}`,
  read: async () => ({ kind: 'data', dataUrl: await dataUrlOf(file) }),
});

const fromLink = ({ url, account, name, link }: LinkedPicture): Picture => ({
  account: account ?? url,
  name,
  link,
  url,
  read: async () => ({ kind: 'url', url, larger: null }),
});

async function dataUrlOf(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

/** Match patterns of the hosts that may not be read yet. */
async function notAllowed(links: readonly LinkedPicture[]): Promise<string[]> {
  const patterns = [...new Set(links.flatMap(({ url }) => originPattern(url) ?? []))];
  const allowed = await Promise.all(
    patterns.map((origin) => browser.permissions.contains({ origins: [origin] })),
  );
  return patterns.filter((_, at) => !allowed[at]);
}

const hostOf = (pattern: string): string => pattern.replace(/^.*:\/\//, '').replace(/\/.*$/, '');
