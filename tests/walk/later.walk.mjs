// later.walk.mjs: what takes days, with the portal's clock moved on: a new address by the
// letter when the mailbox is dead, the end of a second factor whose app is lost, a deletion
// that takes effect and is taken back.
import {schedule} from './lib/desk.mjs';
import {Person} from './lib/person.mjs';
import {totp} from './lib/totp.mjs';
import {variants} from './lib/visitor.mjs';
import {code10, login, pathOf, rowOf, walk} from './lib/walk.mjs';

const OLD = 'Mado-Guchi-Tsubaki1';
const NEW = 'Mado-Guchi-Sazanka2';
const WORKDAYS = 15 * 24; // hours in which two business days pass at any time of the year

export default (ctx) => walk('later', ctx, {post: variants.length * 3, staff: ['operator', 'supervisor'], clock: true},
  async ({site, rows, posted, each}) => {
    const known = variants.map((v, i) => {
      const [mailbox, app, gone] = posted.slice(3 * i, 3 * i + 3);
      return {v, mailbox, app, gone, row: rowOf(rows, gone), mail: (who) => `${who}-${v.name}@example.jp`};
    });
    for (const k of known)
      for (const who of ['mailbox', 'app', 'gone']) {
        const person = new Person(site);
        await person.register(k[who], {contact: '髙﨑 𠮷子', mail: k.mail(who), password: OLD});
        await person.proveMail();
        person.leave();
      }
    const both = (story) => each(({i, enter, desk}) => story(Object.assign(known[i], {enter, desk})));
    await both(today);
    await site.later(25);
    await both(nextDay);
    await site.later(WORKDAYS);
    await site.cmd(['jobs', '--once']);
    await both(afterDeletion);
  });

async function today(k) {
  const p = await k.enter();

  await lostMailbox(p, k);
  await lostApp(p, k);
  const {no} = await schedule(await k.desk('operator'), await k.desk('supervisor'), k.row);
  k.no = no;
  await comingDeletion(p, k);
}

async function nextDay(k) {
  const p = await k.enter('next-day');

  await newMailbox(p, k);
  await appEnds(p, k);
}

async function afterDeletion(k) {
  const p = await k.enter('after');
  const s = await k.desk('supervisor');

  await deleted(p, k);
  await restore(s, p, k);
}

// Neither password nor mailbox, but the letter.
async function lostMailbox(p, {mailbox, mail}) {
  const {count} = p;

  await p.open('/password');
  await p.press('案内文書を使って、新しいアドレスに変えられます');
  await p.fill('仮メールアドレス', mailbox.login);
  await p.fill('仮パスワード', mailbox.password);
  await p.fill('新しいメールアドレス', mail('fresh'));
  await p.fill('新しいメールアドレス(確認)', mail('fresh'));
  await p.press('申し込む');
  p.at('/password/letter/sent');
  const told = await p.site.mailTo(mail('mailbox'), {pattern: /取りやめ|もとに戻す/});
  count.ok(told.text.includes(mail('fresh')), 'the old address is told which is the new one', told.text);
  await p.open(pathOf(await p.site.mailTo(mail('fresh')), '/password/letter/'));
  await p.says('まだ使えません');
}

async function newMailbox(p, {mailbox, mail}) {
  const link = pathOf(await p.site.mailTo(mail('fresh')), '/password/letter/');

  await p.open(link);
  await p.says(mail('fresh'));
  await p.fill('パスワード', 'abc');
  await p.fill('パスワード(確認)', 'abc');
  await p.press('このアドレスとパスワードにする');
  p.count.is(p.status, 422, 'a short password is refused');
  await p.errors();
  await p.fill('パスワード', NEW);
  await p.fill('パスワード(確認)', NEW);
  await p.press('このアドレスとパスワードにする');
  p.count.is(p.status, 422, "the letter's password is asked for once more");
  await p.errors();
  await p.fill('案内文書の仮パスワード', mailbox.password);
  await p.fill('パスワード', NEW);
  await p.fill('パスワード(確認)', NEW);
  await p.press('このアドレスとパスワードにする', {clickCount: p.script ? 2 : 1});
  await login(p, mail('mailbox'), OLD);
  p.count.is(p.status, 422, 'the old address is over');
  await login(p, mail('fresh'), NEW);
  p.at('/my', 'the new one opens');
  await p.open('/my');
  await p.press('ログアウト');
  await p.open(link);
  p.count.is(p.status, 410, 'the link works once');
}

// Password and letter, but neither app nor paper.
async function lostApp(p, {app, mail}) {
  await login(p, mail('app'), OLD);
  await p.open('/my/security');
  await p.press('二段階の確認を始める');
  await p.fill('いまのパスワード', OLD);
  await p.press('つぎへ進む');
  const seed = (await p.page.locator('dd').nth(1).innerText()).replace(/\s/g, '');
  await p.fill('確認コード', totp(`otpauth://totp/x?secret=${seed}`, p.site.now()));
  await p.press('登録する');
  await p.open('/my');
  await p.press('ログアウト');
  await login(p, mail('app'), OLD);
  p.at('/login/code');
  await p.press('二段階の確認をやめる手続きへ進む');
  await p.fill('仮メールアドレス', app.login);
  await p.fill('仮パスワード', app.password);
  await p.press('リンクを送る');
  p.at('/login/lost/sent');
}

async function appEnds(p, {mail}) {
  const link = pathOf(await p.site.mailTo(mail('app'), {pattern: /二段階の確認をやめる申し込み/}), '/login/lost/');

  await p.open(link);
  await p.press('二段階の確認をやめる', {clickCount: p.script ? 2 : 1});
  await p.says('二段階の確認をやめました');
  await login(p, mail('app'), OLD);
  p.at('/my', 'the password is enough again');
  await p.press('ログアウト');
}

// Who wants to register meanwhile is told the day.
async function comingDeletion(p, {row, mail}) {
  await p.open('/register');
  await p.fill('メールアドレス', mail('soon'));
  await p.press('仮登録メールを送信する');
  await p.open(pathOf(await p.site.mailTo(mail('soon'), {pattern: /登録の続き/}), '/register/'));
  await p.press('登録を続ける');
  await p.field('都道府県').selectOption(row.pref_code);
  await p.field('点数表コード').selectOption(String(row.score_table));
  await p.fill('医療機関等コード（7桁）', row.code);
  await p.press('コードから施設をさがす');
  p.at('/register/form/place');
  await p.says('いまの登録を取り消す予定です');
  await p.says('から、この画面で登録できます', 'the day is told');
}

async function deleted(p, {no, gone, mail}) {
  const told = await p.site.mailTo(mail('gone'), {pattern: /削除しました/});

  p.count.ok(told.text.includes(no), 'the mail has the number', told.text);
  await p.open(`/status?no=${no}`);
  await p.says('削除が終わりました');
  await p.says('登録のしかたを見る', 'and what to do next');
  await login(p, mail('gone'), OLD);
  p.count.is(p.status, 422, 'the login is gone');
  await login(p, gone.login, gone.password);
  p.at('/login', "and so is the letter's");
}

async function restore(s, p, {no, row, mail}) {
  await s.open(`/staff/institutions/${code10(row)}`);
  await s.press(no);
  await s.fill('もとに戻す理由', '取りちがえ');
  await s.press('もとに戻す');
  await p.site.mailTo(mail('gone'), {pattern: /戻しました|戻った|復元/});
  await login(p, mail('gone'), OLD);
  p.at('/my', 'the account is as it was');
}
