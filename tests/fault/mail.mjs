// mail.mjs: mails and what may happen to them: the job process is killed while it sends;
// servers that put off, refuse or say nothing; a real relay that wants TLS and a login, and
// what it sends back.
import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {Site, program, run} from '../walk/lib/site.mjs';
import {LOGIN, Postfix} from '../walk/lib/postfix.mjs';
import {Sink, sleep} from '../walk/lib/sink.mjs';

const MAILS = 1500;
const KILLS = Number(process.env.FAULT_KILLS || 25);
const SEED = Number(process.env.FAULT_SEED || Date.now() % 100000);
const CONNECTIONS = 4;

const sql = async (site, text) => {
  const r = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db')], {input: text});
  if (r.status || r.err) throw new Error(r.err || `sqlite3: status ${r.status}`);
  return r.out.trim();
};

const add = (site, rows) => sql(site, ['BEGIN;', ...rows.map(([lane, to]) =>
  `INSERT INTO outbox (key, lane, mail_to, subject, body, template, state, next_at, message_id, created_at)
   SELECT 'k' || n, ${lane}, '${to}', 'mail', 'text', 'recall', 'queued', 0, 'ID' || printf('%06d', n), unixepoch()
   FROM (SELECT coalesce(max(id), 0) + 1 AS n FROM outbox);`), 'COMMIT;'].join('\n'));

const until = async (what, ms) => {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(50))
    if (await what()) return true;
  return false;
};

// The job process alone.
function jobs(site, env, log) {
  const child = spawn(program, ['--data', site.data, 'jobs'],
    {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, MADOGUCHI_LOG_LEVEL: 'info', ...env}});
  const over = new Promise((r) => child.on('exit', r));
  child.stderr.on('data', (d) => { log.text += d; });
  return {kill: (how) => { child.kill(how); return over; }};
}

// SIGKILL at random moments. Every mail arrives; twice only if the server had its whole text and
// the job process had not yet written that down, and then as the same mail.
export async function mailKills({count}) {
  const site = new Site();
  const sink = await new Sink({pause: 12}).start();
  const env = {MADOGUCHI_MAIL_SERVER: sink.url, MADOGUCHI_MAIL_STARTTLS: 'no',
    MADOGUCHI_MAIL_CONNECTIONS: String(CONNECTIONS)};
  const log = {text: ''};
  const allowed = new Map(); // mails that may come again: id, how often
  let x = SEED || 1, widest = 0, seen = 0, kill = 0;

  console.log(`  seed ${SEED}`);
  try {
    await site.cmd(['init']);
    await add(site, Array.from({length: MAILS}, (_, i) => [[0, 5, 9][i % 3], `reader-${i}@example.jp`]));
    for (; kill < KILLS && seen < MAILS * 2 / 3; kill++) {
      const j = jobs(site, env, log);
      x = Math.imul(x, 48271) & 0x7fffffff;
      await sleep(60 + x % 160);
      await j.kill('SIGKILL');
      await sleep(20); // what is still in the sink's sockets
      const sent = new Set((await sql(site, "SELECT message_id FROM outbox WHERE state = 'sent';")).split('\n'));
      const open = sink.mails.slice(seen).filter((m) => !sent.has(m.id));
      open.forEach((m) => allowed.set(m.id, (allowed.get(m.id) || 0) + 1));
      widest = Math.max(widest, open.length);
      seen = sink.mails.length;
      await sql(site, "UPDATE outbox SET next_at = 0 WHERE state = 'retry';"); // the wait is over
    }
    count.ok(kill >= 8 && seen > 50 && seen < MAILS, `${kill} kills met work: ${seen} of ${MAILS} mails`);
    const last = jobs(site, env, log);
    await until(async () => await sql(site, "SELECT count(*) FROM outbox WHERE state <> 'sent';") === '0', 60000);
    await last.kill('SIGTERM');
    const times = new Map(), texts = new Map();
    for (const m of sink.mails) {
      times.set(m.id, (times.get(m.id) || 0) + 1);
      texts.set(m.id, (texts.get(m.id) || new Set()).add(m.text));
    }
    count.is(times.size, MAILS, 'every mail arrived');
    count.is(await sql(site, "SELECT count(*) FROM outbox WHERE state = 'sent';"), String(MAILS), 'and is noted as sent');
    const wrong = [...times].filter(([id, n]) => n !== 1 + (allowed.get(id) || 0));
    count.is(wrong.length, 0, 'a mail comes again only after such a kill');
    console.log(`  ${allowed.size} mails came again`);
    count.ok(widest <= CONNECTIONS, 'never more at once than there are connections', String(widest));
    count.ok([...texts.values()].every((t) => t.size === 1), 'and it is the same mail to the byte');
    count.ok(/mail\.sent/.test(log.text) && !/@|reader-/.test(log.text), 'the log names no reader',
      (log.text.match(/.*(@|reader-).*/) || [''])[0]);
    count.ok(/ok/.test(await site.cmd(['check'])), 'madoguchi check finds all well');
  } finally {
    await sink.stop();
    site.remove();
  }
}

