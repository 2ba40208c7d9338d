import { text } from './text.ts';
import type { Mark, Point, Verdict } from './verdict.ts';

/** The photo with what the checks found drawn on it; found and expected are told apart by shape as well as colour. */
export function PhotoMarks({ url, verdict }: { readonly url: string; readonly verdict: Verdict }) {
  const { width, height } = verdict.image;
  const marks = width > 0 ? verdict.evidence.flatMap((evidence) => evidence.marks) : [];
  const hasRole = (role: Mark['role']) => marks.some((mark) => mark.role === role);
  return (
    <div class="picture">
      <div class="photo">
        <img src={url} alt={text('details_photo')} referrerpolicy="no-referrer" />
        {marks.length > 0 && (
          <svg class="marks" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
            {marks.flatMap((mark) => ['halo', mark.role].map((look) => outline(mark, look, width, height)))}
          </svg>
        )}
      </div>
      {marks.length > 0 && (
        <ul class="legend">
          {hasRole('found') && <li>○ {text('details_mark_found')}</li>}
          {hasRole('expected') && <li>✕ {text('details_mark_expected')}</li>}
        </ul>
      )}
    </div>
  );
}

function outline(mark: Mark, look: string, width: number, height: number) {
  const path = mark.kind === 'quad' ? quad(mark.corners, width, height) : spot(mark, width, height);
  return <path class={look} d={path} />;
}

function quad(corners: readonly Point[], width: number, height: number): string {
  return `M${corners.map(({ x, y }) => `${x * width} ${y * height}`).join('L')}Z`;
}

/** A ring where something was found, a cross where it would be expected. */
function spot({ at, role }: Extract<Mark, { kind: 'point' }>, width: number, height: number): string {
  const x = at.x * width;
  const y = at.y * height;
  const share = role === 'expected' ? 0.022 : 0.036;
  const rx = width * share;
  const ry = height * share;
  if (role === 'expected')
    return `M${x - rx} ${y - ry}L${x + rx} ${y + ry}M${x - rx} ${y + ry}L${x + rx} ${y - ry}`;
  return `M${x - rx} ${y}a${rx} ${ry} 0 1 0 ${2 * rx} 0a${rx} ${ry} 0 1 0 ${-2 * rx} 0Z`;
}
