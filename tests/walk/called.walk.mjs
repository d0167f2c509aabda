// called.walk.mjs: somebody who registered by a mail's link cannot get in any more and
// telephones. The number of the master is called back, which proves the institution but
// hands out no login; a letter goes to the address of record, and with it he gets in a day
// later: one has lost the second factor, one the mailbox. Everybody concerned is told.
import {begin, find, finish} from './lib/entry.mjs';
import {letters} from './lib/master.mjs';
import {totp} from './lib/totp.mjs';
import {variants} from './lib/visitor.mjs';
import {code10, letterOf, login, pathOf, walk} from './lib/walk.mjs';

const OLD = 'Mado-Guchi-Tsubaki1';
const NEW = 'Mado-Guchi-Sazanka2';
const SAID = '院長の髙﨑さまが出て、登録した方の名前が合った';

export default (ctx) => walk('called', ctx, {staff: ['operator', 'supervisor'], clock: true},
  async ({site, rows, each}) => {
    const known = variants.map((v, i) => ({v, app: rows[2 * i], box: rows[2 * i + 1],
      mail: (who) => `${who}-${v.name}@example.jp`}));
    const both = (story) => each(({i, enter, desk}) => story(Object.assign(known[i], {enter, desk})));
    await both(calls);
    ctx.count.where = 'called';
    const posted = await letters(site, 99, '--requests');
    ctx.count.is(posted.length, 2 * variants.length, 'everybody who telephoned gets a letter');
    for (const k of known)
      Object.assign(k, {appLetter: letterOf(posted, k.app), boxLetter: letterOf(posted, k.box)});
    await both(post);
    await site.later(25);
    await both(nextDay);
  });

async function calls(k) {
  const p = await k.enter('app');
  const other = await k.enter('box');
  const o = await k.desk('operator');
  const s = await k.desk('supervisor');

  await register(p, k.app, k.mail('app'));
  await factor(p, k);
  await register(other, k.box, k.mail('box'));
  // The letter is asked for in the call, and the call back comes after it; or before it.
  await ask(o, k.app);
  await callBack(s, k.app, k.mail('app'));
  await p.site.mailTo(k.mail('app'), {pattern: /新しい案内文書の申し込みがありました/});
  await callBack(s, k.box, k.mail('box'));
  await invite(other, k);
  await ask(o, k.box);
  for (const who of ['box', 'second']) {
    const told = await o.site.mailTo(k.mail(who), {pattern: /新しい案内文書の申し込みがありました/});
    o.count.ok(told.text.includes('コールセンター（電話を受けて）'), `${who} is told of the letter and who asked`, told.text);
  }
}

async function register(p, row, mail) {
  await begin(p, mail);
  await find(p, row);
  await finish(p, '髙﨑', OLD);
  await p.open('/my');
  await p.says('確認が、まだ終わっていません');
}

async function factor(p, k) {
  await p.open('/my/security');
  await p.press('二段階の確認を始める');
  await p.fill('いまのパスワード', OLD);
  await p.press('つぎへ進む');
  const seed = (await p.page.locator('dd').nth(1).innerText()).replace(/\s/g, '');
  await p.fill('確認コード', totp(`otpauth://totp/x?secret=${seed}`, p.site.now()));
  await p.press('登録する');
  await p.open('/my');
  await p.press('ログアウト');
  await login(p, k.mail('app'), OLD);
  p.at('/login/code');
  await p.press('二段階の確認をやめる手続きへ進む');
  p.at('/login/lost');
  await p.press('リンクを送る');
  p.count.is(p.status, 422, 'nothing goes on without a letter');
  await p.errors();
}

async function ask(o, row) {
  await o.open(`/staff/institutions/${code10(row)}`);
  await o.silent('確かめた印をつける', 'an operator marks no call');
  await o.press('新しい案内文書を送る');
  o.at('/staff/letters/requests');
  await o.says(row.name);
}

async function callBack(s, row, mail) {
  const {count} = s;

  await s.open(`/staff/institutions/${code10(row)}`);
  await s.says('未確認（メールのリンクだけで登録）');
  await s.says(row.phone, 'the number to call is the master\'s');
  await s.fill('電話で話したこと', SAID);
  await s.button('確かめた印をつける').click();
  count.ok(!await s.page.locator('#called').evaluate((x) => x.form.checkValidity()),
    'it must be said that the number of the master was called');
  await s.says('未確認（メールのリンクだけで登録）', 'nothing was marked');
  await s.page.getByLabel('上の電話番号に、こちらからかけました').check();
  await s.fill('電話で話したこと', SAID);
  await s.press('確かめた印をつける', {clickCount: s.script ? 2 : 1});
  s.at(`/staff/institutions/${code10(row)}?why=phone`);
  await s.says('折り返しの電話で確認');
  await s.silent('確かめた印をつける', 'once is enough');
  const told = await s.site.mailTo(mail, {pattern: /折り返し電話をして/});
  count.ok(told.text.includes('髙﨑 太郎 様'), 'the member is told of the call', told.text);
}

