import type { ComponentChildren } from 'preact';
import type { Axis, Part, Size } from './details-geometry.ts';

/** The picture that was judged, as it may be shown here. */
export interface Picture {
  readonly url: string;
  readonly size: Size;
}

interface CropProps extends Picture {
  readonly part: Part;
  /** What a screen reader says of it. */
  readonly alt: string;
  readonly isMirrored?: boolean;
  /** Turns the picture so that this axis stands upright. */
  readonly upright?: Axis;
  readonly children?: ComponentChildren;
}

/**
 * A part of the picture, as wide as there is room. Cut by style alone: pictures of other origins work, and the same
 * `img` everywhere costs one request.
 */
export function Crop({ url, size, part, alt, isMirrored = false, upright, children }: CropProps) {
  const { from, to } = part;
  const width = to.x - from.x;
  const height = to.y - from.y;
  return (
    <div
      class={isMirrored ? 'crop mirrored' : 'crop'}
      style={{ '--tt-ratio': String((width * size.width) / (height * size.height)) }}
    >
      <img
        src={url}
        alt={alt}
        referrerpolicy="no-referrer"
        style={{
          width: percent(1 / width),
          height: percent(1 / height),
          left: percent(-from.x / width),
          top: percent(-from.y / height),
          transformOrigin: upright ? `${percent(upright.at.x)} ${percent(upright.at.y)}` : '',
          transform: upright ? `rotate(${-upright.roll}rad)` : '',
        }}
      />
      {children}
    </div>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}

/** A part to be looked at from near. */
export interface Side {
  readonly part: Part;
  readonly caption: string;
  readonly isMirrored: boolean;
}

interface SidesProps extends Picture {
  readonly upright?: Axis;
  readonly sides: readonly Side[];
}

/** Left parts beside right ones, which are mirrored: what is alike then looks alike. */
export function Sides({ sides, ...picture }: SidesProps) {
  return (
    <div class="sides">
      {sides.map(({ part, caption, isMirrored }, index) => (
        <figure key={index}>
          <Crop {...picture} part={part} alt={caption} isMirrored={isMirrored} />
          <figcaption aria-hidden="true">{caption}</figcaption>
        </figure>
      ))}
    </div>
  );
}
