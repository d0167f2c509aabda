// waysback.walk.mjs: how people get in again and stay safe: a forgotten password, a new
// address and its way back, where one is logged in, the second factor and its paper codes,
// and what a letter still opens when everything else is lost.
import {Person} from './lib/person.mjs';
import {totp} from './lib/totp.mjs';
import {variants} from './lib/visitor.mjs';
import {login, pathOf, walk} from './lib/walk.mjs';

const FIRST = 'Mado-Guchi-Tsubaki1';
const SECOND = 'Mado-Guchi-Sazanka2';
const THIRD = 'Mado-Guchi-Suisen3';

export default (ctx) => walk('waysback', ctx, {post: variants.length}, ({site, posted, each}) =>
  each(async ({v, i, enter}) => {
    const who = {contact: '髙﨑 𠮷子', mail: `tantou-${v.name}@example.jp`, password: FIRST};
    const first = new Person(site);
    await first.register(posted[i], who);
    first.leave();
    const p = await enter();
    await forgotten(p, who, posted[i]);
    await newAddress(p, who, v);
    await records(p, who, enter);
    await secondFactor(p, who, posted[i]);
    await byLetter(p, posted[i], v);
  }));

async function choose(p, password) {
  await p.fill('パスワード', password);
  await p.fill('パスワード(確認)', password);
}

async function forgotten(p, who, letter) {
  const {count} = p;

  await p.open('/login');
  await p.press('パスワードを忘れた方');
  p.at('/password');
  await p.press('リンクを送る');
  count.is(p.status, 422, 'no address is refused');
  await p.errors();
  await p.fill('メールアドレス', 'dare-mo@example.jp');
  await p.press('リンクを送る');
  p.at('/password/sent');
  const unknown = await p.text();
  const nobody = await p.site.mailTo('dare-mo@example.jp');
  count.ok(nobody.text.includes('登録されていません'), 'the unknown address is told so by mail');
  await p.open('/password');
  await p.fill('メールアドレス', who.mail);
  await p.press('リンクを送る');
  p.at('/password/sent');
  count.is(await p.text(), unknown, 'the page says the same for a known address');
  const mail = await p.site.mailTo(who.mail, {pattern: /決め直すためのリンク/});
  const link = pathOf(mail, '/password/');
  await p.open(link);
  await p.open(link);
  await p.says('案内文書で確かめる'); // nobody has confirmed this address yet
  await p.press('確かめて、つぎへ進む');
  count.is(p.status, 422, 'an address that was never confirmed needs the letter, too');
  await p.errors();
  await p.fill('仮メールアドレス', letter.login);
  await p.fill('仮パスワード', letter.password);
  await p.press('確かめて、つぎへ進む');
  await choose(p, 'abc');
  await p.press('新しいパスワードにする');
  count.is(p.status, 422, 'a short password is refused');
  await p.errors();
  await choose(p, SECOND);
  await p.press('新しいパスワードにする', {clickCount: p.script ? 2 : 1}); // the link works once
  p.at('/password/done');
  await p.site.mailTo(who.mail, {pattern: /パスワードが変更されました/});
  await p.open(link);
  count.is(p.status, 410, 'the link works once');
  await login(p, who.mail, FIRST);
  count.is(p.status, 422, 'the old password is over');
  await login(p, who.mail, SECOND);
  p.at('/my', 'the new one opens');
}

async function change(p, mail, password) {
  await p.open('/my/account');
  await p.fill('メールアドレス', mail);
  await p.fill('メールアドレス(確認)', mail);
  await p.fill('いまのパスワード', password);
  await p.press('確認画面へ進む');
  p.at('/my/account/confirm');
  await p.press('上記の内容に同意して確定する');
  p.at('/my/account/done');
}

async function newAddress(p, who, v) {
  const {count} = p;
  const mail = `atarashii.${v.name}@example.jp`;

  await change(p, `yame-${v.name}@example.jp`, SECOND);
  await p.says(`yame-${v.name}@example.jp`);
  await p.open('/my');
  await p.says('メールアドレスの変更は、まだ終わっていません');
  await p.press('変更を取りやめる');
  await p.says('いまのアドレスのままです');
  await change(p, mail, SECOND);
  await p.open(pathOf(await p.site.mailTo(mail, {pattern: /新しいメールアドレスを確認/}), '/mail/'));
  await p.press('このアドレスを確認する');
  await p.says('つぎからは、このアドレスでログイン');
  await p.open('/my');
  await p.press('ログアウト');
  await login(p, mail, SECOND);
  p.at('/my', 'the new address is the login');
  const told = await p.site.mailTo(who.mail, {pattern: /メールアドレスが変更されました/});
  await p.open(pathOf(told, '/mail-back/'));
  await p.says(who.mail);
  await p.press('もとに戻す');
  count.ok(p.path().startsWith('/password/'), 'the way back leads to a new password', p.path());
  await choose(p, THIRD);
  await p.press('新しいパスワードにする');
  p.at('/password/done');
  await p.open(pathOf(told, '/mail-back/'));
  count.is(p.status, 410, 'and works once');
  await login(p, mail, SECOND);
  count.is(p.status, 422, 'the other address is over');
  await login(p, who.mail, THIRD);
  p.at('/my', 'the old address is the login again');
}

