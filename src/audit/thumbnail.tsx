import type { AuditMember } from '../shared/audit.ts';
import { hashOf, type ReadPhoto, usePhoto } from './use-photos.ts';

interface ThumbnailProps {
  readonly member: AuditMember;
  readonly readPhoto: ReadPhoto;
}

export function Thumbnail({ member, readPhoto }: ThumbnailProps) {
  const shown = usePhoto(hashOf(member), readPhoto);
  return <span class="thumbnail">{shown && <img src={shown.url} alt="" width="48" height="48" />}</span>;
}
