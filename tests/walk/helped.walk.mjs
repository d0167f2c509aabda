// helped.walk.mjs: a colleague has lost the mailbox: the number that he tells an owner, the
// approval, the day's wait, a mailbox that was mistyped; a new letter that a stranger asks
// for, and the press that stops it.
import {Person} from './lib/person.mjs';
import {variants} from './lib/visitor.mjs';
import {login, pathOf, rowOf, walk} from './lib/walk.mjs';

const FIRST = 'Mado-Guchi-Tsubaki1';
const SECOND = 'Mado-Guchi-Sazanka2';

export default (ctx) => walk('helped', ctx, {post: variants.length, clock: true},
  async ({site, rows, posted, each}) => {
    const links = [];
    await each(async ({v, i, enter}) => {
      const who = {contact: '髙﨑 𠮷子', mail: `daihyo-${v.name}@example.jp`, password: FIRST};
      const lost = `nakunatta-${v.name}@example.jp`;
      const first = new Person(site);
      await first.register(posted[i], who);
      first.leave();
      const owner = await enter('owner');
      const colleague = await enter('colleague');
      await login(owner, who.mail, FIRST);
      await invite(owner, lost);
      await accept(colleague, lost);
      const number = await ask(colleague, lost, `atarashii-${v.name}@example.jp`);
      await approve(owner, number);
      links.push({number, mail: `atarashii-${v.name}@example.jp`, lost});
      await early(colleague, links.at(-1));
      await letter(await enter('stranger'), owner, rowOf(rows, posted[i]), who.mail);
    });
    await site.later(24);
    await each(async ({v, enter}) => {
      const mine = links.find((x) => x.lost.includes(v.name));
      const p = await enter('later');
      await choose(p, mine);
    });
  });

async function invite(p, mail) {
  await p.open('/my/members');
  await p.fill('メールアドレス', mail);
  await p.page.getByLabel('代表').check();
  await p.fill('いまのパスワード', FIRST);
  await p.press('招待のメールを送る');
  p.at('/my/members?said=invited');
}

async function accept(p, mail) {
  await p.open(pathOf(await p.site.mailTo(mail, {pattern: /招待/}), '/invite/'));
  await p.fill('担当者名', '鈴木');
  await p.fill('パスワード', FIRST);
  await p.fill('パスワード(確認)', FIRST);
  await p.press('この施設に参加する');
  await p.open('/my');
  await p.press('ログアウト');
}

async function ask(p, login, mail) {
  await p.open('/login');
  await p.press('パスワードを忘れた方');
  await p.press('代表の方に承認してもらって');
  p.at('/password/colleague');
  await p.press('申し込む');
  p.count.is(p.status, 422, 'an empty form is refused');
  await p.errors();
  await p.fill('登録したメールアドレス', login);
  await p.fill('新しいメールアドレス', mail);
  await p.fill('新しいメールアドレス(確認)', mail);
  await p.press('申し込む');
  p.at('/password/colleague/sent');
  const told = await p.site.mailTo(mail, {pattern: /番号を伝えて/});
  const [number] = (await p.text()).match(/\d{4} \d{4}/);
  p.count.ok(!told.text.includes(number) && !told.text.includes(number.replace(' ', '')), 'no mail has the number');
  return number;
}

async function approve(p, number) {
  await p.open('/my/members');
  await p.press('番号を入力して、承認する');
  p.at('/my/members/help');
  await p.fill('番号', '00000000');
  await p.press('申し込みを見る');
  p.count.is(p.status, 422, 'another number finds nothing');
  await p.errors();
  await p.fill('番号', number);
  await p.press('申し込みを見る');
  await p.says('鈴木');
  await p.press('承認する');
  p.count.is(p.status, 422, 'the password is asked for');
  await p.errors();
  await p.fill('あなたのパスワード', FIRST);
  await p.press('承認する');
  p.at('/my/members?said=helped');
  await p.says('承認しました');
  await p.open('/my');
  await p.says('鈴木 さんのメールアドレスを変える申し込みがありました');
}

async function early(p, {mail, lost}) {
  await p.site.mailTo(lost, {pattern: /代表の方の承認で/});
  await p.open(pathOf(await p.site.mailTo(mail, {pattern: /パスワードを決めて/}), '/password/letter/'));
  await p.says('まだ使えません');
}

async function letter(stranger, owner, row, mail) {
  await stranger.open('/letter');
  await stranger.field('都道府県').selectOption(row.pref_code);
  await stranger.field('点数表コード').selectOption(String(row.score_table));
  await stranger.fill('医療機関等コード', row.code);
  await stranger.press('新しい案内文書を申し込む');
  stranger.at('/letter/done');
  await owner.site.mailTo(mail, {pattern: /新しい案内文書の申し込みがありました/});
  await owner.open('/my');
  await owner.says('ログインなしの画面から');
  await owner.going(() => owner.page.getByRole('region', {name: /新しい案内文書の申し込み/}).getByRole('button').click());
  owner.at('/my?sent=stopped');
  await owner.says('取りやめになっています');
  await owner.silent('ログインなしの画面から', 'nothing waits any more');
  await owner.open('/my/letter');
  await owner.says('取りやめました');
  await owner.site.mailTo(mail, {pattern: /取りやめになりました/});
}

async function choose(p, {number, mail}) {
  await p.open(pathOf(await p.site.mailTo(mail, {pattern: /パスワードを決めて/}), '/password/letter/'));
  await p.fill('パスワード', SECOND);
  await p.fill('パスワード(確認)', SECOND);
  await p.press('このアドレスとパスワードにする');
  p.count.is(p.status, 422, 'the link alone is not enough');
  await p.fill('パスワード', SECOND);
  await p.fill('パスワード(確認)', SECOND);
  await p.fill('申し込んだときの番号', number);
  await p.press('このアドレスとパスワードにする');
  p.at('/password/done');
  await login(p, mail, SECOND);
  p.at('/my', 'the new address is the login');
}
