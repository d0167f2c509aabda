// notices.walk.mjs: transitional notices in the days when they were filed: every type of both
// programmes, the finder and its exits, papers, correction, change, withdrawal, end, and the
// last second of the window.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {letters, load, master} from './lib/master.mjs';
import {pdf} from './lib/papers.mjs';
import {Person} from './lib/person.mjs';
import {Site, run} from './lib/site.mjs';
import {Visitor} from './lib/visitor.mjs';
import {login, rowOf} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const GENERAL = '/my/notices/new/2023';
const NURSING = '/my/notices/new/2024-nursing';

// number, answers (label or choice), until when it is deferred
const types = {
  [GENERAL]: [
    [1, {'⑥ 契約日': '２０２３．２．２８', '⑥ 契約した事業者の名前': '髙﨑𠮷システム',
      '⑥ システム整備が終わる予定の年月': '令和5年12月'}, [], '令和5年9月30日（土）まで'],
    [2, {'⑥ 光回線が使えるようになる日': 'R5.8.31'}, ['使えるようになる日がわかっている'], '令和6年2月29日（木）まで'],
    [3, {}, [], '令和6年12月1日（日）まで'],
    [4, {'⑥ 終わる予定の日': '2023/10/31'}, ['臨時の施設'], '令和5年10月31日（火）まで'],
    [5, {'⑥ 廃止または休止の予定の日': '令和6年3月31日'}, ['休止'], '令和6年3月31日（日）まで'],
    [6, {'⑥ いちばん若い方の年齢': '７２'}, ['イ'], '事情がなくなるまで'],
  ],
  [NURSING]: [
    [1, {'⑥ 契約日': '2024-09-10', '⑥ 契約した事業者の名前': '見本システム',
      '⑥ システム整備が終わる予定の年月': '2025-04'}, [], '令和7年4月30日（水）まで'],
    [2, {}, ['まだ使えない'], '事情がなくなるまで'],
    [3, {'⑥ 終わる予定の日': '2025-03-31'}, ['改築工事中'], '令和7年3月31日（月）まで'],
    [4, {'⑥ 廃止または休止の予定の日': '2025-06-30'}, ['廃止'], '令和7年6月30日（月）まで'],
    [5, {'⑥ 事情のくわしい説明': '大雨で建物がこわれました。'}, [], '事情がなくなるまで'],
  ],
};

export default async function walk({b, count}) {
  const site = outOfTime();
  const rows = master(36);
  const people = {};
  const enter = (name, more) => Visitor.enter(b, site, count.at(`notices ${name}`), {...more, name: `notices-${name}`});

  rows.find((r) => r.kind === 'dental').obliged = 0;
  try {
    await site.address();
    await site.cmd(['init']);
    await load(site, rows);
    await register(site, rows, people);
    await go('2023-03-20 10:00:00');
    await Promise.all([
      story('all', {script: false, width: 375}, (p) => everyType(p, GENERAL, people.clinic)),
      story('main', {}, (p) => mainPath(p, site, people.pharmacy)),
      story('outside', {width: 375}, (p) => outside(p, people.dental)),
    ]);
    await lastSecond();
    await go('2024-10-20 10:00:00');
    await story('nursing', {script: false, width: 375}, (p) => everyType(p, NURSING, people.nursing));
    count.where = 'notices';
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }

  async function go(moment) {
    await site.stop();
    await site.at(moment);
    await site.start();
  }

  async function story(name, look, act) {
    const p = await enter(name, look);
    try {
      await act(p);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      p.count.ok(false, 'goes on', [e.message, ...lines, p.path(), (await p.text()).slice(0, 800)].join('\n'));
    }
    await p.leave();
  }

  // Two have pressed 確認画面へ進む in time; one is received in the last second, one is not.
  async function lastSecond() {
    const here = count.at('notices last second');
    const [first, second] = [people.hospital, people.other];
    await site.at('2023-03-31 23:50:00');
    for (const who of [first, second]) {
      who.person = new Person(site);
      await who.person.enter(who.mail, PASSWORD);
      const form = await who.person.form(`${GENERAL}/2`);
      const r = await who.person.post(`${GENERAL}/2`, {...form, q_line: 'not_yet'});
      here.is(r.to, `${GENERAL}/2/confirm`, 'the form is right');
      who.confirm = {...await who.person.form(`${GENERAL}/2/confirm`), step: 'commit'};
    }
    await site.at('2023-03-31 23:59:54');
    await site.until('2023-03-31 23:59:59');
    const filed = await first.person.post(`${GENERAL}/2/confirm`, first.confirm);
    await site.until('2023-04-01 00:00:00');
    const late = await second.person.post(`${GENERAL}/2/confirm`, second.confirm);
    here.ok(/\/done$/.test(filed.to), 'received at 23:59:59 it counts', `${filed.status} ${filed.to}`);
    here.ok((await first.person.get(filed.to)).text.includes('23時59分59秒'), 'and says so');
    here.is(late.status, 422, 'received at 00:00:00 it does not');
    here.ok(late.text.includes('受付は令和5年3月31日（金）で終わりました'), 'and says when it ended');
    await story('late', {}, (p) => tooLate(p, second));
    [first, second].forEach((who) => who.person.leave());
  }
}

