// upload.mjs: connections that break in the middle of a file, kills between a file and its
// row, a full disk: what was acknowledged is there whole, nothing else counts, and what is
// left over belongs to nothing. The full disk needs root, for a small disk of its own.
import {closeSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pdf, upload} from '../walk/lib/papers.mjs';
import {Site, run} from '../walk/lib/site.mjs';

const NUMBER = 'K7MV3XQEJ';
const PAGE = `/my/notices/${NUMBER}/files`;

const sql = async (site, text) => {
  const r = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db'), text]);
  if (r.status) throw new Error(`sqlite3: ${r.err}`);
  return r.out.trim();
};

// A notice that was filed without its papers.
async function notice(site) {
  await sql(site, `INSERT INTO notice (number, institution, programme, state, version, type,
    made_at, filed_at, follow_until, changed_at) SELECT '${NUMBER}', institution, 1, 'filed', 1,
    101, 0, 1, '2999-12-31', 0 FROM member LIMIT 1;
    UPDATE attachment_kind SET valid_until = ''`);
  return sql(site, 'SELECT id FROM attachment_kind WHERE type = 101 LIMIT 1');
}

const kept = (site) => sql(site, "SELECT count(*) FROM attachment WHERE owner_table = 'notice'");

function files(site) {
  const top = join(site.data, 'files');
  const all = {stored: 0, incoming: 0};
  for (const d of existsSync(top) ? readdirSync(top) : [])
    all[d === 'incoming' ? 'incoming' : 'stored'] += readdirSync(join(top, d)).length;
  return all;
}

async function send(person, kind, bytes, more) {
  return post(person, await person.form(PAGE), kind, bytes, more);
}

function post(person, f, kind, bytes, more) {
  return upload(person, PAGE, {_csrf: f._csrf, _rev: f._rev, _owner: f._owner, file1_kind: kind},
    {file1: {name: '契約書.pdf', bytes}}, more);
}

const until = async (what, ms = 5000) => {
  for (const end = Date.now() + ms; Date.now() < end; await new Promise((r) => setTimeout(r, 50)))
    if (await what()) return true;
  return false;
};

export async function uploadBroken({count, members}) {
  const site = new Site();
  try {
    const [one] = await members(site, 1);
    const kind = await notice(site);
    for (const only of [300, 900, 70000, 4000000])
      await send(one, kind, pdf(`cut at ${only}`, 5000000), {only});
    count.ok(await until(() => files(site).incoming === 0), 'nothing is left of a connection that broke');
    count.is(files(site).stored, 0, 'nothing of it is stored');
    count.is(await kept(site), '0', 'and it belongs to nothing');
    count.is((await send(one, kind, pdf('whole', 5000000))).status, 303, 'the next one is taken');
    count.is(await kept(site), '1', 'once');
    count.ok(/files: 1, each whole/.test(await site.cmd(['check'])), 'madoguchi check has read it');
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

export async function uploadKilled({count, members}) {
  const site = new Site();
  const rounds = Number(process.env.FAULT_KILLS || 12);
  let said = 0;
  try {
    const [one] = await members(site, 1);
    const kind = await notice(site);
    await sql(site, 'UPDATE notice SET version = 1');
    for (let n = 0; n < rounds; n++) {
      // Papers of a notice are five at the most: each round sends to a new one.
      await sql(site, "UPDATE attachment SET owner = owner + 1000 WHERE owner_table = 'notice'");
      const form = await one.form(PAGE);
      const answer = post(one, form, kind, pdf(`round ${n}`, 2000000)).catch(() => null);
      await new Promise((r) => setTimeout(r, 4 + n * 5));
      await site.kill();
      if ((await answer)?.status === 303) said++;
      await site.start();
      const rows = Number(await kept(site));
      if (rows < said) count.ok(false, `round ${n}: ${said} acknowledged, ${rows} are there`);
      said = rows; // one may be there that could not be acknowledged any more
    }
    count.ok(true, `${said} of ${rounds} came through`);
    const check = await site.cmd(['check']);
    count.ok(new RegExp(`files: \\d+, each whole`).test(check), 'every file that has a row is whole', check);
    await site.stop();
    await run('find', [join(site.data, 'files'), '-type', 'f', '-exec', 'touch', '-d', '2 days ago', '{}', '+']);
    await site.start();
    count.ok(await until(() => { const f = files(site); return f.incoming === 0 && f.stored === said; }),
      'what belongs to nothing is swept after a day', JSON.stringify(files(site)));
    count.ok(/each whole/.test(await site.cmd(['check'])), 'and nothing else');
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

export async function uploadFullDisk({count, members}) {
  if (process.getuid() !== 0) return count.skip('a small disk can be mounted by root only');
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'tmpfs', dir]);
  if (mounted.status) {
    rmSync(dir, {recursive: true});
    return count.skip(`no mount here: ${mounted.err.trim()}`);
  }
  const site = new Site(join(dir, 'data'));
  try {
    const [one] = await members(site, 1);
    const kind = await notice(site);
    count.is((await send(one, kind, pdf('before', 3000000))).status, 303, 'with room a file is taken');
    const f = openSync(join(dir, 'filler'), 'w');
    for (let n = 1 << 20; n >= 4096;) {
      try { writeSync(f, Buffer.alloc(n)); } catch { n /= 2; }
    }
    closeSync(f);
    const r = await send(one, kind, pdf('full', 3000000));
    count.is(r.status, 503, 'on a full disk it is refused');
    count.ok(/いま、書類を受け取れません/.test(r.text), 'with a page that says so', r.text.slice(0, 300));
    count.is(files(site).incoming, 0, 'nothing of it is left');
    count.is(files(site).stored, 1, 'nothing of it is stored');
    count.is((await one.get(`${PAGE}/1`)).status, 200, 'what is there can be opened');
    rmSync(join(dir, 'filler'));
    count.is((await send(one, kind, pdf('full', 3000000))).status, 303, 'with room again it is taken');
    count.ok(/files: 2, each whole/.test(await site.cmd(['check'])), 'madoguchi check finds all well');
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
  } finally {
    await site.kill().catch(() => {});
    await run('umount', ['-l', dir]);
    rmSync(dir, {recursive: true, force: true});
  }
  return undefined;
}
