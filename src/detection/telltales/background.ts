import type { Telltale } from './telltale.ts';

/** What lies beside the head: melted shapes, walls that turn into smears. */
export const background: Telltale = {
  check: 'background',
  regions: ['upperLeftBackground', 'upperRightBackground', 'lowerLeftBackground', 'lowerRightBackground'],
  gate: ({ detail }, limits) => {
    if (detail === null) return 'outside_picture';
    return detail < limits.plain ? 'plain' : null;
  },
};
