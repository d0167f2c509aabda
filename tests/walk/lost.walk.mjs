// lost.walk.mjs: a letter is genuine, but for somebody else; then it is lost. A new one is asked for without a call, and the old
// one's QR code says so; a caller's request is checked, approved by a second person and
// scheduled; the receipt number tells how far it is; the institution cancels it.
import {letters, load, master} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {Site} from './lib/site.mjs';
import {totp} from './lib/totp.mjs';
import {Visitor, variants} from './lib/visitor.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const DESK = 'Kurage-884212-desk';

export default async function walk({b, count}) {
  const site = new Site(undefined, {MADOGUCHI_PORTAL_PROXY: '127.0.0.1'});
  const rows = master();
  await site.address();
  await site.cmd(['init']);
  await load(site, rows);
  const posted = await letters(site, variants.length * 2);
  const staff = {};
  for (const v of variants)
    for (const role of ['operator', 'supervisor'])
      staff[`${role}-${v.name}`] = (await site.cmd(['staff', 'add', `${role}-${v.name}`, '--role', role],
        `${DESK}\n`)).match(/otpauth:\S+/)[0];
  await site.start();
  const one = async (v, pair) => {
    const here = count.at(`lost ${v.name}`);
    const people = {};
    for (const who of ['public', 'member', 'operator', 'supervisor'])
      people[who] = await Visitor.enter(b, site, here, {...v, name: `lost-${v.name}-${who}`,
        from: `203.0.113.${variants.indexOf(v) + 1}`});
    try {
      const row = (letter) => rows.find((r) => letter.text.includes(`＜${r.name.slice(0, 6)}`));
      for (const role of ['operator', 'supervisor'])
        await enter(people[role], `${role}-${v.name}`, staff[`${role}-${v.name}`]);
      await newLetter(people, pair[0], row(pair[0]));
      const mail = `lost-${v.name}@example.jp`;
      const person = new Person(site);
      await person.register(pair[1], {contact: '髙﨑 𠮷子', mail, password: PASSWORD});
      person.leave();
      await deletion(people, row(pair[1]), mail);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      here.ok(false, 'goes on', [e.message, ...lines, ...Object.values(people).map((p) => p.path()),
        (await people.operator.text()).slice(0, 600)].join('\n'));
    }
    for (const p of Object.values(people)) await p.leave();
  };
  try {
    await Promise.all(variants.map((v, i) => one(v, posted.slice(2 * i, 2 * i + 2))));
    count.where = 'lost';
    const again = await letters(site, 99, '--requests');
    count.is(again.length, variants.length, 'everybody who asked gets a letter');
    await usesNew(b, site, count, posted[0], again);
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

async function enter(p, name, app) {
  await p.open('/staff/login');
  await p.fill('職員名', name);
  await p.fill('パスワード', DESK);
  await p.fill('確認コード', totp(app));
  await p.press('ログイン');
  p.at('/staff');
}

const code10 = (row) => `${row.pref_code}${row.score_table}${row.code}`;

async function newLetter(people, letter, row) {
  const p = people.public;
  const {count} = p;

  const [number] = letter.text.match(/\d{9}-\d-[0-9A-Z]{4}/) || [''];
  await p.open('/login');
  await p.press('案内文書が本物かを確かめたい方');
  await p.fill('お問い合わせ番号', number.replace(/.$/, (c) => (c === '7' ? '8' : '7')));
  await p.press('確かめる');
  count.is((await p.errors()).length, 1, 'a wrong number is not ours');
  await p.fill('お問い合わせ番号', number.toLowerCase());
  await p.press('確かめる');
  await p.says('支払基金が送った案内文書です');
  await p.silent(row.name, 'the name is masked');
  await p.open(new URL(letter.url).pathname);
  await p.press('この案内文書があてはまらない方');
  await p.press('あて先がちがう');
  p.at('/letter/report/done');
  await people.operator.open('/staff/letters/reports');
  await people.operator.says('あて先がちがう');
  await p.open('/login');
  await p.press('案内文書をなくした方');
  p.at('/letter');
  await p.press('新しい案内文書を申し込む');
  count.is(p.status, 422, 'an empty form is refused');
  count.is((await p.errors()).length, 3, 'three mistakes are told');
  await p.field('都道府県').selectOption(row.pref_code);
  await p.field('点数表コード').selectOption(String(row.score_table));
  await p.fill('医療機関等コード', '０００００００');
  await p.press('新しい案内文書を申し込む');
  count.is(p.status, 422, 'an unknown code is refused');
  count.is(await p.value('医療機関等コード'), '０００００００', 'what was typed stays');
  await p.fill('医療機関等コード', row.code);
  await p.press('新しい案内文書を申し込む', {clickCount: 2});
  p.at('/letter/done');
  await p.silent(row.name, 'the page does not say whom it is about');
  await p.open(new URL(letter.url).pathname);
  await p.says('新しい案内文書の申し込みを受け付けています');
  const o = people.operator;
  await o.open('/staff/letters/requests');
  await o.says(row.name);
  await o.open(`/staff/institutions/${code10(row)}`);
  await o.press('新しい案内文書を送る');
  o.count.is(o.status, 422, 'there is one request at a time');
}

async function deletion({operator: o, supervisor: s, member: m, public: p}, row, mail) {
  const {count} = o;

  await o.open(`/staff/institutions/${code10(row)}`);
  await o.press('削除の申し出を受け付ける');
  await o.press('受け付ける');
  count.is(o.status, 422, 'the caller\'s name is needed');
  await o.fill('電話をかけてきた方の名前', '髙﨑');
  await o.press('受け付ける');
  await o.says(row.phone, 'the number to call is the master\'s');
  const where = o.path();
  const no = (await o.page.locator('h1 .num').innerText()).trim();
  await o.silent('髙﨑 𠮷子', 'answers are hidden');
  count.is(await o.page.locator('button[value=verify], button[value=approve]').count(), 0,
    'nothing can be deleted before the check');
  await o.press('つながらなかった');
  await o.press('かけ直して、本人と話した');
  for (let i = 0; i < 2; i++) {
    await o.press('質問した（答えを見る）');
    await o.press('合っている');
  }
  await o.press('確認ずみにする');
  await o.says('ほかの職員に頼んでください');
  await s.open(where);
  await s.press('承認して、削除を予約する');
  await s.says('に削除します。それまでは取り消せます');
  await s.open('/staff/deletions');
  await s.says(no);
  await p.open('/status');
  await p.fill('受付番号', no.toLowerCase().replace(/-/g, ''));
  await p.press('状況を見る');
  await p.says('予約');
  await p.silent(row.name, 'the status names nobody');
  const told = await o.site.mailTo(mail, {pattern: /削除する予定/});
  count.ok(told.text.includes(no), 'the mail has the number', told.text);
  await m.open('/login');
  await m.fill('メールアドレス', mail);
  await m.fill('パスワード', PASSWORD);
  await m.press('ログイン');
  await m.says('このアカウントを削除する予定です');
  await m.open('/my/account');
  await m.press('削除を取り消す');
  m.at('/status/cancelled');
  await m.press('マイページへ進む');
  await m.silent('このアカウントを削除する予定です');
  await m.open('/my/letter');
  await m.says('案内文書はもういりません');
  await p.open(`/status?no=${no}`);
  await p.says('取り消しました');
  await s.open(where);
  await s.says('取消');
  await s.open('/staff');
}

// The new letter opens the account, the old one says that there is a new one.
async function usesNew(b, site, count, old, again) {
  const p = await Visitor.enter(b, site, count, {name: 'lost-new'});
  const mine = again.find((l) => l.login.slice(-3) === old.login.slice(-3));

  await p.open(new URL(old.url).pathname);
  await p.says('新しい案内文書を送りました');
  await p.open(new URL(mine.url).pathname);
  p.at('/login');
  await p.fill('パスワード', mine.password);
  await p.press('ログイン');
  p.at('/my/account');
  await p.leave();
}
