import { useEffect, useState } from 'preact/hooks';
import type { AuditMember, AuditSession } from '../shared/audit.ts';
import { countText } from '../shared/count-text.ts';
import { text } from '../shared/text.ts';
import { type Group, groupOf } from './evidence/group.ts';
import { GroupPanel } from './evidence/group-panel.tsx';
import type { ReadPhoto } from './use-photos.ts';

interface GroupViewProps {
  readonly session: AuditSession;
  readonly members: readonly AuditMember[];
  readonly selected: ReadonlySet<string>;
  readonly readPhoto: ReadPhoto;
}

/** What the photos of the list show together; worked out when it is opened, and again when asked. */
export function GroupView(props: GroupViewProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <b>{text('audit_group')}</b>
      </summary>
      {isOpen && <Evidence {...props} />}
    </details>
  );
}

function Evidence({ session, members, selected, readPhoto }: GroupViewProps) {
  const [group, setGroup] = useState<Group | 'failed' | null>(null);
  const [times, setTimes] = useState(0);
  // What is recorded meanwhile is taken in when a person asks: pictures that change by themselves cannot be read.
  useEffect(() => {
    let isGone = false;
    setGroup(null);
    groupOf({ session, members, selected, readPhoto }).then(
      (found) => isGone || setGroup(found),
      () => isGone || setGroup('failed'),
    );
    return () => {
      isGone = true;
    };
  }, [times]);
  return (
    <>
      <div class="row wrap">
        <span class="grow soft">
          {selected.size > 0 ? countText('audit_group_selected', selected.size) : text('audit_group_strong')}
        </span>
        <button type="button" onClick={() => setTimes(times + 1)}>
          {text('audit_group_again')}
        </button>
      </div>
      {group === null && <p class="soft">{text('loading')}</p>}
      {group === 'failed' && (
        <p class="notice error" role="alert">
          {text('audit_failed')}
        </p>
      )}
      {group !== null && group !== 'failed' && <GroupPanel group={group} />}
    </>
  );
}
