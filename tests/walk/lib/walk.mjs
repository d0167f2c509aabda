// walk.mjs: the frame of a walk: a portal of its own, people in every variant side by side,
// and what must hold at the end.
import {letters, load, master} from './master.mjs';
import {Site} from './site.mjs';
import {totp} from './totp.mjs';
import {Visitor, variants} from './visitor.mjs';

export const DESK = 'Kurage-884212-desk';

// ways: the variants; rows: the master; post: how many letters are sent; staff: their roles;
// clock: time can be moved on (site.later).
export async function walk(name, {b, count},
  {ways = variants, rows = master(12), post = 0, staff = [], clock = false}, act) {
  const site = new Site(undefined, {MADOGUCHI_PORTAL_PROXY: '127.0.0.1'});
  if (clock) site.clock();
  try {
    await site.address();
    await site.init();
    await load(site, rows);
    const posted = post ? await letters(site, post) : [];
    const apps = {};
    for (const n of staff.flatMap((role) => ways.map((v) => [role, `${role}-${v.name}`])))
      apps[n[1]] = (await site.cmd(['staff', 'add', n[1], '--role', n[0]], `${DESK}\n`)).match(/otpauth:\S+/)[0];
    await site.start();
    const each = (story) => Promise.all(ways.map((v, i) => one({name, b, count, site, apps, v, i}, story)));
    await act({site, rows, posted, each});
    count.where = name;
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

// One variant: its story enters as many people as it needs. Members of staff come in at once.
async function one({name, b, count, site, apps, v, i}, story) {
  const here = count.at(`${name} ${v.name}`);
  const people = [];
  const enter = async (who) => {
    const p = await Visitor.enter(b, site, here, {...v, name: [name, v.name, who].filter(Boolean).join('-'),
      from: `203.0.113.${i + 1}`});
    people.push(p);
    return p;
  };
  const desk = async (role) => {
    const p = await enter(role);
    const staff = `${role}-${v.name}`;
    await p.open('/staff/login');
    await p.fill('職員名', staff);
    await p.fill('パスワード', DESK);
    await p.fill('確認コード', totp(apps[staff], site.now()));
    await p.press('ログイン');
    p.at('/staff');
    return p;
  };
  try {
    await story({v, i, count: here, enter, desk});
  } catch (e) {
    const lines = e.stack.split('\n').filter((l) => l.includes('/tests/walk/'));
    here.ok(false, 'goes on', [e.message, ...lines, ...people.map((p) => `${p.name} at ${p.path()}`),
      people.length ? (await people.at(-1).page.locator('main').innerText()).slice(0, 500) : ''].join('\n'));
  }
  for (const p of people) await p.leave();
}

// The row of the master that a letter is about.
export const rowOf = (rows, letter) => rows.find((r) => letter.text.includes(`＜${r.name.slice(0, 6)}`));
export const letterOf = (posted, row) => posted.find((l) => l.text.includes(`＜${row.name.slice(0, 6)}`));

export const code10 = (row) => `${row.pref_code}${row.score_table}${row.code}`;

// The path of the link in a mail that begins with this.
export const pathOf = (mail, part) => new URL(mail.links.find((l) => l.includes(part))).pathname;

export async function login(p, mail, password) {
  await p.open('/login');
  await p.fill('メールアドレス', mail);
  await p.fill('パスワード', password);
  await p.press('ログイン');
}
