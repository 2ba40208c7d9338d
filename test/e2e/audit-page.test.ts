import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { xPictureUrl } from '../../scripts/demo/addresses.ts';
import { X_FOLLOWERS } from '../../scripts/demo/cast.ts';
import { served } from '../../scripts/demo/pictures.ts';
import { X_LARGER, X_URL } from '../../scripts/demo/sites.ts';
import { type Tab, until } from '../../scripts/drive/driver.ts';
import { at } from './members.ts';
import { FAMILIES, isSkipped, type Started, start } from './start.ts';

const AUDIT = 'src/audit/audit.html';
const gan = at(
  X_FOLLOWERS.filter(({ portrait }) => portrait.kind === 'gan'),
  0,
);

for (const family of FAMILIES) {
  describe.skipIf(isSkipped(family))(`the audit page in ${family}`, () => {
    let started: Started;
    let session: string;
    let page: Tab;
    beforeAll(async () => {
      started = await start(family);
      const tab = await started.driver.open(X_URL);
      await tab.fit();
      const tabId = await started.driver.tabId(X_URL);
      const answer = await started.driver.ask('startRecording', { tabId, session: null });
      if (answer.status !== 'started') throw new Error(answer.status);
      session = answer.state.session;
      // What is not looked at is not recorded: every row is there before another page comes in front.
      await until(
        'every member on the counter',
        async () => {
          const said = await tab.closed<string>('section', '(section) => section.innerText');
          return said.some((words) => words.includes(`${X_FOLLOWERS.length} members`));
        },
        60_000,
      );
      page = await started.driver.openExtension(`${AUDIT}#${session}`);
      await until(
        'every member in the table',
        async () => {
          const said = await status(page);
          return said.includes(`${X_FOLLOWERS.length} members`) && /\b0 waiting/.test(said);
        },
        60_000,
      );
    });
    afterAll(() => started?.close());

    const status = (tab: Tab) =>
      tab.evaluate<string>(`document.querySelector('main p[role=status]')?.textContent ?? ''`);
    const shown = (tab: Tab) =>
      tab.evaluate<string[]>(
        `[...document.querySelectorAll('tbody tr')]
          .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
          .map((row) => row.querySelector('.who bdi').textContent)`,
      );
    const press = (tab: Tab, key: string) =>
      tab.evaluate(
        `document.body.dispatchEvent(new KeyboardEvent('keydown', { key: ${JSON.stringify(key)}, bubbles: true, cancelable: true }))`,
      );
    const choose = (tab: Tab, label: string, value: string) =>
      tab.evaluate(`(() => {
        const field = [...document.querySelectorAll('.filters label')].find((one) => one.firstChild.textContent === ${JSON.stringify(label)}).querySelector('select, input');
        field.value = ${JSON.stringify(value)};
        field.dispatchEvent(new Event(field.localName === 'select' ? 'change' : 'input', { bubbles: true }));
      })()`);

    it('opens with what a verdict is, and lists those with strong signs first, with their photos', async () => {
      const words = await page.evaluate<string>('document.body.innerText');
      expect(words).toContain('It says nothing of the account');
      expect(words).not.toMatch(/\bfake\b|\bbot\b/i);
      const first = at(await shown(page), 0);
      const strong = X_FOLLOWERS.filter(({ portrait }) => portrait.kind === 'gan').map(({ name }) => name);
      expect(strong).toContain(first);
      await until('thumbnails', () =>
        page.evaluate<boolean>(
          `[...document.querySelectorAll('.thumbnail img')].some((image) => image.naturalWidth > 40)`,
        ),
      );
    });

    it('searches and filters', async () => {
      await choose(page, 'Search', gan.name.toUpperCase());
      await until('one row', async () => (await shown(page)).length === 1);
      await choose(page, 'Search', '');
      await choose(page, 'Photo', 'no_photo');
      await until('those without a photo', async () => (await status(page)).includes('1 shown'));
      await choose(page, 'Photo', 'all');
    });

    it('sorts by a column, and says so', async () => {
      await clickButton(page, 'Name');
      const order = () =>
        page.evaluate<string>(`document.querySelector('th.name').getAttribute('aria-sort')`);
      await until('names in order', async () => (await order()) === 'ascending');
      const names = await shown(page);
      expect(names).toEqual(
        [...names].sort(new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare),
      );
      await clickButton(page, 'Name ▴');
      await until('names the other way', async () => (await order()) === 'descending');
      await clickButton(page, 'Photo');
    });

    it('takes a view of all rows between two, and takes it back at once', async () => {
      const tick = (row: number, shiftKey: boolean) =>
        page.evaluate(
          `document.querySelector('tbody tr[aria-rowindex="${row}"] input').dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: ${shiftKey} }))`,
        );
      const unsure = () =>
        page.evaluate<number>(
          `[...document.querySelectorAll('tbody .review')].filter((cell) => cell.textContent.includes('Unsure')).length`,
        );
      const says = (words: string) =>
        until(words, async () => (await page.evaluate<string>('document.body.innerText')).includes(words));
      await tick(2, false);
      await says('1 selected');
      await tick(4, true);
      await says('3 selected');
      await clickButton(page, 'Unsure');
      await until('three views', async () => (await unsure()) === 3);
      await clickButton(page, 'Undo');
      await until('no view', async () => (await unsure()) === 0);
      await tick(2, false);
      await tick(4, true);
    });

    it('shows the evidence of one member, and its profile', async () => {
      await choose(page, 'Search', gan.name);
      await until('one row', async () => (await shown(page)).length === 1);
      await page.evaluate(`document.querySelector('tbody .open').click()`);
      const details = await until('the evidence', async () => {
        const said = await page.evaluate<string>(`document.querySelector('.details')?.innerText ?? ''`);
        return said.includes('Strong signs of a GAN-generated face') && said;
      });
      expect(details).toContain(`https://x.com/${gan.account}`);
      await choose(page, 'Search', '');
      // Neither hides the other.
      const [table, beside] = await page.evaluate<[number, number]>(
        `['.grid', '.details'].map((part) => document.querySelector(part).getBoundingClientRect().width)`,
      );
      expect(Math.min(table, beside)).toBeGreaterThan(300);
    });

    it('takes a view a key, and takes it back', async () => {
      await clickButton(page, 'Review by keyboard');
      await until('the legend', async () =>
        (await page.evaluate<string>('document.body.innerText')).includes('A agree'),
      );
      await press(page, 'a');
      const views = () =>
        page.evaluate<string[]>(
          `[...document.querySelectorAll('tbody .review')].map((cell) => cell.textContent.trim()).filter(Boolean)`,
        );
      await until('a view', async () => (await views()).join() === 'Agree');
      await press(page, 'd');
      await until('two views', async () => (await views()).length === 2);
      await press(page, 'z');
      await until('one view', async () => (await views()).join() === 'Agree');
      // It is written down: another page shows it.
      const other = await started.driver.openExtension(`${AUDIT}?other#${session}`);
      await until('the view there', async () =>
        (await other.evaluate<string>('document.body.innerText')).includes('Agree'),
      );
      await other.close();
    });

    it('shows what the photos show together: eyes that coincide, and how many are generated', async () => {
      await page.evaluate(
        `[...document.querySelectorAll('summary')].find((one) => one.textContent.includes('show together')).click()`,
      );
      const words = await until('the evidence of the group', async () => {
        const said = await page.evaluate<string>(`document.querySelector('.group')?.innerText ?? ''`);
        return said.includes('generated') && said;
      });
      const strong = X_FOLLOWERS.filter(({ portrait }) => portrait.kind === 'gan').length;
      expect(words).toMatch(new RegExp(`${strong} of \\d+ judged photos have strong signs`));
      expect(words).toContain('None of 2,000 such sets');
      const shown = await page.evaluate<number[]>(
        `[...document.querySelectorAll('.blend img')].map((image) => image.naturalWidth)`,
      );
      expect(shown).toEqual([160, 160]);
    });

    it('writes table, lines and report, and reads the lines back as the same audit', async () => {
      await keepDownloads(page);
      const files: string[] = [];
      for (const label of [
        'Table (CSV)',
        'Everything (JSON Lines)',
        'Report (HTML)',
        'Everything (JSON Lines)',
      ])
        files.push(await exported(page, label));
      const [table = '', lines = '', report = '', again = ''] = files;
      for (const { name } of X_FOLLOWERS) {
        expect(table).toContain(name);
        expect(report).toContain(name.replaceAll('&', '&amp;'));
      }
      expect(again).toBe(lines);
      expect(report).toContain('data:image/png;base64,');
      expect(report).not.toContain('<script');

      const other = await started.driver.openExtension(AUDIT);
      await until('the audits', () =>
        other.evaluate<boolean>(`document.querySelector('.sessions li') !== null`),
      );
      const take = (file: string) =>
        other.evaluate(`(() => {
          const files = new DataTransfer();
          files.items.add(new File([${JSON.stringify(file)}], 'audit.jsonl'));
          const input = document.querySelector('input[accept=".jsonl"]');
          input.files = files.files;
          input.dispatchEvent(new Event('change', { bubbles: true }));
        })()`);
      const said = () => other.evaluate<string>('document.body.innerText');
      await take(lines);
      await until('a word that it is here', async () => (await said()).includes('is here already'));
      await take(lines.split('\n').toSpliced(1, 1, '{"kind":').join('\n'));
      await until('a refusal with the line', async () => /refused.*Line 2/.test(await said()));
      await clickButton(other, 'Delete');
      await clickButton(other, 'Delete');
      await until('no audit', () =>
        other.evaluate<boolean>(`document.querySelector('.sessions li') === null`),
      );
      await take(lines);
      await until('the audit again', async () => (await said()).includes('Open it'));
      await other.close();
      page = await started.driver.openExtension(`${AUDIT}?again#${session}`);
      await until('its table', async () => (await status(page)).includes(`${X_FOLLOWERS.length} members`));
      await keepDownloads(page);
      expect(await exported(page, 'Everything (JSON Lines)')).toBe(lines);
    });

    it('takes a folder of pictures, and tells of what is none', async () => {
      const bytes = await served(gan.portrait, X_LARGER);
      const folder = await started.driver.openExtension(AUDIT);
      await until('the import', () =>
        folder.evaluate<boolean>(`document.querySelector('input[type=file]') !== null`),
      );
      await folder.evaluate(`(() => {
        const bytes = Uint8Array.from(atob(${JSON.stringify(bytes?.toString('base64'))}), (char) => char.charCodeAt(0));
        const files = new DataTransfer();
        files.items.add(new File([bytes], 'portrait.jpg', { type: 'image/jpeg' }));
        files.items.add(new File(['words'], 'notes.txt', { type: 'text/plain' }));
        const input = document.querySelector('input[type=file]');
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      })()`);
      const said = await until('the import', async () => {
        const words = await folder.evaluate<string>('document.body.innerText');
        return words.includes('1 picture checked') && words;
      });
      expect(said).toContain('1 entry left out');
      await folder.evaluate(
        `[...document.querySelectorAll('main a')].find((link) => link.textContent === 'Open it').click()`,
      );
      await until('its row', async () =>
        (await folder.evaluate<string>('document.body.innerText')).includes('portrait.jpg'),
      );
      expect(await status(folder)).toContain('1 with strong signs');
      await folder.close();
    });

    it('takes a table of links, and tells of lines without one', async () => {
      const list = await started.driver.openExtension(`${AUDIT}?table`);
      await until('the import', () =>
        list.evaluate<boolean>(`document.querySelector('input[accept*=csv]') !== null`),
      );
      const table = `id,name,photo\n7,"=cmd(), “quoted”",${xPictureUrl(gan, '400x400')}\n8,Nobody,none\n`;
      await list.evaluate(`(() => {
        const files = new DataTransfer();
        files.items.add(new File([${JSON.stringify(table)}], 'links.csv', { type: 'text/csv' }));
        const input = document.querySelector('input[accept*=csv]');
        input.files = files.files;
        input.dispatchEvent(new Event('change', { bubbles: true }));
      })()`);
      const said = await until('the import', async () => {
        const words = await list.evaluate<string>('document.body.innerText');
        return words.includes('1 picture checked') && words;
      });
      expect(said).toContain('1 entry left out');
      await list.evaluate(
        `[...document.querySelectorAll('main a')].find((link) => link.textContent === 'Open it').click()`,
      );
      await until('its row', async () => (await shown(list)).join() === '=cmd(), “quoted”');
      expect(await status(list)).toContain('1 with strong signs');
      await list.close();
    });

    it('deletes an audit with all its pictures, once one is sure', async () => {
      const list = await started.driver.openExtension(AUDIT);
      const sessions = () => list.evaluate<number>(`document.querySelectorAll('.sessions li').length`);
      // The recorded one, the folder, and the table.
      await until('all audits', async () => (await sessions()) === 3);
      await clickButton(list, 'Delete');
      expect(await sessions()).toBe(3);
      await clickButton(list, 'Delete');
      await until('one less', async () => (await sessions()) === 2);
      await list.close();
    });
  });
}

/** From now on the page keeps what would be downloaded. */
async function keepDownloads(page: Tab): Promise<void> {
  await page.evaluate(`(() => {
    window.saved = [];
    URL.createObjectURL = (blob) => { window.saved.push(blob); return 'data:,'; };
    HTMLAnchorElement.prototype.click = () => undefined;
    [...document.querySelectorAll('summary')].find((one) => one.textContent === 'Export').click();
  })()`);
}

/** Thumbnails pass there, too: those are no files. */
const SAVED = `window.saved.filter(({ type }) => !type.startsWith('image/'))`;

async function exported(page: Tab, label: string): Promise<string> {
  const before = await page.evaluate<number>(`${SAVED}.length`);
  await clickButton(page, label);
  return until(label, async () => {
    const count = await page.evaluate<number>(`${SAVED}.length`);
    return count > before && page.evaluate<string>(`${SAVED}.at(-1).text()`);
  });
}

const clickButton = (tab: Tab, label: string) =>
  tab.evaluate(
    `[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(label)}).click()`,
  );
