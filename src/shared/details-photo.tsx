import { Crop, type Picture, Sides } from './details-crop.tsx';
import { axisOf, halvesOf, viewOf } from './details-geometry.ts';
import { Marks } from './details-marks.tsx';
import { text } from './text.ts';
import type { Evidence, Mark } from './verdict.ts';

interface PhotoProps {
  readonly picture: Picture;
  /** Their marks decide how much round the picture is shown, so that it stays in place whichever is chosen. */
  readonly evidence: readonly Evidence[];
  readonly chosen: Evidence | undefined;
}

/** The whole photo, with the marks of one check. */
export function Photo({ picture, evidence, chosen }: PhotoProps) {
  const view = viewOf(evidence.flatMap(({ marks }): readonly Mark[] => marks));
  const alt = chosen ? text('details_photo_marked', text(`check_${chosen.check}`)) : text('details_photo');
  return (
    <Crop {...picture} part={view} alt={alt}>
      {chosen && <Marks marks={chosen.marks} size={picture.size} view={view} />}
    </Crop>
  );
}

interface HalvesProps {
  readonly picture: Picture;
  readonly evidence: readonly Evidence[];
}

/** The left half beside the mirrored right one: a face, its glasses and earrings are much the same on both sides. */
export function Halves({ picture, evidence }: HalvesProps) {
  const axis = axisOf(evidence, picture.size);
  const [left, right] = halvesOf(axis);
  return (
    <Sides
      {...picture}
      upright={axis}
      sides={[
        { part: left, isMirrored: false, caption: text('details_half_left') },
        { part: right, isMirrored: true, caption: text('details_half_right') },
      ]}
    />
  );
}
