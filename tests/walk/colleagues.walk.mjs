// colleagues.walk.mjs: an owner invites a colleague, who may only look; one login for two
// institutions by a second letter, which are a clinic and a dental practice in one house;
// switching between them; a member who is taken off.
import {master} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {crossed} from './lib/visitor.mjs';
import {letterOf, login as enter, pathOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const login = (p, mail) => enter(p, mail, PASSWORD);

// A clinic and the dental practice in the same house, for each way.
function houses() {
  const all = master(20);
  return crossed.flatMap((_, i) => {
    const [clinic, dental] = all.slice(5 * (i + 1), 5 * (i + 1) + 2);
    return [clinic, {...dental, zip: clinic.zip, address: clinic.address, phone: clinic.phone}];
  });
}

export default function colleagues(ctx) {
  const rows = houses();
  return walk('colleagues', ctx, {ways: crossed, rows, post: rows.length}, ({site, posted, each}) =>
    each(async ({v, i, enter: come}) => {
      const [letter, second] = rows.slice(2 * i, 2 * i + 2).map((r) => letterOf(posted, r));
      const who = {contact: '髙﨑 𠮷子', mail: `owner-${v.name}@example.jp`, password: PASSWORD};
      const first = new Person(site);
      await first.register(letter, who);
      first.leave();
      const people = {owner: await come('owner'), colleague: await come('colleague')};
      await story(people, who, {letter: second, v, clinic: rows[2 * i]});
    }));
}

async function story({owner, colleague}, who, {letter, v, clinic}) {
  const mail = `colleague-${v.name}@example.jp`;

  await login(owner, who.mail);
  owner.at('/my');
  await invite(owner, mail);
  await accept(colleague, mail);
  await looksOnly(colleague);
  await promote(owner, mail);
  await secondLetter(owner, who, letter);
  await oneHouse(owner, clinic);
  await change(owner, who);
  await takeOff(owner, colleague, mail);
}

async function invite(p, mail) {
  const {count} = p;

  await p.press('いっしょに使う人');
  p.at('/my/members');
  await p.press('招待のメールを送る');
  count.is(p.status, 422, 'an empty invitation is refused');
  count.is((await p.errors()).length, 3, 'three fields are asked for');
  await p.fill('メールアドレス', mail);
  await p.page.getByLabel('閲覧').check();
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('招待のメールを送る');
  p.at('/my/members?said=invited');
  await p.says('招待のメールを送りました');
  await p.says(mail);
}

async function accept(p, mail) {
  const {count} = p;
  const got = await p.site.mailTo(mail, {pattern: /招待/});
  const link = pathOf(got, `${p.site.origin}/invite/`);

  count.ok(got.text.includes('髙﨑 𠮷子') && got.text.includes('閲覧'), 'it says who invites, and for what');
  await p.open(link);
  await p.says('からの招待');
  await p.press('この施設に参加する');
  count.is(p.status, 422, 'an empty form is refused');
  await p.errors();
  await p.fill('担当者名', '鈴木');
  await p.fill('パスワード', PASSWORD);
  await p.fill('パスワード(確認)', PASSWORD);
  await p.press('この施設に参加する');
  p.at('/my/joined');
  await p.says('参加しました');
  await p.open(link);
  count.is(p.status, 410, 'the link works once');
  await p.says('もう使われました');
  await p.site.mailTo('owner-', {pattern: /新しいメンバー/});
}

async function looksOnly(p) {
  const {count} = p;

  await p.open('/my');
  await p.says('鈴木');
  await p.silent('いっしょに使う人');
  await p.open('/my/account');
  count.is(await p.page.locator('[name=founder]').count(), 0, "the institution's data are not theirs");
  await p.open('/my/members');
  count.is(p.status, 403, 'the list is the owners\'');
  await p.says('髙﨑 𠮷子 さん', 'it says whom to ask');
  await p.press('マイページへ');
  p.at('/my');
  await p.press('ログアウト');
}

async function promote(p, mail) {
  const {count} = p;

  await p.open('/my/members');
  await p.says('メンバー（2人）');
  const row = p.page.getByRole('row').filter({hasText: mail});
  await p.going(() => row.getByRole('link').click());
  await p.says(mail);
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('変更する');
  count.is(p.status, 422, 'no change is no change');
  await p.errors();
  await p.page.getByLabel('担当').check();
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('変更する');
  p.at('/my/members?said=changed');
  await p.site.mailTo(mail, {pattern: /役割/});
  // the only owner can't go
  const mine = p.page.getByRole('row').filter({hasText: 'ご自分'});
  await p.going(() => mine.getByRole('link').click());
  await p.says('代表は、この方1人だけです');
}

// A letter for a second institution; its reader has a login already.
async function secondLetter(p, who, letter) {
  const {count} = p;

  await p.open('/my');
  await p.press('ログアウト');
  await enter(p, letter.login, letter.password);
  p.at('/my/account');
  await p.press('いまのログインに、この施設を加える');
  p.at('/my/account/join');
  await p.fill('メールアドレス', who.mail);
  await p.fill('いまのパスワード', `${PASSWORD}x`);
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'a wrong password is refused');
  await p.errors();
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  p.at('/my/account/join/confirm');
  await p.says(who.mail);
  await p.press('入力画面に戻る');
  p.at('/my/account/join');
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  await p.press('上記の内容に同意して確定する', {clickCount: p.script ? 2 : 1});
  p.at('/my/account/join/done');
  await p.says('2つです');
  const got = await p.site.mailTo(who.mail, {pattern: /施設を加えました/});
  count.ok(got.text.includes(who.mail), 'the mail tells the login', got.text);
}