// Proved now, the institution may have a second owner; who will be told, too.
async function invite(p, k) {
  await p.open('/my');
  await p.silent('確認が、まだ終わっていません', 'nothing is left to prove');
  await p.open('/my/history');
  await p.says(SAID, 'the history says what was said in the call');
  await p.open('/my/members');
  await p.fill('メールアドレス', k.mail('second'));
  await p.page.getByLabel('代表').check();
  await p.fill('いまのパスワード', OLD);
  await p.press('招待のメールを送る');
  p.at('/my/members?said=invited');
  const q = await k.enter('second');
  await q.open(pathOf(await q.site.mailTo(k.mail('second'), {pattern: /招待/}), '/invite/'));
  await q.fill('担当者名', '鈴木');
  await q.fill('パスワード', OLD);
  await q.fill('パスワード(確認)', OLD);
  await q.press('この施設に参加する');
  q.at('/my/joined');
}

async function post(k) {
  const p = await k.enter('post');
  const {count} = p;

  if (!count.ok(k.appLetter && k.boxLetter, 'both letters came')) return;
  await login(p, k.appLetter.login, k.appLetter.password);
  p.at('/login', 'the letter itself is no login');
  // The second factor: password, letter, and the link of a mail.
  await login(p, k.mail('app'), OLD);
  p.at('/login/code');
  await p.press('二段階の確認をやめる手続きへ進む');
  await p.fill('仮メールアドレス', k.boxLetter.login);
  await p.fill('仮パスワード', k.boxLetter.password);
  await p.press('リンクを送る');
  count.is(p.status, 422, 'the letter of another institution is of no use');
  await p.errors();
  await p.fill('仮メールアドレス', k.appLetter.login);
  await p.fill('仮パスワード', k.appLetter.password);
  await p.press('リンクを送る');
  p.at('/login/lost/sent');
  await p.open(pathOf(await p.site.mailTo(k.mail('app'), {pattern: /二段階の確認をやめる申し込み/}), '/login/lost/'));
  await p.says('まだ使えません');
  // The mailbox: the letter alone, and another address.
  await p.open('/password/letter');
  await p.fill('仮メールアドレス', k.boxLetter.login);
  await p.fill('仮パスワード', k.boxLetter.password);
  await p.fill('新しいメールアドレス', k.mail('fresh'));
  await p.fill('新しいメールアドレス(確認)', k.mail('fresh'));
  await p.press('申し込む');
  p.at('/password/letter/sent');
  const old = await p.site.mailTo(k.mail('box'), {pattern: /案内文書でメールアドレスを変える申し込み/});
  count.ok(old.text.includes(k.mail('fresh')), 'the old address is told of the new one', old.text);
  const other = await p.site.mailTo(k.mail('second'), {pattern: /いっしょに使う人のログインが変わります/});
  count.ok(other.text.includes('髙﨑 太郎'), 'the other owner is told whose login', other.text);
  await p.open(pathOf(await p.site.mailTo(k.mail('fresh')), '/password/letter/'));
  await p.says('まだ使えません');
}

async function nextDay(k) {
  const p = await k.enter('next-day');
  const {count} = p;

  await p.open(pathOf(await p.site.mailTo(k.mail('app'), {pattern: /二段階の確認をやめる申し込み/}), '/login/lost/'));
  await p.press('二段階の確認をやめる', {clickCount: p.script ? 2 : 1});
  await p.says('二段階の確認をやめました');
  await login(p, k.mail('app'), OLD);
  p.at('/my', 'the password is enough again');
  await p.silent('確認が、まだ終わっていません', 'and the institution is proved');
  await p.open('/my/history');
  await p.says('折り返しの電話で確かめた');
  await p.open('/my');
  await p.press('ログアウト');

  const link = pathOf(await p.site.mailTo(k.mail('fresh')), '/password/letter/');
  await p.open(link);
  await p.fill('案内文書の仮パスワード', k.boxLetter.password);
  await p.fill('パスワード', NEW);
  await p.fill('パスワード(確認)', NEW);
  await p.press('このアドレスとパスワードにする');
  p.at('/password/done');
  await p.open(link);
  count.is(p.status, 410, 'the link works once');
  await login(p, k.mail('box'), OLD);
  count.is(p.status, 422, 'the old address is over');
  await login(p, k.mail('fresh'), NEW);
  p.at('/my', 'the new one opens');
  for (const who of ['box', 'second'])
    await p.site.mailTo(k.mail(who), {pattern: who === 'box' ? /メールアドレスが変更されました|変わりました/ : /変わりました|変えました/});
  await p.open('/password/letter');
  await p.fill('仮メールアドレス', k.boxLetter.login);
  await p.fill('仮パスワード', k.boxLetter.password);
  await p.fill('新しいメールアドレス', k.mail('again'));
  await p.fill('新しいメールアドレス(確認)', k.mail('again'));
  await p.press('申し込む');
  count.is(p.status, 422, 'the letter works once');
}
