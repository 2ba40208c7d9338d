import type { AuditMember, AuditReview } from '../../shared/audit.ts';
import type { SessionData } from './session-data.ts';

/** Hexadecimal digits of a pseudonym: two of a million members alike would be a chance of 1 in 500. */
const DIGITS = 12;

/**
 * Names members by what a key, the audit's own name, makes of their accounts (HMAC-SHA-256): the same in every export of
 * one audit, and another in others. What names them otherwise, notes included, is left out; photos stay as asked.
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
  const nameOf = async (account: string): Promise<string> => {
    const digest = new Uint8Array(await crypto.subtle.sign('HMAC', key, text.encode(account)));
    const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return `member-${hex.slice(0, DIGITS)}`;
  };
  const hideMember = async (member: AuditMember): Promise<AuditMember> => ({
    ...member,
    account: await nameOf(member.account),
    handle: null,
    name: null,
    link: null,
    photo: member.photo.status === 'none' ? member.photo : { ...member.photo, url: '' },
  });
  const hideReview = async (review: AuditReview): Promise<AuditReview> => ({
    ...review,
    account: await nameOf(review.account),
    note: '',
  });
  return {
    ...data,
    members: await Promise.all(data.members.map(hideMember)),
    reviews: await Promise.all(data.reviews.map(hideReview)),
  };
}