// The mail server's certificate is not valid yet in those days: mails are files.
function outOfTime() {
  const post = Site.post;

  Site.post = null;
  const site = new Site(undefined, {MADOGUCHI_PORTAL_PROXY: '127.0.0.1'});
  Site.post = post;
  site.clock();
  site.env.FAKETIME_NO_CACHE = '1'; // seconds count: all threads have the same time
  return site;
}

async function register(site, rows, people) {
  const posted = await letters(site, rows.length);
  const want = {clinic: 'clinic', dental: 'dental', pharmacy: 'pharmacy', nursing: 'nursing', hospital: 'hospital'};

  await site.start();
  for (const letter of posted) {
    const row = rowOf(rows, letter);
    const kind = row && (want[row.kind] ? row.kind : row.kind === 'hospital' && people.hospital && !people.other ? 'other' : '');
    if (!kind || (row.kind === 'dental' && row.obliged)) continue;
    delete want[row.kind];
    const who = new Person(site);
    people[kind] = {mail: `notice-${kind}@example.jp`, row};
    await who.register(letter, {contact: '髙﨑 𠮷子', mail: people[kind].mail, password: PASSWORD});
    who.leave();
  }
}

async function choose(p, words) {
  await p.page.locator('label.ch').filter({hasText: words}).first().click();
}

async function fillIn(p, answers, choices) {
  for (const c of choices) await choose(p, c);
  for (const [label, value] of Object.entries(answers)) await p.fill(label, value);
}

// From the list to the receipt and back again: only one can be under way.
async function everyType(p, form, who) {
  await login(p, who.mail, PASSWORD);
  for (const [number, answers, choices, until] of types[form]) {
    await p.open(`${form}/${number}`);
    await fillIn(p, answers, choices);
    await p.press('確認画面へ進む');
    p.at(`${form}/${number}/confirm`);
    await p.says(until);
    await p.press('入力画面に戻る');
    await p.press('確認画面へ進む');
    await p.press('届出する');
    p.count.ok(/\/done$/.test(p.path()), `type ${number} is filed`, p.path());
    await p.says('届出を受け付けました');
    await p.says(until);
    await p.press('届出の画面へ');
    await p.says('届出済');
    await p.press('届出を取り下げる');
    await p.press('取り下げる');
    p.count.is(p.status, 422, 'a reason is asked for');
    await p.errors();
    await p.fill('理由', 'ほかの類型で届け出るため');
    await p.press('取り下げる');
    await p.says('届出を取り下げました。');
  }
  await p.open('/my/notices');
  await p.says('取下げ');
}

async function outside(p, who) {
  await p.open('/guide/notices');
  await choose(p, '歯科診療所');
  await p.press('つぎへ');
  await choose(p, 'いいえ');
  await p.press('つぎへ');
  await choose(p, 'はい');
  await p.press('つぎへ');
  await p.says('届出はいりません');
  await p.says('届け出ることもできます');
  await p.press('それでも届け出る');
  await choose(p, 'どれにも当てはまらない');
  await p.press('つぎへ');
  await p.says('経過措置の届出はできません');
  await login(p, who.mail, PASSWORD);
  await p.says('導入の義務の対象外です');
  await p.open('/my/notices');
  await p.says('届け出なくても、かまいません。');
}

async function tooLate(p, who) {
  await p.open('/guide/notices?kind=hospital&introduced=no&paper=no');
  await p.says('受付は令和5年3月31日（金）で終わりました');
  await login(p, who.mail, PASSWORD);
  await p.open('/my/notices');
  await p.says('受付していません');
  await p.open(`${GENERAL}/2`);
  await p.says('いまは届け出られません');
  p.count.ok((await p.value('① 開設者氏名')).length > 0, 'what was typed is there');
  await p.open(`${GENERAL}/4`);
  p.count.is(p.status, 200, 'with the draft the page opens');
  await p.open('/my/notices');
}

async function sql(site, text) {
  const r = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db'), text]);
  if (r.status) throw new Error(`sqlite3: ${r.err}`);
}

