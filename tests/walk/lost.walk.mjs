// lost.walk.mjs: a letter is genuine, but for somebody else; then it is lost. A new one is
// asked for without a call, and the old one's QR code says so; a caller's request is checked,
// approved by a second person and scheduled; the receipt number tells how far it is; the
// institution cancels it.
import {schedule} from './lib/desk.mjs';
import {letters} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {Visitor, variants} from './lib/visitor.mjs';
import {code10, login, rowOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';

export default (ctx) => walk('lost', ctx, {post: variants.length * 2, staff: ['operator', 'supervisor']},
  async ({site, rows, posted, each}) => {
    await each(async ({v, i, enter, desk}) => {
      const [lost, other] = posted.slice(2 * i, 2 * i + 2);
      const people = {public: await enter('public'), member: await enter('member'),
        operator: await desk('operator'), supervisor: await desk('supervisor')};
      await newLetter(people, lost, rowOf(rows, lost));
      const mail = `lost-${v.name}@example.jp`;
      const person = new Person(site);
      await person.register(other, {contact: '髙﨑 𠮷子', mail, password: PASSWORD});
      person.leave();
      await deletion(people, rowOf(rows, other), mail);
    });
    ctx.count.where = 'lost';
    const again = await letters(site, 99, '--requests');
    ctx.count.is(again.length, variants.length, 'everybody who asked gets a letter');
    await usesNew(ctx.b, site, ctx.count, posted[0], again);
  });

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
  p.at('/login', 'the old letter works until the new one is printed');
  const o = people.operator;
  await o.open('/staff/letters/requests');
  await o.says(row.name);
  await o.open(`/staff/institutions/${code10(row)}`);
  await o.press('新しい案内文書を送る');
  o.count.is(o.status, 422, 'there is one request at a time');
}

async function deletion({operator: o, supervisor: s, member: m, public: p}, row, mail) {
  const {count} = o;

  const {no, where} = await schedule(o, s, row);
  await s.open('/staff/deletions');
  await s.says(no);
  await p.open('/status');
  await p.fill('受付番号', no.toLowerCase().replace(/-/g, ''));
  await p.press('状況を見る');
  await p.says('予約');
  await p.silent(row.name, 'the status names nobody');
  const told = await o.site.mailTo(mail, {pattern: /削除する予定/});
  count.ok(told.text.includes(no), 'the mail has the number', told.text);
  await login(m, mail, PASSWORD);
  await m.says('このアカウントを削除する予定です');
  await m.open('/my/account');
  await m.press('削除を取り消す');
  m.at('/status/cancelled');
  await m.press('マイページへ進む');
  await m.silent('このアカウントを削除する予定です');
  await m.open('/my/letter');
  await m.says('ふだんは、案内文書はいりません');
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