// The clinic and the dental practice are one place, which their one owner can say.
async function oneHouse(p, clinic) {
  await p.open('/my/pair');
  await p.says('届けられた住所と電話番号が、この施設と同じです');
  await p.press('この施設とつなぐ');
  p.at('/my/pair?said=made');
  await p.says('つながっています');
  await p.open('/my');
  await p.says('同じ場所の医科と歯科');
  await p.says(clinic.name, 'my page names the other half');
  await p.open('/my/pair');
  await p.press('つながりを解く');
  p.at('/my/pair?said=undone', 'and it can be undone');
}

async function change(p, who) {
  const {count} = p;
  const title = async () => (await p.page.locator('.who').innerText()).trim();

  await p.open('/my');
  const second = await title();
  await p.press('ほかの施設に切りかえる');
  p.at('/my/choose');
  await p.says('2つの施設で使えます');
  await p.going(() => p.page.locator('main li').filter({hasNotText: '前に選んだ施設'})
    .getByRole('button').first().click());
  p.at('/my');
  count.ok(await title() !== second, 'another institution is shown');
  await p.open('/my/account');
  await p.says('2つの施設');
  await p.open('/my');
  await p.press('ログアウト');
  await login(p, who.mail);
  p.at('/my/choose');
  await p.says('前に選んだ施設');
  await p.going(() => p.page.locator('main li').filter({hasText: '前に選んだ施設'})
    .getByRole('button').click());
  p.at('/my');
  count.ok(await title() !== second, 'the last choice is remembered');
}

async function takeOff(p, colleague, mail) {
  await login(colleague, mail);
  colleague.at('/my');
  await p.open('/my/members');
  const row = p.page.getByRole('row').filter({hasText: mail});
  await p.going(() => row.getByRole('link').click());
  await p.page.getByLabel('この施設からはずす').check();
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('変更する');
  p.at('/my/members?said=removed');
  await p.says('メンバー（1人）');
  await colleague.open('/my');
  colleague.at('/login?next=/my', 'who was taken off is out at once');
  await p.site.mailTo(mail, {pattern: /はずれました/});
  await login(colleague, mail);
  await colleague.says('使える施設がありません');
}
