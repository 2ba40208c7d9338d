import { findAvatars, findLists } from '../../src/sites/find.ts';
import type { Site } from '../../src/sites/site.ts';
import type { FoundOnPage } from './expected.ts';

/** What a site's rules find on a page, in the form of the files beside the fixture pages. */
export function foundOn(site: Site, page: Document): FoundOnPage {
  return {
    site: site.id,
    avatars: findAvatars(site, page).map(({ account, handle, name, link, kind, url, larger }) => ({
      account,
      handle,
      name,
      link,
      kind,
      url,
      larger,
    })),
    lists: findLists(site, page).map(({ layout, rows }) => ({ layout, rows: rows.length })),
  };
}
