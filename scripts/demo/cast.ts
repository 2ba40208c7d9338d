/**
 * Who stands on the demo's pages. Names, accounts and notes are invented; the portraits say what each picture is. The
 * GAN faces are some that the model is sure of at the size served: how many it misses is measured by `npm run bench`.
 */

/** What a picture is. People's photos are crops of the sample photos of `@vladmandic/face-api`. */
export type Portrait =
  | { readonly kind: 'gan'; readonly file: number }
  | { readonly kind: 'photo'; readonly crop: Crop }
  | { readonly kind: 'drawing'; readonly style: DrawingStyle; readonly seed: string }
  | { readonly kind: 'silhouette' }
  /** The host answers 404. */
  | { readonly kind: 'missing' };

export type PortraitKind = Portrait['kind'];

export const DRAWING_STYLES = ['adventurer', 'lorelei', 'notionists', 'personas', 'avataaars'] as const;
export type DrawingStyle = (typeof DRAWING_STYLES)[number];

/** A square in pixels of `demo/sample<photo>.jpg`, turned by `tilt` degrees as people do with their photos. */
export interface Crop {
  readonly photo: 1 | 2 | 3 | 4 | 5 | 6;
  readonly x: number;
  readonly y: number;
  readonly side: number;
  readonly tilt: number;
}

export interface Member {
  /** X handle, or Facebook user id. */
  readonly account: string;
  readonly name: string;
  readonly note: string;
  readonly portrait: Portrait;
}

const gan = (file: number): Portrait => ({ kind: 'gan', file });
const drawing = (style: DrawingStyle, seed: string): Portrait => ({ kind: 'drawing', style, seed });
const photo = (
  sample: Crop['photo'],
  centreX: number,
  centreY: number,
  side: number,
  tilt = 0,
): Portrait => ({
  kind: 'photo',
  crop: {
    photo: sample,
    x: Math.round(centreX - side / 2),
    y: Math.round(centreY - side / 2),
    side,
    tilt,
  },
});

const member = (account: string, name: string, note: string, portrait: Portrait): Member => ({
  account,
  name,
  note,
  portrait,
});

export const X_FOLLOWERS: readonly Member[] = [
  member('marlow_tidewater', 'Marlow Tidewater', 'Harbour walks, weather, old maps.', gan(74)),
  member('ines_quarrel', 'Inès Quarrel', 'Night shift nurse. Opinions my own.', photo(5, 1531, 545, 560)),
  member('ruddockfinch', 'Oona Ruddock', 'Ceramics & slow mornings', gan(242)),
  member('plumb_and_level', 'Plumb & Level', 'Small joinery shop', drawing('adventurer', 'plumb')),
  member('tessa_halloway9', 'Tessa Halloway', 'Marathon no. 4 in spring', photo(3, 1191, 390, 520)),
  member('brenvale', 'Bren Vale', 'Patriot. Husband. Fisherman.', gan(47)),
  member('kiora_lund', 'Kiora Lund', 'she/her · plants', photo(6, 781, 498, 470, 8)),
  member('dorsey_pike', 'Dorsey Pike', 'Retired. Grandfather of three.', gan(34)),
  member('wrenmakepeace', 'Wren Makepeace', 'Teaching physics the hard way', gan(58)),
  member('nocturnal_ovens', 'Nocturnal Ovens', 'Bread, mostly', { kind: 'silhouette' }),
  member('lio_castellane', 'Lio Castellane', 'Film, film and film', gan(114)),
  member('sunniva_bright', 'Sunniva Bright', 'dance teacher', photo(4, 1368, 290, 430)),
  member('hector_olm', 'Hector Olm', 'Numbers person', gan(236)),
  member('pippa_tarn', 'Pippa Tarn', 'Here for the birds', drawing('lorelei', 'pippa')),
  member('aldous_brink', 'Aldous Brink', 'Views from the allotment', gan(249)),
  member('mirelle_fosse', 'Mirelle Fosse', 'Paris – Lyon – Paris', photo(3, 699, 494, 560, -9)),
  member('jory_penhale', 'Jory Penhale', 'Surf report at six', gan(51)),
  member('gwen_arkady', 'Gwen Arkady', 'Account moved', { kind: 'missing' }),
  member('callum_innes', 'Callum Innes', 'Data, dogs, dessert', gan(132)),
  member('rosalind_chee', 'Rosalind Chee', 'Kitchen experiments', photo(6, 1270, 470, 520)),
  member('thane_wolcott', 'Thane Wolcott', 'Building things that stay up', gan(95)),
  member('yara_devlin', 'Yara Devlin', 'Lawyer by day', photo(6, 1595, 445, 500, 12)),
  member('oskar_lemming', 'Oskar Lemming', 'not the game', drawing('notionists', 'oskar')),
  member('edda_sorrel', 'Edda Sorrel', 'Choir and bicycles', gan(172)),
  member('bexley_marsh', 'Bexley Marsh', 'Makeup artist, costume maker', photo(1, 514, 497, 430)),
  member('finola_gray', 'Finola Gray', 'Tea first', photo(5, 857, 248, 420)),
];

export const FACEBOOK_MEMBERS: readonly Member[] = [
  member('100081204417731', 'Harris Colm', 'Joined on Monday', gan(8)),
  member('100077310925548', 'Delia Westrop', 'Joined about two weeks ago', photo(6, 349, 663, 460)),
  member('100083356190042', 'Rainer Holt', 'Joined on Monday', gan(61)),
  member('100049982716350', 'Noor Anselm', 'Joined last year', photo(5, 1204, 350, 410)),
  member('100085520637194', 'Angus Tulley', 'Joined on Monday', gan(42)),
  member('100062017745803', 'Bo Lindqvist Farm', 'Joined in March', drawing('personas', 'bo')),
  member('100086641029375', 'Leopold Crane', 'Joined on Sunday', gan(41)),
  member('100031874460291', 'Sabine Orrell', 'Joined three years ago', photo(4, 749, 225, 420)),
  member('100086645713380', 'Victor Maddock', 'Joined on Sunday', gan(154)),
  member('100058123309946', 'Private Member', 'Joined in June', { kind: 'silhouette' }),
  member('100090017745236', 'Thomasina Eastlake', 'Joined on Sunday', gan(6)),
  member('100040275518862', 'Mina Robart', 'Joined two years ago', photo(3, 1597, 457, 500)),
  member('100070936641257', 'Otis Grey', 'Joined in April', { kind: 'missing' }),
  member('100091182203847', 'Paloma Reyes', 'Joined on Saturday', gan(20)),
  member('100027749901635', 'Ruth Sandgren', 'Joined four years ago', photo(4, 337, 338, 440)),
  member('100066309127754', 'Ink & Otter', 'Joined in May', drawing('avataaars', 'otter')),
  member('100093375510268', 'Gordon Fairley', 'Joined on Saturday', gan(91)),
  member('100035510087429', 'Carmen Ysolde', 'Joined last year', photo(1, 1556, 338, 420, -20)),
];
