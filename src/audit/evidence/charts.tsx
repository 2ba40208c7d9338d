import { scaleLinear, scaleTime } from 'd3-scale';
import { number, text } from '../../shared/text.ts';
import { TEMPLATE } from './eye-spread.ts';
import type { Group } from './group.ts';

const SIDE = 240;
const MARGIN = 24;
const WIDTH = 480;
const HEIGHT = 140;
const BARS = 24;

/** Colours are set by classes, so that pages and reports follow dark and light. */
export function EyePlot({ eyes }: Pick<Group, 'eyes'>) {
  const scale = scaleLinear([0, 1], [0, SIDE]);
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
      {eyes.map(({ eyes: pair, isFlagged }, at) =>
        pair.map(({ x, y }, side) => (
          <circle
            key={`${at}-${side}`}
            class={isFlagged ? 'flagged' : 'other'}
            cx={scale(x)}
            cy={scale(y)}
            r={isFlagged ? 2.5 : 1.5}
          />
        )),
      )}
      {TEMPLATE.map(({ x, y }) => (
        <path key={x} class="template" d={`M${scale(x) - 7} ${scale(y)}h14m-7 -7v14`} />
      ))}
    </svg>
  );
}

export function JoinTimeline({ joined }: Pick<Group, 'joined'>) {
  const times = joined.map(({ at }) => at);
  const time = scaleTime([Math.min(...times), Math.max(...times)], [MARGIN, WIDTH - MARGIN]);
  const barOf = (at: number) =>
    Math.min(BARS - 1, Math.floor(((time(at) - MARGIN) / (WIDTH - 2 * MARGIN)) * BARS));
  const bars = Array.from({ length: BARS }, () => ({ all: 0, flagged: 0 }));
  for (const { at, isFlagged } of joined) {
    const bar = bars[barOf(at)];
    if (bar === undefined) continue;
    bar.all++;
    if (isFlagged) bar.flagged++;
  }
  const height = scaleLinear([0, Math.max(...bars.map(({ all }) => all))], [0, HEIGHT - 2 * MARGIN]);
  const width = (WIDTH - 2 * MARGIN) / BARS;
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={text('audit_joined_chart')}
    >
      {bars.map(({ all, flagged }, at) => (
        <g key={at}>
          <rect
            class="other"
            x={MARGIN + at * width + 1}
            width={width - 2}
            y={HEIGHT - MARGIN - height(all)}
            height={height(all)}
          />
          <rect
            class="flagged"
            x={MARGIN + at * width + 1}
            width={width - 2}
            y={HEIGHT - MARGIN - height(flagged)}
            height={height(flagged)}
          />
        </g>
      ))}
      {time.ticks(4).map((tick) => (
        <text key={tick.getTime()} class="tick" x={time(tick)} y={HEIGHT - 8} text-anchor="middle">
          {time.tickFormat(4)(tick)}
        </text>
      ))}
      <text class="tick" x={2} y={MARGIN - 8}>
        {number(height.domain()[1] ?? 0)}
      </text>
    </svg>
  );
}
