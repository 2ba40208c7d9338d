import { scaleBand, scaleLinear } from 'd3-scale';
import { day, number, text } from '../../shared/text.ts';
import { TEMPLATE } from './eye-spread.ts';
import type { Group } from './group.ts';
import type { JoinBin } from './joins.ts';

const SIDE = 240;
const MARGIN = 24;
const WIDTH = 480;
const HEIGHT = 140;
const LABELS = 4;

/** Colours are set by classes, so that pages and reports follow dark and light. */
export function EyePlot({ eyes }: Pick<Group, 'eyes'>) {
  const scale = scaleLinear([0, 1], [0, SIDE]);
  // One line of dots for all, those that fall together drawn once: a long list would be an element a point.
  const dots = (flagged: boolean) => {
    const places = eyes
      .filter(({ isFlagged }) => isFlagged === flagged)
      .flatMap(({ eyes: pair }) =>
        pair.map(({ x, y }) => `M${scale(x).toFixed(1)} ${scale(y).toFixed(1)}h0`),
      );
    return [...new Set(places)].join('');
  };
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={text('audit_eyes_chart')}
    >
      <rect class="frame" width={SIDE} height={SIDE} />
      <path class="dots other" d={dots(false)} />
      <path class="dots flagged" d={dots(true)} />
      {TEMPLATE.map(({ x, y }) => (
        <path key={x} class="template" d={`M${scale(x) - 7} ${scale(y)}h14m-7 -7v14`} />
      ))}
    </svg>
  );
}

export function JoinTimeline({ bins }: { readonly bins: readonly JoinBin[] }) {
  const most = Math.max(...bins.map(({ all }) => all));
  const height = scaleLinear([0, most], [0, HEIGHT - 2 * MARGIN]);
  const place = scaleBand(
    bins.map(({ from }) => from),
    [MARGIN, WIDTH - MARGIN],
  ).paddingInner(0.1);
  const step = Math.ceil(bins.length / LABELS);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={text('audit_joined_chart')}
    >
      {bins.map(({ from, all, flagged }, at) => (
        <g key={from}>
          <Bar name="other" x={place(from) ?? 0} width={place.bandwidth()} height={height(all)} />
          <Bar name="flagged" x={place(from) ?? 0} width={place.bandwidth()} height={height(flagged)} />
          {at % step === 0 && (
            <text class="tick" x={place(from)} y={HEIGHT - 8}>
              {day(from)}
            </text>
          )}
        </g>
      ))}
      <text class="tick" x={2} y={MARGIN - 8}>
        {number(most)}
      </text>
    </svg>
  );
}

interface BarProps {
  readonly name: 'other' | 'flagged';
  readonly x: number;
  readonly width: number;
  readonly height: number;
}

function Bar({ name, x, width, height }: BarProps) {
  return <rect class={name} x={x} width={width} y={HEIGHT - MARGIN - height} height={height} />;
}
