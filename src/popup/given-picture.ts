import type { PictureSource } from '../shared/messages.ts';

/** Far above what is decoded: beyond it a file is not even read. */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

/** What a person handed over: a picture, or a word on why it is none. */
export type Given =
  | { readonly source: PictureSource }
  | { readonly trouble: 'picture_link_bad' | 'picture_no_picture' | 'reason_too_many_bytes' };

export function givenLink(link: string): Given {
  const url = URL.parse(link.trim());
  if (url !== null && /^https?:$/.test(url.protocol)) {
    return { source: { kind: 'url', url: url.href, larger: null } };
  }
  if (link.startsWith('data:image/')) return { source: { kind: 'data', dataUrl: link } };
  return { trouble: 'picture_link_bad' };
}

export async function givenFile(file: File): Promise<Given> {
  if (file.size > MAX_FILE_BYTES) return { trouble: 'reason_too_many_bytes' };
  if (file.size === 0) return { source: { kind: 'data', dataUrl: 'data:application/octet-stream;base64,' } };
  return { source: { kind: 'data', dataUrl: await readAsDataUrl(file) } };
}

/** From a drop or a paste: a file first, else a link. */
export async function givenTransfer(transfer: DataTransfer | null): Promise<Given> {
  const file = transfer?.files[0];
  if (file !== undefined) return givenFile(file);
  const link = transfer?.getData('text/uri-list') || transfer?.getData('text/plain') || '';
  return link === '' ? { trouble: 'picture_no_picture' } : givenLink(link);
}

function readAsDataUrl(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
