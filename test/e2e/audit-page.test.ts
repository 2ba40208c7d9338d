import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
      await until('every member on the counter', async () => {
        const said = await tab.closed<string>('section', '(section) => section.innerText');
        return said.some((words) => words.includes(`${X_FOLLOWERS.length} members`));
      });
      page = await started.driver.openExtension(`${AUDIT}#${session}`);
      await until('every member in the table', async () => {
        const said = await status(page);
        return said.includes(`${X_FOLLOWERS.length} members`) && said.includes('0 waiting');
      });
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
    const clickButton = (tab: Tab, label: string) =>
      tab.evaluate(
        `[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === ${JSON.stringify(label)}).click()`,
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
    });

    it('takes a view a key, and takes it back', async () => {
      await clickButton(page, 'Review by keyboard');
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
      const other = await started.driver.openExtension(`${AUDIT}#${session}`);
      await until('the view there', async () =>
        (await other.evaluate<string>('document.body.innerText')).includes('Agree'),
      );
      await other.close();
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

    it('deletes an audit with all its pictures, once one is sure', async () => {
      const list = await started.driver.openExtension(AUDIT);
      const sessions = () => list.evaluate<number>(`document.querySelectorAll('.sessions li').length`);
      const before = await until('the audits', sessions);
      await clickButton(list, 'Delete');
      expect(await sessions()).toBe(before);
      await clickButton(list, 'Delete');
      await until('one less', async () => (await sessions()) === before - 1);
      await list.close();
    });
  });
}
