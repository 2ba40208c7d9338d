import type { AuditSession } from '../shared/audit.ts';
import type { AuditStore } from '../shared/audit-store.ts';
import type { Settings } from '../shared/settings.ts';
import type { VerdictStore } from './store.ts';

const DAY_MS = 86_400_000;

type Kept = Pick<Settings, 'keepVerdictsDays'>;

/** For the browser's start, and for a person who just chose to keep less. */
export async function prune(store: VerdictStore, { keepVerdictsDays }: Kept): Promise<void> {
  if (keepVerdictsDays === 0) await store.clear();
  else await store.removeOlderThan(Date.now() - keepVerdictsDays * DAY_MS);
}

/** For each start of the background: a browser may stay open for months, and what lasts until its end for a day. */
export async function pruneWhileOpen(store: VerdictStore, { keepVerdictsDays }: Kept): Promise<void> {
  await store.removeOlderThan(Date.now() - Math.max(1, keepVerdictsDays) * DAY_MS);
}

/** Audits that nobody has worked on for longer than chosen go, with their photos. */
export async function pruneAudits(
  store: Pick<AuditStore, 'sessions' | 'deleteSession'>,
  { keepAuditsDays }: Pick<Settings, 'keepAuditsDays'>,
): Promise<void> {
  if (keepAuditsDays === 0) return;
  const oldest = Date.now() - keepAuditsDays * DAY_MS;
  for (const session of await store.sessions())
    if (lastWorkedOn(session) < oldest) await store.deleteSession(session.id);
}

function lastWorkedOn({ createdAt, visits }: AuditSession): number {
  return Math.max(createdAt, ...visits.map(({ startedAt, endedAt }) => endedAt ?? startedAt));
}
