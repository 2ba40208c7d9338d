import type { AuditedPicture, AuditMember, AuditPhoto, AuditSession, MemberPhoto } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import type { PictureSource } from '../shared/messages.ts';

/** One picture that came without a page. */
export interface Picture {
  readonly account: string;
  readonly name: string | null;
  readonly link: string | null;
  /** Shown as its address. */
  readonly url: string;
  readonly read: () => Promise<PictureSource>;
}

export interface ImportParts {
  readonly store: AuditStore;
  readonly judge: (source: PictureSource) => Promise<AuditedPicture>;
  readonly session: AuditSession;
  readonly pictures: readonly Picture[];
  readonly signal: AbortSignal;
  /** After each picture. */
  readonly onProgress: (done: number) => void;
  /** Its bytes could not be read, as when the file was moved meanwhile; the others go on. */
  readonly onUnread: (picture: Picture) => void;
}

/** Pictures on their way at once: the engine judges one while others load. */
const PARALLEL = 3;

/**
 * Judges pictures and writes each down as it is done: what was done stays, whatever ends it.
 * @throws DOMException `AbortError` when `signal` aborts, `QuotaExceededError` when the disk is full
 */
export async function importPictures({
  store,
  judge,
  session,
  pictures,
  signal,
  onProgress,
  onUnread,
}: ImportParts): Promise<void> {
  await store.saveSession(session);
  const list = session.lists[0]?.id ?? '';
  const left = pictures.values();
  let done = 0;
  const work = async () => {
    for (const picture of left) {
      signal.throwIfAborted();
      const source = await picture.read().catch(() => null);
      if (source === null) {
        onUnread(picture);
        onProgress(++done);
        continue;
      }
      const member = {
        session: session.id,
        list,
        account: picture.account,
        handle: null,
        name: picture.name,
        link: picture.link,
        joined: null,
        firstSeen: Date.now(),
        visit: 0,
      };
      const { photo, kept } = judgedPhoto(session.id, picture.url, await judge(source));
      signal.throwIfAborted();
      if (kept) await store.savePhotos([kept]);
      await store.saveMembers([{ ...member, photo } satisfies AuditMember]);
      onProgress(++done);
    }
  };
  // One that fails ends the others at their next picture.
  const workers = Array.from({ length: PARALLEL }, work);
  try {
    await Promise.all(workers);
  } finally {
    left.return?.();
    await Promise.allSettled(workers);
  }
  const [visit] = session.visits;
  if (visit) await store.saveSession({ ...session, visits: [{ ...visit, endedAt: Date.now() }] });
}

function judgedPhoto(
  session: string,
  url: string,
  { result: { verdict, variant }, photo }: AuditedPicture,
): { readonly photo: MemberPhoto; readonly kept: AuditPhoto | null } {
  const kept = photo && {
    session,
    sha256: photo.facts.sha256,
    thumbnail: fromDataUrl(photo.thumbnail),
    verdict,
  };
  const common = { status: 'judged', url, variant } as const;
  if (verdict.band === 'unjudged')
    return {
      photo: {
        ...common,
        band: 'unjudged',
        reason: verdict.reason,
        score: null,
        facts: photo?.facts ?? null,
      },
      kept,
    };
  if (photo === null) throw new Error('A judged picture came without its facts');
  return {
    photo: { ...common, band: verdict.band, reason: null, score: verdict.score, facts: photo.facts },
    kept,
  };
}

function fromDataUrl(url: string): AuditPhoto['thumbnail'] {
  const bytes = Uint8Array.from(atob(url.slice(url.indexOf(',') + 1)), (char) => char.charCodeAt(0));
  return { type: url.startsWith('data:image/jpeg') ? 'image/jpeg' : 'image/webp', bytes };
}
