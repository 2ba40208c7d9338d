import type { AuditMember, AuditReview, MemberPhoto } from '../../shared/audit.ts';
import type { SessionData } from './session-data.ts';

/** Hexadecimal digits of a pseudonym: two of a million members alike would be a chance of 1 in 500. */
const DIGITS = 12;
/** Of the audit's own: no account is empty, so that none gets the same. */
const ID_DIGITS = 32;

/**
 * Names members by what a key, the audit's own id, makes of their accounts (HMAC-SHA-256): the same in every export of
 * one audit, and another in others. The key is left out, too, or whoever guesses accounts could try them. What names
 * members otherwise, notes included, is left out; photos stay as asked, and their hashes tell who has the photo.
 */
export async function pseudonymised(data: SessionData): Promise<SessionData> {
  const text = new TextEncoder();
  const key = await crypto.subtle.importKey(
    'raw',
    text.encode(data.session.id),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  );
  const signed = async (what: string): Promise<string> => {
    const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(what)));
    return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  };
  const id = `pseudonymous-${(await signed('')).slice(0, ID_DIGITS)}`;
  const nameOf = async (account: string): Promise<string> =>
    `member-${(await signed(account)).slice(0, DIGITS)}`;
  const hideMember = async (member: AuditMember): Promise<AuditMember> => ({
    ...member,
    session: id,
    account: await nameOf(member.account),
    handle: null,
    name: null,
    link: null,
    photo: withoutAddress(member.photo),
  });
  const hideReview = async (review: AuditReview): Promise<AuditReview> => ({
    ...review,
    session: id,
    account: await nameOf(review.account),
    note: '',
  });
  return {
    ...data,
    session: { ...data.session, id },
    members: await Promise.all(data.members.map(hideMember)),
    reviews: await Promise.all(data.reviews.map(hideReview)),
  };
}

function withoutAddress(photo: MemberPhoto): MemberPhoto {
  switch (photo.status) {
    case 'none':
      return photo;
    case 'waiting':
      return { ...photo, url: '', larger: null };
    case 'judged':
      return { ...photo, url: '' };
  }
}
