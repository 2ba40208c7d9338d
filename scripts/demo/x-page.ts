/** A page with the structure of a followers list on X: absolutely placed cells, and each avatar twice. */
import { xPictureUrl } from './addresses.ts';
import type { Member } from './cast.ts';
import { escapeHtml } from './html.ts';

const CELL_HEIGHT = 88;

export function xPage(members: readonly Member[]): string {
  return `<!doctype html>
<html lang="en" dir="ltr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>People following Telltale Demo (@telltale_demo) / X</title>
<link rel="icon" href="data:,"><style>${STYLE}</style></head>
<body><div id="react-root"><div class="layout">
<header role="banner"><nav role="navigation" aria-label="Primary">
  <a class="logo" href="/home" aria-label="X">𝕏</a>
  ${['Home', 'Explore', 'Notifications', 'Messages', 'Lists', 'Profile'].map((name) => `<a class="entry" href="/${name.toLowerCase()}">${name}</a>`).join('')}
</nav></header>
<main role="main"><div data-testid="primaryColumn">
  <div class="top"><h2>Telltale Demo</h2><span>@telltale_demo</span></div>
  <div role="tablist"><a role="tab" aria-selected="false" href="/telltale_demo/verified_followers">Verified Followers</a><a role="tab" aria-selected="true" href="/telltale_demo/followers">Followers</a><a role="tab" aria-selected="false" href="/telltale_demo/following">Following</a></div>
  <section role="region"><div aria-label="Timeline: Followers"><div class="list" style="position:relative;min-height:${members.length * CELL_HEIGHT}px">
  ${members.map(cell).join('\n')}
  </div></div></section>
</div></main>
<aside><div class="card"><h3>About this page</h3><p>A demo on this machine: every name is invented, and no request leaves it.</p></div></aside>
</div></div></body></html>`;
}

export function cell(member: Member, index: number): string {
  const handle = escapeHtml(member.account);
  const name = escapeHtml(member.name);
  const picture = escapeHtml(xPictureUrl(member));
  return `<div data-testid="cellInnerDiv" style="transform:translateY(${index * CELL_HEIGHT}px);position:absolute;width:100%"><div><div>
  <button role="button" type="button" data-testid="UserCell"><div class="row">
    <div class="avatar" data-testid="UserAvatar-Container-${handle}" style="width:40px;height:40px"><div class="fill"><div class="round">
      <a href="/${handle}" aria-hidden="true" role="link" tabindex="-1"><div class="fill"><div class="fill" aria-label=""><div class="picture" style="background-image:url(&quot;${picture}&quot;)"></div><img alt="" draggable="true" class="twin" src="${picture}"></div></div></a>
    </div></div></div>
    <div class="text"><div class="names"><div><a href="/${handle}" role="link"><div dir="ltr"><span class="name">${name}</span></div></a>
      <a href="/${handle}" role="link" tabindex="-1"><div dir="ltr"><span class="handle">@${handle}</span></div></a></div>
      <span class="follow">Follow back</span></div>
    <div dir="auto" class="bio">${escapeHtml(member.note)}</div></div>
  </div></button></div></div></div>`;
}

const STYLE = `
:root{color-scheme:light}*{box-sizing:border-box}
body{margin:0;background:#fff;color:#0f1419;font:15px/20px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
a{color:inherit;text-decoration:none}
.layout{display:grid;grid-template-columns:210px minmax(0,600px) 260px;justify-content:center}
nav{position:sticky;top:0;display:flex;flex-direction:column;padding:10px 16px;gap:6px;font-size:19px}
.logo{font-size:28px;padding:10px 12px}.entry{padding:12px}
[data-testid=primaryColumn]{border-left:1px solid #eff3f4;border-right:1px solid #eff3f4;min-height:100vh}
.top{padding:10px 16px}.top h2{margin:0;font-size:20px;line-height:24px}.top span{color:#536471;font-size:13px}
[role=tablist]{display:flex;border-bottom:1px solid #eff3f4}
[role=tab]{flex:1;text-align:center;padding:16px 0;color:#536471}
[role=tab][aria-selected=true]{color:#0f1419;font-weight:700;box-shadow:inset 0 -4px #1d9bf0}
button{all:unset;display:block;width:100%;cursor:pointer}
.row{display:flex;gap:8px;padding:12px 16px}
.avatar{position:relative;flex:none}.fill{position:absolute;inset:0}
.round{position:absolute;inset:0;border-radius:50%;overflow:hidden;background:#cfd9de}
.picture{position:absolute;inset:0;background-size:cover;background-position:center}
.twin{position:absolute;inset:0;width:100%;height:100%;opacity:0;z-index:-1}
.text{flex:1;min-width:0}.names{display:flex;justify-content:space-between;gap:12px}
.name{font-weight:700}.handle{color:#536471}
.follow{align-self:center;background:#0f1419;color:#fff;border-radius:99px;font-weight:700;font-size:14px;padding:6px 16px}
aside{padding:12px 0 0 24px}.card{border:1px solid #eff3f4;border-radius:16px;padding:12px 16px}
.card h3{margin:0 0 6px;font-size:18px}.card p{margin:0;color:#536471}
@media (max-width:900px){.layout{grid-template-columns:minmax(0,600px)}header,aside{display:none}}
`;
