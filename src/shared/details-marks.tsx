import type { Part, Size } from './details-geometry.ts';
import { text } from './text.ts';
import type { Mark, Point } from './verdict.ts';

type Heat = Extract<Mark, { kind: 'heat' }>;

/** From here on a cell of a heat map gets an outline: colour alone tells nothing. */
const HOT = 0.75;
/** Opacity of a cell that speaks for a generator as clearly as can be. */
const MAX_OPACITY = 0.65;
/** Radii of points, as shares of the picture. */
const RADII = { found: 0.036, expected: 0.022 } as const;

interface MarksProps {
  readonly marks: readonly Mark[];
  readonly size: Size;
  /** The part of the picture that they are drawn over. */
  readonly view: Part;
}

/** Found and expected are told apart by shape as well as colour, and stand out from any picture by a dark rim. */
export function Marks({ marks, size, view: { from, to } }: MarksProps) {
  const { width, height } = size;
  const viewBox = [from.x * width, from.y * height, (to.x - from.x) * width, (to.y - from.y) * height];
  return (
    <svg class="marks" viewBox={viewBox.join(' ')} preserveAspectRatio="none" aria-hidden="true">
      {marks.map((mark, index) => {
        const outline = outlineOf(mark, size);
        return (
          <g key={index}>
            {mark.kind === 'heat' && <Cells heat={mark} size={size} />}
            <path class="halo" d={outline} />
            <path class={`${mark.kind} ${mark.role}`} d={outline} />
          </g>
        );
      })}
    </svg>
  );
}

function Cells({ heat, size }: { readonly heat: Heat; readonly size: Size }) {
  return cellsOf(heat).map(({ part, value }, index) => (
    <path
      key={index}
      class="cell"
      d={polygon(cornersOf(part), size)}
      fill-opacity={(value * MAX_OPACITY).toFixed(2)}
    />
  ));
}

function cellsOf({ from, to, rows }: Heat): readonly { readonly part: Part; readonly value: number }[] {
  return rows.flatMap((row, y) => {
    const at = (right: number, down: number): Point => ({
      x: from.x + ((to.x - from.x) * right) / row.length,
      y: from.y + ((to.y - from.y) * down) / rows.length,
    });
    return row.map((value, x) => ({ part: { from: at(x, y), to: at(x + 1, y + 1) }, value }));
  });
}

function outlineOf(mark: Mark, size: Size): string {
  switch (mark.kind) {
    case 'point':
      return mark.role === 'found' ? ring(mark.at, size) : cross(mark.at, size);
    case 'quad':
      return polygon(mark.corners, size);
    case 'box':
      return polygon(cornersOf(mark), size);
    case 'heat':
      return cellsOf(mark)
        .filter(({ value }) => value > HOT)
        .map(({ part }) => polygon(cornersOf(part), size))
        .join('');
  }
}

const cornersOf = ({ from, to }: Part): readonly Point[] => [
  from,
  { x: to.x, y: from.y },
  to,
  { x: from.x, y: to.y },
];

function polygon(corners: readonly Point[], { width, height }: Size): string {
  return `M${corners.map(({ x, y }) => `${x * width} ${y * height}`).join('L')}Z`;
}

function ring({ x, y }: Point, { width, height }: Size): string {
  const radius = RADII.found * Math.max(width, height);
  return `M${x * width - radius} ${y * height}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

function cross({ x, y }: Point, { width, height }: Size): string {
  const radius = RADII.expected * Math.max(width, height);
  const [left, right] = [x * width - radius, x * width + radius];
  const [top, bottom] = [y * height - radius, y * height + radius];
  return `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`;
}

const CENTRE = { x: 0.5, y: 0.5 } as const;
const INSET = { from: { x: 0.14, y: 0.14 }, to: { x: 0.86, y: 0.86 } } as const;
const SQUARE = [INSET.from, { x: 0.86, y: 0.14 }, INSET.to, { x: 0.14, y: 0.86 }] as const;
const SAMPLE_SIZE: Size = { width: 20, height: 20 };

/** One of every kind of mark, for the legend. */
const SAMPLES: readonly Mark[] = [
  { kind: 'point', role: 'found', at: CENTRE },
  { kind: 'point', role: 'expected', at: CENTRE },
  { kind: 'quad', role: 'found', corners: SQUARE },
  { kind: 'quad', role: 'expected', corners: SQUARE },
  { kind: 'box', role: 'found', ...INSET },
  { kind: 'box', role: 'unequal', ...INSET },
  {
    kind: 'heat',
    role: 'found',
    ...INSET,
    rows: [
      [0.1, 0.3],
      [0.6, 1],
    ],
  },
];

/** What the kinds of marks among these mean. */
export function Legend({ marks }: { readonly marks: readonly Mark[] }) {
  const shown = SAMPLES.filter(({ kind, role }) =>
    marks.some((mark) => mark.kind === kind && mark.role === role),
  );
  return (
    <ul class="legend">
      {shown.map((sample) => (
        <li key={`${sample.kind} ${sample.role}`}>
          <span class="sample">
            <Marks marks={[sample]} size={SAMPLE_SIZE} view={sampleView(sample)} />
          </span>
          {text(`details_mark_${sample.kind}_${sample.role}`)}
        </li>
      ))}
    </ul>
  );
}

/** Points are small beside a picture. */
function sampleView({ kind }: Mark): Part {
  const reach = kind === 'point' ? RADII.found * 1.4 : 0.5;
  return {
    from: { x: CENTRE.x - reach, y: CENTRE.y - reach },
    to: { x: CENTRE.x + reach, y: CENTRE.y + reach },
  };
}
