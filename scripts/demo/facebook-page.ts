/** A page with the structure of a group's member list on Facebook: avatars are SVG images behind a round mask. */
import { facebookPictureUrl } from './addresses.ts';
import type { Member } from './cast.ts';
import { escapeHtml } from './html.ts';

const GROUP = '482915507733106';

export function facebookPage(members: readonly Member[]): string {
  return `<!doctype html>
<html lang="en" id="facebook"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Neighbours of Alder Creek | Members | Facebook</title>
<link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><div role="banner"><span class="brand">f</span><span class="search">Search</span></div>
<div role="main"><header><h1>Neighbours of Alder Creek</h1><p>Private group · ${members.length} members</p>
<div class="tabs"><a href="/groups/${GROUP}">Discussion</a><a href="/groups/${GROUP}/members" aria-current="page">Members</a><a href="/groups/${GROUP}/events">Events</a><a href="/groups/${GROUP}/media">Media</a></div></header>
<div class="card"><h2><span>Members</span> · ${members.length}</h2><p>New people who join this group will appear here.</p>
<h2>New to the group</h2>
<div role="list">
${members.map(row).join('\n')}
</div></div></div></body></html>`;
}

export function row(member: Member, index: number): string {
  const name = escapeHtml(member.name);
  const profile = `/groups/${GROUP}/user/${escapeHtml(member.account)}/`;
  const mask = `:r${index.toString(36)}:`;
  return `<div data-visualcompletion="ignore-dynamic" role="listitem"><div class="row">
  <a aria-label="${name}" role="link" tabindex="0" href="${profile}"><svg aria-label="${name}" data-visualcompletion="ignore-dynamic" role="img" style="height:60px;width:60px"><mask id="${mask}"><circle cx="30" cy="30" fill="white" r="30"></circle></mask><g mask="url(#${mask})"><image x="0" y="0" height="100%" preserveAspectRatio="xMidYMid slice" width="100%" xlink:href="${escapeHtml(facebookPictureUrl(member))}" style="height:60px;width:60px"></image><circle class="ring" cx="30" cy="30" r="30"></circle></g></svg></a>
  <div class="text"><span><a role="link" tabindex="0" href="${profile}" class="name">${name}</a></span><span dir="auto" class="note">${escapeHtml(member.note)}</span></div>
  <div role="button" tabindex="0" class="add">Add friend</div>
</div></div>`;
}

const STYLE = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#f0f2f5;color:#080809;font:15px/20px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:inherit;text-decoration:none}h1,h2,p{margin:0}
[role=banner]{display:flex;gap:12px;align-items:center;background:#fff;padding:8px 16px;box-shadow:0 1px 2px #0002}
.brand{width:40px;height:40px;border-radius:50%;background:#0866ff;color:#fff;font:700 28px/44px sans-serif;text-align:center}
.search{background:#f0f2f5;color:#65686c;border-radius:99px;padding:10px 16px;width:220px}
header{background:#fff;padding:24px 32px 0;margin:0 auto;max-width:1000px}
header h1{font-size:28px;line-height:34px}header p,.card p{color:#65686c;margin-top:4px}
.tabs{display:flex;gap:24px;border-top:1px solid #dadde1;margin-top:16px}
.tabs a{padding:16px 4px;font-weight:600;color:#65686c}
.tabs a[aria-current]{color:#0866ff;box-shadow:inset 0 -3px #0866ff}
.card{background:#fff;border-radius:8px;max-width:680px;margin:16px auto;padding:16px;box-shadow:0 1px 2px #0002}
.card h2{font-size:17px;margin-top:12px}
.row{display:flex;gap:12px;align-items:center;padding:8px 0}
svg{display:block;background:#e4e6eb;border-radius:50%}.ring{fill:none;stroke:#0001;stroke-width:2}
.text{flex:1;display:flex;flex-direction:column}.name{font-weight:600}.note{color:#65686c;font-size:13px}
.add{background:#e2e5e9;border-radius:6px;padding:8px 12px;font-weight:600}
`;
