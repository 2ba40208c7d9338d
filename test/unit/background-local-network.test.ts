import { expect, test } from 'vitest';
import { leadsInside } from '../../src/background/local-network.ts';

const PAGE = 'https://forum.example/members';

test.each([
  'http://localhost/a.png',
  'http://printer.local/a.png',
  'http://127.1/a.png',
  'http://0x7f000001/a.png',
  'http://192.168.1.1/a.png',
  'http://172.16.0.1/a.png',
  'http://169.254.169.254/a.png',
  'http://[::1]:8080/a.png',
  'http://[::ffff:192.168.1.1]/a.png',
  'http://[fd00::1]/a.png',
])('a page of the internet leads us not to %s, a local one may', (url) => {
  expect(leadsInside(PAGE, url)).toBe(true);
  expect(leadsInside('http://intranet.local/members', url)).toBe(false);
});

test.each(['https://pictures.example/a.png', 'http://172.32.0.1/a.png', 'https://localhost.example/a.png'])(
  '%s is out in the open',
  (url) => {
    expect(leadsInside(PAGE, url)).toBe(false);
  },
);
