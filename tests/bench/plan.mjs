// plan.mjs: a maker's plan of 10,000 orders: brought in, looked at, applied, told.
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {csv, master} from '../walk/lib/master.mjs';
import {upload} from '../walk/lib/papers.mjs';
import {Person} from '../walk/lib/person.mjs';
import {Site, run} from '../walk/lib/site.mjs';
import {totp} from '../walk/lib/totp.mjs';

const ROWS = 10000, PLAN = '/staff/orders/import';
const MAKER = '富士通Japan株式会社';

// Crockford's base 32 with its check character, as receipt numbers have it.
export function number(i) {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  const text = [...i.toString(32).padStart(8, '0')].map((c) => digits[parseInt(c, 32)]).join('');
  let sum = 0;
  for (const c of text) {
    sum = (sum ^ digits.indexOf(c)) << 1;
    if (sum & 32) sum ^= 0b100101;
  }
  return text + digits[sum];
}

function clinics() {
  const [one] = master(1);
  return Array.from({length: ROWS}, (_, i) => ({...one, name: `見本第${i}内科クリニック`,
    pref_code: String(1 + i % 47).padStart(2, '0'), code: `${100000 + Math.floor(i / 47)}${i % 10}`}));
}

const orders = () => `BEGIN;
${Array.from({length: ROWS / 500}, (_, k) => `INSERT INTO reader_order (id, number, institution, state, plan_month, claims, created_at, created_by, changed_at) VALUES
${Array.from({length: 500}, (_, n) => k * 500 + n + 1).map((i) => `(${i},'${number(i)}',${i},'received','2027-09','yes',unixepoch(),'a:1',unixepoch())`).join(',')};`).join('\n')}
INSERT INTO reader_order_line (reader_order, reader, quantity) SELECT id, 4, 1 FROM reader_order;
INSERT INTO account (id, mail, mail_key, mail_confirmed_at, password, contact, phone, created_at, changed_at)
 SELECT id, 'p' || id || '@example.jp', 'p' || id || '@example.jp', unixepoch(), 'x', '資格 花子', '03-0000-0000', unixepoch(), unixepoch() FROM institution;
INSERT INTO member (account, institution, role, joined_at) SELECT id, id, 'owner', unixepoch() FROM institution;
COMMIT;`;

async function staff(site, name, role) {
  const said = await site.cmd(['staff', 'add', name, '--role', role], 'Kurage-884212-desk\n');
  const p = new Person(site);
  const r = await p.post('/staff/login', {...await p.form('/staff/login'), name,
    password: 'Kurage-884212-desk', current_code: totp(said.match(/otpauth:\S+/)[0])});
  if (r.to !== '/staff') throw new Error(`staff login: ${r.status} ${r.to}`);
  return p;
}

async function timed(act) {
  const start = process.hrtime.bigint();
  const r = await act();
  if (r && r.status >= 400) throw new Error(`plan: ${r.status} ${r.text.slice(0, 300)}`);
  return [Number(process.hrtime.bigint() - start) / 1e6, r];
}

async function csrf(p, path) {
  return (await p.get(path)).text.match(/name="_csrf" value="([^"]*)"/)[1];
}

// Milliseconds of each step, and how many mails there were.
export async function plan(place) {
  const dir = join(place, 'plan');
  rmSync(dir, {recursive: true, force: true});
  const site = new Site(dir, {MADOGUCHI_LOG_LEVEL: 'error'});
  const sql = async (text) => (await run('sqlite3', [join(dir, 'portal.db')], {input: `.timeout 20000\n${text}`})).out.trim();
  await site.address();
  await site.cmd(['init']);
  writeFileSync(join(place, 'clinics.csv'), csv(clinics()));
  await site.cmd(['import', 'institutions', join(place, 'clinics.csv')]);
  await sql(orders());
  await site.start();
  try {
    const boss = await staff(site, 'boss', 'supervisor'), second = await staff(site, 'second', 'admin');
    const file = Buffer.from(`受付番号,配送予定日,発送日,配送業者,送り状番号,製造番号\n${Array.from({length: ROWS}, (_, i) =>
      `${number(i + 1)},2027-04-01,,,,`).join('\n')}\n`);
    const fields = {_csrf: await csrf(boss, PLAN), maker: MAKER};
    const [preview, shown] = await timed(() => upload(boss, PLAN, fields, {file: {name: 'plan.csv', bytes: file}}));
    const [look] = await timed(() => boss.get(shown.to));
    const [apply] = await timed(async () => boss.post(shown.to, {_csrf: fields._csrf, act: 'apply'}));
    const [again] = await timed(() => upload(boss, PLAN, fields, {file: {name: 'plan.csv', bytes: file}}));
    await second.post(shown.to, {_csrf: await csrf(second, shown.to), act: 'tell'});
    const [tell] = await timed(async () => {
      while (await sql("SELECT state FROM reader_import WHERE id = 1") !== 'done') await new Promise((r) => setTimeout(r, 200));
    });
    const mails = Number(await sql("SELECT count(*) FROM outbox WHERE template = 'order_scheduled'"));
    boss.leave();
    second.leave();
    return {ROWS, preview, look, apply, again, tell, mails};
  } finally {
    await site.stop();
    rmSync(dir, {recursive: true, force: true});
  }
}
