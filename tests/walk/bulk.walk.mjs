// bulk.walk.mjs: one list for several institutions: the sample, a list with a mistake, what
// is right is filed, the receipts, the same list again.
import {letters, load, master} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {Site, run} from './lib/site.mjs';
import {Visitor, variants} from './lib/visitor.mjs';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const MORE = 4;

const sql = async (site, text) => {
  const r = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db'), text]);
  if (r.status) throw new Error(`sqlite3: ${r.err}`);
  return r.out.trim();
};

export default async function walk({b, count}) {
  const site = new Site();
  const all = variants;
  await site.address();
  await site.init();
  await load(site, master());
  const posted = await letters(site, all.length);
  await site.start();
  try {
    for (const [i, letter] of posted.entries()) {
      const who = new Person(site);
      await who.register(letter, {contact: '髙﨑 𠮷子', mail: `chain-${i}@example.jp`, password: PASSWORD});
      who.leave();
    }
    await chain(site);
    await Promise.all(all.map((v, i) => one(v, i)));
    count.where = 'bulk';
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }

  async function one(v, i) {
    const here = count.at(`bulk ${v.name}`);
    const p = await Visitor.enter(b, site, here, {...v, name: `bulk-${v.name}`});
    try {
      await story(p, i, here);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      here.ok(false, 'goes on', [e.message, ...lines, p.path(), (await p.text()).slice(0, 600)].join('\n'));
    }
    await p.leave();
  }
}

// Pharmacies for each login, and a programme whose window is open.
async function chain(site) {
  await sql(site, `UPDATE programme SET closes_at = unixepoch() + 86400 WHERE id = 1;
    WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < ${MORE * 2 - 1})
    INSERT INTO institution (id, pref, score_table, code, kind, name, founder, address, changed_at)
    SELECT 90000 + n, '01', '4', printf('%07d', 2000000 + n), 'pharmacy', 'みほん薬局 ' || n || '号店',
      '株式会社みほん', '北海道札幌市', 0 FROM c;
    INSERT INTO statement (institution, name, founder, registered_at, proof)
    SELECT id, name, founder, 0, 'letter' FROM institution WHERE id >= 90000;
    INSERT INTO member (account, institution, role, joined_at)
    SELECT a.id, i.id, 'owner', 0 FROM institution i JOIN account a
    ON a.mail = 'chain-' || ((i.id - 90000) / ${MORE}) || '@example.jp' WHERE i.id >= 90000`);
}

async function story(p, i, here) {
  await p.open('/login');
  await p.fill('メールアドレス', `chain-${i}@example.jp`);
  await p.fill('パスワード', PASSWORD);
  await p.press('ログイン');
  await p.open('/my/notices');
  await p.press('CSVファイルで、まとめて届け出る').catch(() => p.open('/my/notices/bulk'));
  await p.open('/my/notices/bulk');
  const link = p.page.getByRole('link', {name: '見本のCSVファイルを保存する'}).last();
  const [got] = await Promise.all([p.page.waitForEvent('download'), link.click()]);
  const sample = readFileSync(await got.path(), 'utf8').split('\r\n');
  const own = sample.filter((l) => /みほん薬局/.test(l));
  here.is(own.length, MORE, 'the sample has the login\'s pharmacies');
  const filled = own.map((l, n) => l.split(',').map((c, k) => (k === 1 ? (n === 2 ? '9' : '5') : c)).join(','));
  const head = sample[0].split(',');
  const at = (label) => head.findIndex((h) => h.includes(label));
  const lines = filled.map((l) => {
    const cells = l.split(',');
    while (cells.length < head.length) cells.push('');
    cells[at('廃止ですか')] = '休止';
    cells[at('廃止または休止')] = '令和5年12月31日';
    return cells.join(',');
  });
  const list = Buffer.from([sample[0], ...lines, ''].join('\r\n'));
  const sent = {name: '届出一覧.csv', mimeType: 'text/csv', buffer: list};
  await p.page.getByLabel('どの届出ですか').selectOption('2023');
  await p.press('送って、1行ずつ確かめる');
  await p.says('CSVファイルを選んでください');
  await p.page.getByLabel('どの届出ですか').selectOption('2023');
  await p.page.getByLabel('CSVファイル').setInputFiles(sent);
  await p.press('送って、1行ずつ確かめる');
  await p.says('類型の「9」は、この届出にありません');
  await p.press(`${MORE - 1}件を届け出る`);
  await p.says(`${MORE - 1}件を届け出ました`);
  await p.open('/my/notices/bulk');
  await p.says('これまでにまとめて届け出たもの');
  await p.page.getByLabel('どの届出ですか').selectOption('2023');
  await p.page.getByLabel('CSVファイル').setInputFiles(sent);
  await p.press('送って、1行ずつ確かめる');
  await p.says('もう届け出てあるので、何も変えない行：3件');
}
