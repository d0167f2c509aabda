// papers.walk.mjs: papers follow a filing: a photograph in the wrong format, a file of the
// wrong kind, the right one, opening it again; each with script and without.
import {letters, load, master} from './lib/master.mjs';
import {pdf} from './lib/papers.mjs';
import {Person} from './lib/person.mjs';
import {Site, run} from './lib/site.mjs';
import {Visitor, variants} from './lib/visitor.mjs';
import {join} from 'node:path';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const NUMBERS = ['K7MV3XQEJ', 'AAAAAAAAT', '000000012'];

async function notices(site, n) {
  const texts = NUMBERS.slice(0, n).map((number, i) => `INSERT INTO notice (number, institution,
    programme, state, version, type, made_at, filed_at, follow_until, changed_at)
    SELECT '${number}', institution, 1, 'filed', 1, 101, 0, 1, '2999-12-31', 0
    FROM member ORDER BY account LIMIT 1 OFFSET ${i}`);
  const r = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db'),
    [...texts, "UPDATE attachment_kind SET valid_until = ''"].join(';')]);
  if (r.status) throw new Error(`sqlite3: ${r.err}`);
}

export default async function walk({b, count}) {
  const site = new Site();
  const all = variants.slice(0, NUMBERS.length);
  await site.address();
  await site.init();
  await load(site, master());
  const posted = await letters(site, all.length);
  await site.start();
  try {
    for (const [i, v] of all.entries()) {
      const who = new Person(site);
      await who.register(posted[i], {contact: '髙﨑 𠮷子', mail: `papers-${i}@example.jp`, password: PASSWORD});
      who.leave();
    }
    await notices(site, all.length);
    await Promise.all(all.map((v, i) => one(v, i)));
    count.where = 'papers';
    count.ok(/each whole/.test(await site.cmd(['check'])), 'madoguchi check has read the files');
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }

  async function one(v, i) {
    const here = count.at(`papers ${v.name}`);
    const p = await Visitor.enter(b, site, here, {...v, name: `papers-${v.name}`});
    try {
      await story(p, `/my/notices/${NUMBERS[i]}/files`, `papers-${i}@example.jp`, here);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      here.ok(false, 'goes on', [e.message, ...lines, p.path(), (await p.text()).slice(0, 600)].join('\n'));
    }
    await p.leave();
  }
}

const file = (name, buffer) => ({name, mimeType: 'application/octet-stream', buffer});
const choose = (p, label, f) => p.page.getByLabel(label).setInputFiles(f);

async function story(p, page, mail, here) {
  await p.open('/login');
  await p.fill('メールアドレス', mail);
  await p.fill('パスワード', PASSWORD);
  await p.press('ログイン');
  await p.open(page);
  await p.says('書類は、まだ付いていません');
  await p.press('選んだ書類を出す');
  await p.says('出す書類のファイルを選んでください');
  await choose(p, '書類1のファイル', file('IMG_0001.HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1')));
  await p.page.getByLabel('書類1の種類').selectOption({index: 1});
  await choose(p, '書類2のファイル', file('契約書.pdf', Buffer.from('<html><script>alert(1)</script>')));
  await p.press('選んだ書類を出す');
  await p.says('互換性優先');
  await p.says('ホームページのファイル（HTML）');
  await choose(p, '書類1のファイル', file('契約書の写し（髙﨑）.pdf', pdf(page)));
  await p.page.getByLabel('書類2の種類').selectOption({index: 0}).catch(() => {});
  await p.press('選んだ書類を出す');
  await p.says('書類を受け取りました。');
  await p.says('契約書の写し（髙﨑）.pdf');
  await p.silent('この書類を外す');
  const [got] = await Promise.all([p.page.waitForEvent('download'),
    p.page.getByRole('link', {name: '契約書の写し（髙﨑）.pdf'}).click()]);
  here.is(got.suggestedFilename(), '契約書の写し（髙﨑）.pdf', 'it comes back under its name');
}
