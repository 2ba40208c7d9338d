/** Characters that are held before they are put away. */
const HELD = 1_000_000;

export interface TextBlob {
  write(text: string): void;
  end(): Blob;
}

/** A text that is written piece by piece: browsers keep blobs outside of a page's memory, on the disk if need be. */
export function textBlob(type: string): TextBlob {
  const away: Blob[] = [];
  let held: string[] = [];
  let size = 0;
  const putAway = () => {
    away.push(new Blob(held));
    held = [];
    size = 0;
  };
  return {
    write(text) {
      held.push(text);
      size += text.length;
      if (size >= HELD) putAway();
    },
    end() {
      putAway();
      return new Blob(away, { type });
    },
  };
}