// Each recipient has another kind of server; none of them holds up the others.
export async function mailServers({count}) {
  const site = new Site();
  const sink = await new Sink({reply: (command, mail) => {
    if (command !== 'RCPT') return undefined;
    if (/^later/.test(mail.to)) return '451 4.7.1 greylisted, come back';
    if (/^gone/.test(mail.to)) return '550 5.1.1 no such user';
    return /^silent/.test(mail.to) ? null : undefined;
  }}).start();
  const env = {MADOGUCHI_MAIL_SERVER: sink.url, MADOGUCHI_MAIL_STARTTLS: 'no'};
  const log = {text: ''};

  try {
    await site.cmd(['init']);
    await add(site, [...Array.from({length: 20}, (_, i) => [9, `silent-${i}@example.jp`]),
      [5, 'later@example.jp'], [5, 'gone@example.jp'], [5, 'fine@example.jp']]);
    const j = jobs(site, env, log);
    await until(() => sink.mails.length === 1, 5000);
    await add(site, [[0, 'reset@example.jp']]);
    const start = Date.now();
    await until(() => sink.mails.length === 2, 5000);
    count.is(sink.mails.at(-1)?.to, 'reset@example.jp', 'an urgent mail goes out while the server is silent about others');
    console.log(`  after ${Date.now() - start} ms`);
    const states = () => sql(site, `SELECT substr(mail_to, 1, instr(mail_to, '@') - 1), state, smtp_code, smtp_status,
      smtp_said, why FROM outbox WHERE lane < 9 ORDER BY id;`);
    const want = ['later|retry|451|4.7.1|4.7.1 greylisted, come back|', 'gone|dead|550|5.1.1|5.1.1 no such user|refused',
      'fine|sent|250|2.0.0|2.0.0 taken|', 'reset|sent|250|2.0.0|2.0.0 taken|'].join('\n');
    await until(async () => await states() === want, 5000);
    count.is(await states(), want, 'what each server said is kept');
    count.is(await sql(site, 'SELECT mail, why FROM suppression;'), 'gone@example.jp|5.1.1', 'an address that is gone is remembered');
    count.is(await sql(site, "SELECT count(*) FROM outbox WHERE lane = 9 AND state IN ('queued', 'retry');"), '20',
      'what got no answer waits');
    const stop = Date.now();
    await j.kill('SIGTERM');
    count.ok(Date.now() - stop < 15000, 'SIGTERM ends it although a server is silent', `${Date.now() - stop} ms`);
  } finally {
    await sink.stop();
    site.remove();
  }
}

// Debian's Postfix as relay: STARTTLS with a certificate that is checked, a login, and a
// report when the next server refuses.
export async function mailRelay({count}) {
  const why = await Postfix.missing();
  if (why) return count.skip(why);
  const site = new Site();
  const next = await new Sink({reply: (command, mail) =>
    (command === 'RCPT' && /^gone/.test(mail.to) ? '550 5.1.1 no such user' : undefined)}).start();
  const relay = new Postfix();

  try {
    await relay.start({next, domains: ['mail.example.jp'], boxes: [['@mail\\.example\\.jp$', 'back']]});
    const box = relay.box('back');
    await site.cmd(['init']);
    const password = join(relay.dir, 'password');
    writeFileSync(password, 'wrong\n', {mode: 0o600});
    site.env = {...site.env, MADOGUCHI_MAIL_SERVER: relay.url, MADOGUCHI_MAIL_USER: LOGIN.user,
      MADOGUCHI_MAIL_PASSWORD_FILE: password, MADOGUCHI_MAIL_FROM: 'madoguchi@portal.example.jp',
      MADOGUCHI_MAIL_RETURN_PATH: 'bounce@mail.example.jp', MADOGUCHI_MAIL_BOUNCES: box};
    const once = async () => {
      await sql(site, 'UPDATE outbox SET next_at = 0;');
      await site.cmd(['jobs', '--once']);
    };
    const state = (id) => sql(site, `SELECT state, tries, bounce FROM outbox WHERE id = ${id};`);

    await add(site, [[0, 'fine@clinic.example'], [9, 'gone@clinic.example']]);
    await once();
    count.is(await state(1), 'retry|0|', 'a certificate that nobody vouches for: nothing is sent, no try counts');
    site.env.MADOGUCHI_MAIL_CA = relay.ca;
    await once();
    count.is(await state(1), 'retry|0|', 'a wrong password: the same');
    writeFileSync(password, `${LOGIN.password}\n`);
    await once();
    count.is(await state(1), 'sent|1|', 'with TLS and login it is taken');
    count.is(await state(2), 'sent|1|', 'and so is the other one');
    count.ok(/TLS connection established/.test(relay.log) && /sasl_method=PLAIN, sasl_username=portal/.test(relay.log),
      'the relay saw TLS and a login', relay.log.slice(-2000));
    await until(() => next.mails.length, 10000);
    count.is(next.mails.map((m) => m.to).join(), 'fine@clinic.example', 'the relay hands it on');
    count.ok(/^bounce\+1\.[0-9A-Z]{10}@mail\.example\.jp$/i.test(next.mails[0]?.from), 'under its own sender', next.mails[0]?.from);

    const list = (folder) => readdir(join(box, folder)).catch(() => []);
    count.ok(await until(async () => (await list('new')).length === 1, 10000), 'the relay sends a report back', relay.log.slice(-2000));
    await site.cmd(['jobs', '--once']);
    count.is(await state(2), 'sent|1|hard', 'which is understood');
    count.is(await sql(site, 'SELECT mail, why FROM suppression;'), 'gone@clinic.example|5.1.1', 'and stops mass mails');
    count.is(await sql(site, "SELECT count(*) FROM bounce WHERE outbox = 2 AND CAST(raw AS TEXT) LIKE '%Status: 5.1.1%';"),
      '1', 'the report is kept');
    count.is((await list('done')).length, 1, 'and put away');
  } finally {
    await relay.stop().catch(() => {});
    await next.stop();
    site.remove();
  }
}
