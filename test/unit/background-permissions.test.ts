import { beforeEach, expect, test, vi } from 'vitest';

const contains = vi.hoisted(() => vi.fn(async (_: { origins: string[] }) => true));
vi.mock('webextension-polyfill', () => ({ default: { permissions: { contains } } }));

const { forgetPermissions, mayRead } = await import('../../src/background/permissions.ts');

beforeEach(() => {
  contains.mockClear();
  forgetPermissions();
});

test.each(['https://*/a.png', 'https://*.com/a.png'])('%s stands for no other host', async (url) => {
  expect(await mayRead(url)).toBe(false);
  expect(contains).not.toHaveBeenCalled();
});

test('a host is asked about once, whatever its port and path', async () => {
  await mayRead('https://pictures.example/a.png');
  await mayRead('https://pictures.example:8443/b.png');
  expect(contains.mock.calls).toEqual([[{ origins: ['https://pictures.example/*'] }]]);
});

test('a host that the browser has no pattern for may not be read', async () => {
  contains.mockRejectedValueOnce(new Error('Invalid url pattern'));
  expect(await mayRead('https://[::1]/a.png')).toBe(false);
});
