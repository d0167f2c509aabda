// claimed.walk.mjs: an institution is registered, but nobody there knows by whom: a new letter
// is asked for, and its code claims the institution. All members are told and have 72 hours:
// in one house they stop it with a press, in the other nobody does, and who holds the letter
// becomes the owner.
import {begin, find, finish} from './lib/entry.mjs';
import {letters} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {variants} from './lib/visitor.mjs';
import {letterOf, login, pathOf, rowOf, walk} from './lib/walk.mjs';

const HOLDER = 'Mado-Guchi-Tsubaki1';
const CLAIMER = 'Mado-Guchi-Sazanka2';
const CLAIM = /代表になりたいという申し込み/;

export default (ctx) => walk('claimed', ctx, {post: 2 * variants.length, clock: true},
  async ({site, rows, posted, each}) => {
    const known = variants.map((v, i) => {
      const first = posted.slice(2 * i, 2 * i + 2);
      return {v, rows: first.map((l) => rowOf(rows, l)), first, mail: (who) => `${who}-${v.name}@example.jp`};
    });
    for (const k of known)
      for (const [n, letter] of k.first.entries()) {
        const person = new Person(site);
        await person.register(letter, {contact: '髙﨑 𠮷子', mail: k.mail(`holder${n}`), password: HOLDER});
        await person.proveMail();
        person.leave();
      }
    const both = (story) => each(({i, enter}) => story(Object.assign(known[i], {enter})));
    await both(asks);
    ctx.count.where = 'claimed';
    const second = await letters(site, 99, '--requests');
    ctx.count.is(second.length, 2 * variants.length, 'a registered institution gets its letter, too');
    for (const k of known) k.second = k.rows.map((r) => letterOf(second, r));
    await both(claims);
    await both(stopped);
    await site.later(71);
    await both(tooEarly);
    await site.later(1.1);
    await both(inTime);
  });

// The public form, and what the members are told of it.
async function asks(k) {
  const p = await k.enter('asks');

  for (const [n, row] of k.rows.entries()) {
    await p.open('/letter');
    await p.field('都道府県').selectOption(row.pref_code);
    await p.field('点数表コード').selectOption(String(row.score_table));
    await p.fill('医療機関等コード', row.code);
    await p.press('新しい案内文書を申し込む');
    p.at('/letter/done');
    const told = await p.site.mailTo(k.mail(`holder${n}`), {pattern: /新しい案内文書の申し込みがありました/});
    p.count.ok(told.text.includes('ログインなしの画面から'), 'the member is told that nobody knows who asked', told.text);
  }
}

async function claims(k) {
  for (const n of [0, 1]) {
    const p = await k.enter(`claims${n}`);
    const {count} = p;
    const letter = k.second[n];

    if (!count.ok(letter, 'the letter came')) return;
    await login(p, letter.login, letter.password);
    p.at('/login', 'the letter is no login');
    await begin(p, k.mail(`claimer${n}`));
    await find(p, k.rows[n]);
    p.at('/register/form/place');
    await p.says('もう登録されています');
    await p.says('72時間', 'the time is told before');
    await p.fill('案内文書の仮パスワード', k.second[1 - n].password);
    await p.press('確かめて続ける');
    count.is(p.status, 422, 'the code of another institution is refused');
    await p.errors();
    await p.fill('案内文書の仮パスワード', letter.password);
    await p.press('確かめて続ける', {clickCount: p.script ? 2 : 1});
    p.at('/register/form/place');
    await p.says('代表になる申し込みを受け付けています');
    count.is(await p.page.getByLabel(/案内文書の仮パスワード/).count(), 0, 'nothing more can be typed');
    const told = await p.site.mailTo(k.mail(`holder${n}`), {pattern: CLAIM});
    count.ok(told.text.includes(k.mail(`claimer${n}`)) && /\d{1,2}日/.test(told.text),
      'the holder is told who claims, and until when', told.text);
    const mine = await p.site.mailTo(k.mail(`claimer${n}`), {pattern: /代表になる申し込みを受け付けました/});
    k[`link${n}`] = pathOf(mine, '/register/');
    count.is(p.site.mails().filter((m) => m.to.includes(k.mail(`holder${n}`)) && CLAIM.test(m.subject)).length, 1,
      'one mail, not two');
  }
}

// One press of a member ends it, and the letter with it.
async function stopped(k) {
  const p = await k.enter('holder');
  const {count} = p;

  await login(p, k.mail('holder0'), HOLDER);
  p.at('/my');
  await p.says('代表になりたいという申し込みがありました');
  await p.says(k.mail('claimer0'), 'and by whom');
  await p.open('/my/readers');
  await p.says('代表の方を決めているところです', 'nothing is ordered meanwhile');
  await p.going(() => p.page.getByRole('region', {name: /代表になりたい/}).getByRole('button').click());
  p.at('/my?sent=stopped');
  await p.says('取りやめになっています');
  await p.silent('代表になりたいという申し込みがありました', 'nothing waits any more');
  await p.open('/my/readers');
  await p.silent('代表の方を決めているところです', 'and one may order again');
  await p.open('/my/history');
  await p.press('ログアウト');
  await p.site.mailTo(k.mail('holder0'), {pattern: /取りやめになりました/});
  const told = await p.site.mailTo(k.mail('claimer0'), {pattern: /いま登録している方が\s*取りやめました/});
  count.ok(!told.links.some((l) => l.includes('/register/')), 'who claimed is told so, without a link', told.text);
  await p.open(k.link0);
  count.is(p.status, 410, 'the link is over');
  await begin(p, k.mail('stubborn'));
  await find(p, k.rows[0]);
  await p.fill('案内文書の仮パスワード', k.second[0].password);
  await p.press('確かめて続ける');
  count.is(p.status, 422, 'and so is the letter');
  await p.errors();
}

async function tooEarly(k) {
  const p = await k.enter('early');

  await p.open(k.link1);
  await p.press('登録を続ける');
  await find(p, k.rows[1]);
  p.at('/register/form/place', 'one hour before the time it is still waiting');
  await p.says('代表になる申し込みを受け付けています');
}

async function inTime(k) {
  const p = await k.enter('owner');
  const {count} = p;

  await p.open(k.link1);
  await p.press('登録を続ける');
  await find(p, k.rows[1]);
  p.at('/register/form');
  await finish(p, '桜', CLAIMER);
  const told = await p.site.mailTo(k.mail('holder1'), {pattern: /代表から担当に/});
  count.ok(told.text.includes(k.rows[1].name), 'who was the owner is told that he is none any more', told.text);
  await p.press('マイページへ進む');
  p.at('/my');
  await p.silent('案内文書で確かめる', 'nothing is left to prove');
  await p.open('/my/members');
  await p.says('メンバー（2人）');
  await p.says(k.mail('holder1'), 'the colleague is still there');
  await p.open('/my');
  await p.press('ログアウト');
  await p.open(k.link1);
  count.is(p.status, 410, 'the link works once');
  await login(p, k.mail('holder1'), HOLDER);
  p.at('/my', 'and his login still works');
  await p.silent('代表になりたいという申し込みがありました');
  await p.open('/my/members');
  count.is(p.status, 403, 'but the members are the owner\'s');
  await p.open('/my/history');
}