async function records(p, who, enter) {
  const {count} = p;
  const other = await enter('elsewhere');

  await login(other, who.mail, THIRD);
  other.at('/my');
  await p.open('/my/sessions');
  await p.says('いまの機器');
  await p.says('203.0.113.*');
  await p.says('機器（2台）');
  await p.press('いまの機器のほかを、すべて終わらせる');
  await p.says('機器（1台）');
  await other.open('/my');
  other.at('/login?next=/my', 'who is logged in elsewhere is out');
  await p.open('/my/history');
  await p.says('パスワードを決め直した');
  await p.says('メールアドレスをもとに戻した');
  count.ok(!/[a-z]+\.[a-z_]+_[a-z]+/.test(await p.text()), 'no inner name is shown');
}

async function secondFactor(p, who, letter) {
  const {count} = p;

  await p.open('/my/security');
  await p.press('二段階の確認を始める');
  await p.press('つぎへ進む');
  count.is(p.status, 422, 'the present password is asked for');
  await p.errors();
  await p.fill('いまのパスワード', THIRD);
  await p.press('つぎへ進む');
  p.at('/my/security/app');
  const app = `otpauth://totp/x?secret=${(await p.page.locator('dd').nth(1).innerText()).replace(/\s/g, '')}`;
  await p.fill('確認コード', '000000');
  await p.press('登録する');
  count.is(p.status, 422, 'a wrong first code is refused');
  await p.errors();
  await p.fill('確認コード', totp(app));
  await p.press('登録する');
  const paper = await p.page.locator('ol.cols li').allInnerTexts();
  count.is(paper.length, 10, 'ten codes for paper');
  await p.press('控えたので、つぎへ進む');
  await p.says('使っています');
  await p.press('ログアウト');
  await login(p, who.mail, THIRD);
  p.at('/login/code', 'the password leads to the question for the code');
  await p.open('/my');
  count.is(new URL(p.page.url()).pathname, '/login', 'and to nothing else');
  await p.open('/login/code');
  await p.fill('確認コード', '123');
  await p.press('ログイン');
  count.is(p.status, 422, 'a wrong code is refused');
  await p.errors();
  await p.fill('確認コード', totp(app, Date.now() + 30000));
  await p.press('ログイン');
  p.at('/my', 'the next code opens');
  await p.press('ログアウト');
  await login(p, who.mail, THIRD);
  await p.fill('確認コード', paper[0].toLowerCase());
  await p.press('ログイン');
  p.at('/my', 'so does one from paper');
  await p.open('/my/security/codes');
  await p.open('/my/security/off');
  await p.open('/my');
  await p.press('ログアウト');
  await login(p, who.mail, THIRD);
  await p.press('二段階の確認をやめる手続きへ進む');
  p.at('/login/lost');
  await p.fill('仮メールアドレス', letter.login);
  await p.fill('仮パスワード', letter.password);
  await p.press('リンクを送る');
  p.at('/login/lost/sent');
  const mail = await p.site.mailTo(who.mail, {pattern: /二段階の確認をやめる申し込み/});
  await p.open(pathOf(mail, '/login/lost/'));
  await p.says('まだ使えません');
}

async function byLetter(p, letter, v) {
  const {count} = p;
  const mail = `sagyou-${v.name}@example.jp`;

  await p.open('/password/letter');
  await p.press('申し込む');
  count.is(p.status, 422, 'an empty form is refused');
  await p.errors();
  await p.fill('仮メールアドレス', letter.login);
  await p.fill('仮パスワード', letter.password);
  await p.fill('新しいメールアドレス', mail);
  await p.fill('新しいメールアドレス(確認)', mail);
  await p.press('申し込む');
  p.at('/password/letter/sent');
  await p.open(pathOf(await p.site.mailTo(mail), '/password/letter/'));
  await p.says('まだ使えません');
}
