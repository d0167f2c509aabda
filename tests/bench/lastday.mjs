// lastday.mjs: people who file on the last day, each on a connection of his own, beginning
// on time whatever became of the others.
import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {pdf, upload} from '../walk/lib/papers.mjs';
import {Person} from '../walk/lib/person.mjs';
import {run} from '../walk/lib/site.mjs';

const PAGE = '/my/notices/new/2023/1';
const BYTES = 300 * 1024;

// An open window, and nothing filed.
export async function lastDayData(dir) {
  const tables = ['attachment_drop', 'attachment', 'notice_bulk_row', 'notice_bulk', 'notice_reminder',
    'notice_event', 'notice_answer', 'notice_version', 'notice', 'outbox_try', 'outbox', 'draft', 'ticket'];
  const r = await run('sqlite3', ['-bail', join(dir, 'portal.db')], {input: `.timeout 20000
BEGIN IMMEDIATE;
    ${tables.map((t) => `DELETE FROM ${t};`).join('')}
    UPDATE programme SET closes_at = unixepoch() + 86400 WHERE id = 1;
    UPDATE attachment_kind SET valid_until = ''; COMMIT; PRAGMA wal_checkpoint(TRUNCATE);`});
  if (r.status) throw new Error(`cannot prepare: ${r.err.slice(0, 500)}`);
  rmSync(join(dir, 'files'), {recursive: true, force: true});
}

async function file(site, i, cookie) {
  const p = new Person(site);
  const out = {ms: [], number: null};
  const timed = async (act) => {
    const start = performance.now();
    const r = await act();
    out.ms.push(performance.now() - start);
    if (r.status && r.status !== 200 && r.status !== 303) throw new Error(`${r.status} ${r.text?.slice(0, 200)}`);
    return r;
  };
  const fields = (text) => {
    const main = text.slice(text.indexOf('<main'));
    const all = {};
    for (const tag of main.match(/<input[^>]*>/g) || []) {
      const at = Object.fromEntries([...tag.matchAll(/([a-z_-]+)="([^"]*)"/g)].map(([, k, v]) => [k, v]));
      if (at.name && at.type === 'hidden') all[at.name] = at.value || '';
    }
    return all;
  };
  p.jar.set('s', cookie.slice(2));
  try {
    const page = await timed(() => p.get(PAGE));
    const [, kind] = page.text.match(/name="file1_kind">[^]*?<option value="(\d+)"/) || [];
    const sent = await timed(() => upload(p, PAGE, {...fields(page.text), founder: '見本 太郎',
      name: '見本内科クリニック', address: '東京都見本区見本町1-1', q_contract_on: '令和5年2月10日',
      q_vendor: '株式会社みほん', q_done_month: '令和5年7月', file1_kind: kind || ''},
      {file1: {name: '契約書の写し.pdf', bytes: pdf(`filing ${i}`, BYTES)}}));
    if (!sent.to.endsWith('/confirm')) throw new Error(`input: ${sent.status} ${sent.to} ${sent.text.match(/err-sum[^]{0,600}/)?.[0]}`);
    const confirm = await timed(() => p.get(sent.to));
    const done = await timed(() => p.post(sent.to, {...fields(confirm.text), step: 'commit'}));
    if (!done.to.endsWith('/done')) throw new Error(`confirm: ${done.status} ${done.to}`);
    await timed(() => p.get(done.to));
    [, out.number] = done.to.match(/notices\/([0-9A-Z]+)\/done/) || [];
  } catch (e) {
    out.error = e.message;
  }
  p.leave();
  return out;
}

// next: the number of the next login; member: its cookie.
export async function filings(site, perMinute, seconds, next, member) {
  const all = [];
  const n = Math.round(perMinute * seconds / 60);
  const start = performance.now();
  for (let k = 0; k < n; k++) {
    const at = start + k * 60000 / perMinute;
    await new Promise((r) => setTimeout(r, Math.max(0, at - performance.now())));
    const i = next();
    all.push(file(site, i, member(i)));
  }
  return Promise.all(all);
}
