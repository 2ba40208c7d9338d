import { describe, expect, test } from 'vitest';
import { fromDrop } from '../../src/audit/given-files.ts';
import { importPictures, type Picture } from '../../src/audit/import-pictures.ts';
import type { AuditMember, AuditSession } from '../../src/shared/audit.ts';
import type { AuditStore } from '../../src/shared/audit-store.ts';

const SESSION: AuditSession = {
  id: 'one',
  title: 'Folder',
  createdAt: 1,
  visits: [{ startedAt: 1, endedAt: null, toolVersion: '0', modelsVersion: '0', largerVariants: true }],
  lists: [{ id: 'folder', origin: 'folder', site: null, title: 'Folder', url: null }],
};

const picture = (account: string, read: Picture['read']): Picture => ({
  account,
  name: account,
  link: null,
  url: `file:${account}`,
  read,
});
const readable = (account: string) =>
  picture(account, async () => ({ kind: 'data', dataUrl: 'data:image/png;base64,' }));

function keeper() {
  const members: AuditMember[] = [];
  const sessions: AuditSession[] = [];
  const store = {
    saveSession: async (session: AuditSession) => void sessions.push(session),
    saveMembers: async (given: readonly AuditMember[]) => void members.push(...given),
    savePhotos: async () => undefined,
  } as unknown as AuditStore;
  return { store, members, sessions };
}

const unjudged = async () => ({
  result: {
    variant: 'shown' as const,
    verdict: {
      band: 'unjudged' as const,
      reason: 'no_face' as const,
      score: null,
      evidence: [],
      image: { width: 0, height: 0, sha256: '' },
      modelsVersion: '0',
      ms: 1,
    },
  },
  photo: null,
});

describe('pictures without a page', () => {
  test('go on past one that cannot be read, which is told', async () => {
    const { store, members, sessions } = keeper();
    const unread: string[] = [];
    const counts: number[] = [];
    const gone = picture('gone.jpg', () =>
      Promise.reject(new DOMException('It was moved', 'NotReadableError')),
    );
    await importPictures({
      store,
      judge: unjudged,
      session: SESSION,
      pictures: [readable('a.jpg'), gone, readable('b.jpg'), readable('c.jpg'), readable('d.jpg')],
      signal: new AbortController().signal,
      onProgress: (done) => counts.push(done),
      onUnread: ({ account }) => unread.push(account),
    });
    expect(members.map(({ account }) => account).sort()).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']);
    expect(unread).toEqual(['gone.jpg']);
    expect(counts).toEqual([1, 2, 3, 4, 5]);
    expect(sessions.at(-1)?.visits[0]?.endedAt).not.toBeNull();
  });

  test('keep what was done when a person stops', async () => {
    const { store, members } = keeper();
    const controller = new AbortController();
    const importing = importPictures({
      store,
      judge: unjudged,
      session: SESSION,
      pictures: Array.from({ length: 50 }, (_, at) => readable(`${at}.jpg`)),
      signal: controller.signal,
      onProgress: (done) => done === 5 && controller.abort(),
      onUnread: () => undefined,
    });
    await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
    expect(members.length).toBeGreaterThanOrEqual(5);
    expect(members.length).toBeLessThan(50);
  });

  test('come from dropped folders at whatever depth, however browsers portion them', async () => {
    const file = (fullPath: string) => ({
      isFile: true,
      fullPath,
      file: (give: (file: File) => void) => give(new File([], fullPath)),
    });
    const folder = (entries: object[]) => ({
      isFile: false,
      createReader: () => {
        const left = [...entries];
        return { readEntries: (give: (entries: object[]) => void) => give(left.splice(0, 1)) };
      },
    });
    const dropped = folder([
      file('/people/a.jpg'),
      folder([file('/people/more/b.jpg')]),
      file('/people/c.jpg'),
    ]);
    const items = [{ webkitGetAsEntry: () => dropped }, { webkitGetAsEntry: () => null }];
    const found = await fromDrop({ items } as unknown as DataTransfer);
    expect(found.map(({ path }) => path)).toEqual(['people/a.jpg', 'people/more/b.jpg', 'people/c.jpg']);
  });
});