async function mainPath(p, site, who) {
  await found(p, who);
  const path = await filed(p, site, who);
  const mine = `number = '${path.split('/').at(-1)}'`;

  await sql(site, `UPDATE notice SET state = 'returned', return_reason = '事業者の正しい名前を書いてください。',
    due = '2023-04-03', rev = rev + 1 WHERE ${mine}`);
  await p.open(path);
  await p.says('事業者の正しい名前を書いてください。');
  await p.press('直して届け出る');
  await p.says('令和5年4月3日（月）までに');
  await p.fill('⑥ 契約した事業者の名前', '株式会社髙﨑𠮷システム');
  await p.press('確認画面へ進む');
  await p.says('変更後：');
  await p.press('届出する');
  await p.press('届出の画面へ');
  await p.press('第1版');
  await p.says('第1版（いま見ている版）');
  await sql(site, `UPDATE notice SET state = 'accepted', in_force = 2, rev = rev + 1 WHERE ${mine}`);
  await p.open(path);
  await p.says('受理');
  await p.press('変更届を出す');
  await p.fill('⑥ システム整備が終わる予定の年月', '2023-08');
  await p.press('確認画面へ進む');
  await p.press('届出する');
  await p.press('届出の画面へ');
  await p.says('変更届を審査中');
  await p.press('変更届を取りやめる');
  await p.press('変更届を取りやめる');
  await p.says('令和5年7月31日（月）まで');
  await p.press('事情がなくなったことを届け出る');
  await p.fill('事情がなくなった日', '2023-03-21');
  await p.fill('理由', '導入が終わったため');
  await p.press('事情解消を届け出る');
  p.count.is(p.status, 422, 'a day to come is refused');
  await p.errors();
  await p.fill('事情がなくなった日', '2023-03-19');
  await p.press('事情解消を届け出る');
  await p.says('事情解消を届け出ました。');
  await p.open('/my');
}

// The finder asks for the contract's day; the form has it after the login.
async function found(p, who) {
  await p.open('/guide/notices');
  await p.press('つぎへ');
  p.count.is(p.status, 422, 'something must be chosen');
  await p.errors();
  await choose(p, '薬局');
  await p.press('つぎへ');
  await choose(p, 'いいえ');
  await p.press('つぎへ');
  await choose(p, 'いいえ');
  await p.press('つぎへ');
  await p.silent('訪問診療だけ', 'pharmacies are not offered home visits');
  await choose(p, '契約を結んでいる');
  await p.press('つぎへ');
  await p.fill('契約日', '令和5年3月1日');
  await p.press('つぎへ');
  await p.says('この類型では届け出られません');
  await p.going(() => p.page.locator('.sum div').last().getByRole('link').click());
  await p.fill('契約日', '令和5年2月10日');
  await p.press('つぎへ');
  await p.says('類型1「システム整備中」で届け出られます');
  await p.press('この類型で届け出る');
  await p.fill('メールアドレス', who.mail);
  await p.fill('パスワード', PASSWORD);
  await p.press('ログイン');
  p.at(`${GENERAL}/1/with/contract_on=2023-02-10`);
  p.count.is(await p.value('⑥ 契約日'), '2023-02-10', 'the answer is filled in');
}

async function filed(p, site, who) {
  await p.press('確認画面へ進む');
  p.count.is(p.status, 422, 'the rest is asked for');
  await p.errors();
  await p.fill('⑥ 契約日', '2023-03-01');
  await p.fill('⑥ 契約した事業者の名前', '髙﨑𠮷システム');
  await p.fill('⑥ システム整備が終わる予定の年月', '令和5年7月');
  await p.press('確認画面へ進む');
  await p.says('令和5年2月28日までに契約したときのもの');
  await p.press('入力画面に戻って直す');
  await p.fill('⑥ 契約日', '2023-02-28');
  await p.page.locator('#file1').setInputFiles({name: '契約書.pdf', mimeType: 'application/pdf', buffer: pdf('keiyaku')});
  await p.page.locator('#file1_kind').selectOption({label: '契約書の写し'});
  await p.press('確認画面へ進む');
  p.at(`${GENERAL}/1/confirm`);
  await p.says('契約書.pdf');
  await p.press('届出する', {clickCount: 2});
  await p.says('届出を受け付けました');
  await p.says('契約書.pdf');
  const mail = await site.mailTo(who.mail, {pattern: /届出を受け付けました/});
  const number = (await p.text()).match(/[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/)[0];
  p.count.ok(mail.text.includes(number), 'the mail has the number');
  await p.press('受付票を見る');
  await p.says(number);
  const path = p.path().replace(/\/receipt$/, '');
  await paper(p, site, path, number);
  await p.press('届出の画面へ');
  await p.says('契約書.pdf');
  return path;
}

// The PDF has the number and the paper's name; its code opens the filing for the desk.
async function paper(p, site, path, number) {
  const file = join(site.data, 'receipt.pdf');
  const r = await p.context.request.get(`${path}/receipt.pdf`);

  p.count.is(r.headers()['content-type'], 'application/pdf', 'the receipt is a PDF');
  writeFileSync(file, await r.body());
  const text = (await run('pdftotext', ['-layout', file, '-'])).out;
  p.count.ok(text.includes(number) && text.includes('契約書.pdf'), 'it has number and papers', text);
  await run('pdftoppm', ['-r', '150', '-png', '-singlefile', file, file]);
  const code = (await run('zbarimg', ['--quiet', '--raw', `${file}.png`])).out.trim();
  p.count.is(code, `${site.origin}/staff/notices/${path.split('/').at(-1)}`, 'its code is for the desk');
}
