// data.mjs: the data directory of the benchmark, kept between runs: 230,000 invented
// institutions, 200,000 accounts, 50,000 sessions whose cookies are known here.
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {csv, letters, master} from '../walk/lib/master.mjs';
import {Person} from '../walk/lib/person.mjs';
import {Site, root, run} from '../walk/lib/site.mjs';

export const place = join(root, 'build/bench');
export const INSTITUTIONS = 230000, ACCOUNTS = 200000, SESSIONS = 50000;
export const password = 'Mado-guchi-1-Xy';

const digest = (s) => createHash('sha256').update(s).digest();
export const token = (i) => digest(`session ${i}`).toString('base64url');
export const mail = (i) => `tantou${i}@example.jp`;

const numbers = `WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < ${ACCOUNTS + 999})`;

// A master of full size: one row's fields, numbered; the first gets the only letter.
function big() {
  const [one] = master(1);
  return [{...one, kind: 'nursing', score_table: 6}, ...Array.from({length: INSTITUTIONS - 1}, (_, i) => ({...one,
    pref_code: String(1 + i % 47).padStart(2, '0'), score_table: [1, 3, 4][i % 3],
    kind: ['clinic', 'dental', 'pharmacy'][i % 3],
    code: `${100000 + Math.floor(i / 47)}${i % 10}`,
    name: `医療法人社団 見本第${i}内科クリニック`, founder: `見本 太郎${i}`,
    zip: String(1000000 + i % 900000), address: `東京都見本区見本町${i % 99}-${i % 17}`,
    phone: `03-0000-${String(i % 10000).padStart(4, '0')}`}))];
}

export function masterFile() {
  const file = join(place, 'master.csv');
  mkdirSync(place, {recursive: true});
  writeFileSync(file, csv(big()));
  return file;
}

function sql() {
  const sessions = Array.from({length: SESSIONS}, (_, i) => `(${1000 + i},X'${digest(token(i)).toString('hex')}',${1000 + i},${1000 + i},unixepoch(),unixepoch())`);
  const rows = [];
  for (let i = 0; i < SESSIONS; i += 500)
    rows.push(`INSERT INTO session (id, hash, account, institution, created_at, seen_at) VALUES ${sessions.slice(i, i + 500).join(',')};`);
  return `PRAGMA synchronous = OFF; BEGIN;
${numbers} INSERT INTO account (id, mail, mail_key, mail_confirmed_at, password, contact, phone, created_at, changed_at)
 SELECT i, 'tantou' || i || '@example.jp', 'tantou' || i || '@example.jp', unixepoch(), (SELECT password FROM account WHERE mail = 'first@example.jp'),
 '資格 花子' || i, '03-0000-' || printf('%04d', i % 10000), unixepoch(), unixepoch() FROM n;
${numbers} INSERT INTO statement (institution, name, founder, registered_at)
 SELECT i, '医療法人社団 見本第' || i || '内科クリニック', '見本 太郎' || i, unixepoch() FROM n;
${numbers} INSERT INTO member (account, institution, role, joined_at) SELECT i, i, 'owner', unixepoch() FROM n;
INSERT OR IGNORE INTO consent (account, version, accepted_at) SELECT id, 1, unixepoch() FROM account;
${rows.join('\n')}
COMMIT; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);`;
}

// Makes the directory if there is none of this schema; stamps the sessions as just seen.
export async function data() {
  const dir = join(place, 'data');
  const stamp = join(dir, 'stamp');
  const want = createHash('sha256').update(readFileSync(join(root, 'schema.sql')))
    .update(readFileSync(new URL(import.meta.url))).digest('hex');

  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== want) {
    console.log(`filling ${dir} …`);
    rmSync(dir, {recursive: true, force: true});
    mkdirSync(place, {recursive: true});
    const site = new Site(`${dir}.new`);
    rmSync(site.data, {recursive: true, force: true});
    await site.address();
    await site.cmd(['init']);
    await site.cmd(['import', 'institutions', masterFile()]);
    const [letter] = await letters(site, 1, '--kind', 'nursing');
    await site.start();
    await new Person(site).register(letter, {contact: '資格 花子', mail: 'first@example.jp', password});
    await site.stop();
    const r = await run('sqlite3', ['-bail', join(site.data, 'portal.db')], {input: sql()});
    if (r.status) throw new Error(`cannot fill: ${r.err.slice(0, 500)}`);
    writeFileSync(join(site.data, 'stamp'), want);
    renameSync(site.data, dir);
  }
  await run('sqlite3', [join(dir, 'portal.db'),
    'UPDATE session SET created_at = unixepoch(), seen_at = unixepoch(); PRAGMA wal_checkpoint(TRUNCATE);']);
  return dir;
}
