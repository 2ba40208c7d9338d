import { useEffect, useState } from 'preact/hooks';
import type { AuditMember, AuditPhoto } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';

export type ReadPhoto = (sha256: string) => Promise<AuditPhoto | null>;

/** What is on the screen and a bit more: pictures of all rows would fill the memory. */
const MOST = 300;
/** Nothing is read for rows that are only scrolled past. */
const LOOK_MS = 80;

/** Reads pictures of one audit, each once while it is in use. */
export function photoReader(store: AuditStore, session: string): ReadPhoto {
  const known = new Map<string, Promise<AuditPhoto | null>>();
  return (sha256) => {
    const before = known.get(sha256);
    if (before) return before;
    const reading = store.photo(session, sha256).catch(() => null);
    known.set(sha256, reading);
    // The picture may only just be on its way into the store.
    void reading.then((photo) => photo ?? known.delete(sha256));
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return reading;
  };
}

export function hashOf({ photo }: AuditMember): string | null {
  return photo.status === 'judged' ? (photo.facts?.sha256 ?? null) : null;
}

export interface ShownPhoto {
  readonly photo: AuditPhoto;
  /** `blob:` address of the thumbnail. */
  readonly url: string;
}

/** A photo with an address to show it by, for as long as it is shown. */
export function usePhoto(sha256: string | null, readPhoto: ReadPhoto): ShownPhoto | null {
  const [shown, setShown] = useState<ShownPhoto | null>(null);
  useEffect(() => {
    let url: string | null = null;
    let isGone = false;
    setShown(null);
    const timer = setTimeout(async () => {
      const photo = sha256 === null ? null : await readPhoto(sha256);
      if (photo === null || isGone) return;
      url = URL.createObjectURL(new Blob([photo.thumbnail.bytes], { type: photo.thumbnail.type }));
      setShown({ photo, url });
    }, LOOK_MS);
    return () => {
      isGone = true;
      clearTimeout(timer);
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [sha256, readPhoto]);
  return shown;
}
