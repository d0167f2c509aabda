// every.mjs: every page that can be reached, for everybody who may: found in the program's
// own list of routes and by following links on a filled data directory. Wide, narrow, at
// 320 px with large letters, furigana and black ground. No link may be dead.
import {Site, program, run} from './site.mjs';
import {totp} from './totp.mjs';
import {Visitor} from './visitor.mjs';

// Each is a load of the page, and then perhaps a window that is made narrow. The last has the
// elements of the one before: what colours and sizes change is looked at.
const looks = [
  {view: 't-m.c-std.f0', widths: [['wide', 1280], ['narrow', 375]]},
  {view: 't-l.c-kuro.f1', widths: [['black-large-furigana', 320]]},
  {view: 't-s.c-ki.f1', widths: [['yellow-small-furigana', 1280]],
    rules: ['color-contrast', 'link-in-text-block', 'target-size']},
];
export const CLINICS = ['public', 'letter', 'member', 'agent'];
const MOST = 60; // kinds of pages of one visitor
const CALLS = ['/postcode']; // for scripts, not for readers
const SEARCHES = {'/staff/institutions': '?q=病院'}; // pages that show more when asked

// walk: its name; wanted: whether it takes a visitor of this name.
export async function every(walk, {b, count}, wanted) {
  const site = new Site();

  await site.address();
  const people = readPeople(await site.cmd(['demo']));
  const routes = (await run(program, ['routes'])).out.trim().split('\n')
    .map((l) => l.split(/\s+/)).filter(([method, path]) => method === 'GET' && !path.includes('{') && !CALLS.includes(path))
    .map(([, path, who]) => ({path, who: who.split(',')}));
  await site.start();
  const visitors = [
    {name: 'public', roles: ['public'], enter: async () => {}},
    {name: 'letter', roles: ['provisional'], enter: (v) => clinic(v, people.letter)},
    {name: 'member', roles: ['member'], enter: (v) => clinic(v, people.member)},
    {name: 'agent', roles: ['agent', 'agent:notices', 'agent:readers'], enter: (v) => clinic(v, people.agent)},
    ...people.staff.map((s) => ({name: s.name, roles: [s.name], enter: (v) => staff(v, s)})),
  ].filter((v) => wanted(v.name));
  const looked = new Set(); // a page of the staff looks the same for all who may see it
  const one = async ({name, roles, enter}) => {
    const here = count.at(`pages ${name}`);
    const v = await Visitor.enter(b, site, here, {name: `pages-${name}`});
    try {
      await enter(v);
      const start = routes.filter((r) => r.who.some((w) => roles.includes(w))).flatMap((r) =>
        (SEARCHES[r.path] ? [r.path, r.path + SEARCHES[r.path]] : [r.path]));
      const found = await follow(v, here, start, name);
      const group = CLINICS.includes(name) ? name : 'staff';
      const fresh = found.filter((p) => !looked.has(`${group} ${kind(p)}`));
      fresh.forEach((p) => looked.add(`${group} ${kind(p)}`));
      await look(v, fresh);
    } catch (e) {
      here.ok(false, `goes on at ${v.path()}`, e.stack);
    }
    await v.leave();
  };
  try {
    // Two at a time: more do not make two cores faster.
    const queue = [...visitors];
    await Promise.all([0, 1].map(async () => {
      for (let next; (next = queue.shift());) await one(next);
    }));
    count.where = walk;
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

function readPeople(said) {
  const [, login, password] = said.match(/provisional login.*\n\s+(\S+)\s+(\S+)/);
  const [, mail, word] = said.match(/registered login.*\n\s+(\S+)\s+(\S+)/);
  const [, agent, his] = said.match(/agent of .*\n\s+(\S+)\s+(\S+)/);
  const staffs = [...said.matchAll(/^\s+(\w+)\s+(\S+)\s+(otpauth:\S+)/gm)]
    .map(([, name, secret, app]) => ({name, password: secret, app}));
  return {letter: {login, password}, member: {login: mail, password: word},
    agent: {login: agent, password: his}, staff: staffs};
}

async function clinic(v, {login, password}) {
  await v.open('/login');
  await v.fill('メールアドレス', login);
  await v.fill('パスワード', password);
  await v.press('ログイン');
  v.count.ok(/^\/my/.test(v.path()), 'the login printed by demo works', v.path());
}

async function staff(v, {name, password, app}) {
  await v.open('/staff/login');
  await v.fill('職員名', name);
  await v.fill('パスワード', password);
  if (v.script) v.count.is(await v.page.locator('#password').getAttribute('type'), 'password', 'hidden');
  await v.fill('確認コード', totp(app));
  await v.press('ログイン');
  v.count.is(v.path(), '/staff', 'the staff login printed by demo works');
}

// One address for each kind of page: digits and codes in the path count as the same; of what
// has a receipt number four are looked at, because their states differ.
const kind = (path) => path.replace(/\?.*/, '?')
  .replace(/\/[0-9A-Z]{8}([0-9A-Z])(?=[/?]|$)/g, (_, c) => `/R${c.charCodeAt(0) % 4}`)
  .replace(/\/[0-9][0-9A-Za-z-]*/g, '/N');

// Follows links from page to page; each address must answer. Returns what was found.
async function follow(v, count, start, name) {
  const found = new Map(start.map((p) => [kind(p), p]));
  const asked = new Map();
  const queue = [...start];

  while (queue.length && asked.size < MOST * 4) {
    const path = queue.shift();
    if (asked.has(path)) continue;
    const r = await v.context.request.get(path, {maxRedirects: 5});
    asked.set(path, r.status());
    count.ok(r.status() === 200, `${path} answers`, String(r.status()));
    if (!/text\/html/.test(r.headers()['content-type'])) {
      found.delete(kind(path));
      continue;
    }
    const html = await r.text();
    for (const [, href] of html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)) {
      if (!href.startsWith('/')) continue;
      const to = href.replace(/&amp;/g, '&').split('#')[0];
      const known = found.has(kind(to)) && [...asked.keys(), ...queue].filter((x) => kind(x) === kind(to)).length >= 3;
      if (asked.has(to) || known || found.size >= MOST) continue;
      if (!found.has(kind(to))) found.set(kind(to), to);
      queue.push(to);
    }
    for (const [, id] of html.matchAll(/href="#([^"]+)"/g))
      count.ok(html.includes(`id="${id}"`), `${path}: #${id} is on the page`, name);
  }
  return [...found.values()];
}

async function look(v, paths) {
  const name = v.name;
  for (const l of looks) {
    await v.context.addCookies([{name: 'view', value: l.view, url: v.site.origin}]);
    Object.assign(v, {view: l.view, rules: l.rules});
    v.looked.clear();
    for (const path of paths) {
      if (/^\/(logout|q)\b/.test(path)) continue;
      for (const [way, width] of l.widths) {
        await v.page.setViewportSize({width, height: 900});
        Object.assign(v, {width, name: `${name}-${way}`});
        if (width === l.widths[0][1]) await v.open(path);
        else await v.seen();
      }
    }
  }
  v.rules = undefined;
}
