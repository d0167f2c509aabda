// register.walk.mjs: an account without a letter: the link by mail, the form with all its
// mistakes, institutions that can't be registered just so, and the letter's code that proves
// it all afterwards.
import {begin, find, finish as end, linkOf} from './lib/entry.mjs';
import {letters, master} from './lib/master.mjs';
import {crossed} from './lib/visitor.mjs';
import {letterOf, login, pathOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Ume-2026-Hanami';
const finish = (p, name) => end(p, name, PASSWORD);

export default function register(ctx) {
  const rows = master(12);
  const {count} = ctx;
  rows[11].closed_on = '2020-01-01';
  rows[6].obliged = rows[7].obliged = 0;
  return walk('register', ctx, {ways: crossed, rows}, async ({site, each}) => {
    const who = (v, i) => ({row: rows[i], letterRow: rows[i + 4], claimRow: rows[i + 6], closed: rows[11],
      mail: `ume-${v.name}@example.jp`, other: `momo-${v.name}@example.jp`,
      first: `sumire-${v.name}@example.jp`, second: `sakura-${v.name}@example.jp`});
    await each(async ({v, i, enter}) => {
      const [p, w] = [await enter(), who(v, i)];
      await ask(p, w);
      await fillIn(p, w);
      await commit(p, w);
      await known(p, w);
      await outside(p, w);
    });
    const day = new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Tokyo'});
    count.where = 'register';
    count.is((await site.cmd(['terms', 'list'])).trim(), `1\tfrom 2023-01-01\taccepted by ${2 * crossed.length}`,
      'whoever registers has accepted the terms');
    await site.cmd(['terms', 'add', '--from', day], 'クッキーの使い方を書きました。\n問い合わせ先を書きました。\n');
    const posted = await letters(site, rows.length);
    await each(async ({v, i, enter}) => {
      const [p, w] = [await enter('later'), who(v, i)];
      await prove(p, w, letterOf(posted, w.row));
      await places(p, w, letterOf(posted, w.letterRow));
      await claim(p, w, letterOf(posted, w.claimRow));
    });
    count.where = 'register';
    const accepted = await site.cmd(['terms', 'accepted', '2']);
    count.is(accepted.trim().split('\r\n').length, 1 + 3 * crossed.length, 'who accepted the second version is listed');
  });
}

async function ask(p, who) {
  const {count} = p;

  await p.open('/');
  await p.press('初めてご利用になる方（アカウント登録）');
  p.at('/register', 'the first page leads to the registration');
  await p.says('portal.example.jp', 'the sender\'s domain is told');
  await p.fill('メールアドレス', 'ume');
  await p.press('仮登録メールを送信する');
  count.is(p.status, 422, 'half an address is refused');
  count.is((await p.errors()).length, 1, 'with one sentence');
  await p.fill('メールアドレス', who.mail);
  await p.press('仮登録メールを送信する');
  p.at('/register/sent');
  await p.says('入力されたアドレスにメールを送信しました');
  await p.says(who.mail);
  const link = await linkOf(p, who.mail);
  for (const end = Date.now() + 8000; Date.now() < end;) {
    await p.open('/register/sent');
    if (/受け取りました/.test(await p.text())) break;
    await new Promise((r) => setTimeout(r, 300));
  }
  await p.says('受け取りました', 'the page says that the mail was taken');
  for (let i = 0; i < 2; i++)
    count.is((await p.context.request.get(link)).status(), 200, 'a scanner opens the link');
  await p.open(link);
  await p.says(who.mail);
  await p.press('登録を続ける');
  p.at('/register/form', 'the press leads to the form');
}

async function fillIn(p, who) {
  const {count} = p;
  const {row} = who;
  const wrong = row.code.slice(0, 6) + (Number(row.code[6]) + 1) % 10;

  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an empty form is refused');
  count.ok((await p.errors()).length >= 9, 'each field has its sentence');
  await p.fill('姓', '髙﨑');
  await p.field('都道府県').selectOption(row.pref_code);
  await p.field('点数表コード').selectOption(String(row.score_table));
  await p.fill('医療機関等コード（7桁）', wrong);
  await p.press('コードから施設をさがす');
  count.is(p.status, 422, 'a wrong check digit is told');
  await p.says('数字が1つちがうようです');
  await p.says('表計算ソフト', 'and what else it may be');
  await p.fill('医療機関等コード（7桁）', row.code);
  await p.press('コードから施設をさがす');
  await p.says('が見つかりました');
  await p.says(`${row.pref_code}${row.score_table}${row.code}`, 'the ten digits are filled in');
  await p.says(row.address, 'the address is filled in');
  count.is(await p.value('姓'), '髙﨑', 'what was typed stays');
  count.is(await p.value('医療機関等名'), row.name, 'the name comes from the master');
  await p.fill('名', '𠮷子');
  await p.fill('開設者', '医療法人社団髙﨑会');
  await p.fill('電話番号', '０３（００００）１２３４');
  await p.fill('パスワード', PASSWORD);
  await p.fill('パスワード(確認)', PASSWORD);
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'both ticks are needed');
  const errors = await p.errors();
  count.is(errors.length, 2, `two sentences: ${errors.join(' / ')}`);
  await p.says('パスワードは入力ずみです', 'the password need not be typed again');
  // Somebody goes away and opens the link again, elsewhere.
  const link = await linkOf(p, who.mail);
  const answer = await p.context.request.get(link);
  count.is(answer.status(), 200, 'the link still opens');
  await p.open(link);
  await p.press('登録を続ける');
  count.is(await p.value('開設者'), '医療法人社団髙﨑会', 'the form is as it was');
  await p.page.getByLabel(/この施設の所在地であることを確認しました/).check();
  await p.page.getByLabel(/利用規約に同意します/).check();
  await p.press('確認画面へ進む');
  p.at('/register/form/confirm');
  for (const t of ['髙﨑', '𠮷子', '医療法人社団髙﨑会', '医療法人社団高崎会', '03-0000-1234', who.mail, row.address])
    await p.says(t, `the confirm page shows ${t}`);
  await p.silent(PASSWORD);
}

async function commit(p, who) {
  const {count} = p;

  await p.press('入力画面に戻る');
  p.at('/register/form');
  count.is(await p.value('開設者（ほかの仕組みに送る文字）'), '医療法人社団高崎会', 'the substitute can be changed');
  await p.press('確認画面へ進む');
  p.at('/register/form/confirm');
  p.posts = 0;
  await p.press('この内容で登録する', {clickCount: p.script ? 2 : 1});
  p.at('/register/done', 'a double click commits');
  if (p.script) count.is(p.posts, 1, 'and sends once');
  await p.going(() => p.page.reload());
  p.at('/register/done', 'a reload repeats nothing');
  await p.says(who.mail);
  await p.press('マイページへ進む');
  await p.says('確認が、まだ終わっていません');
  const mail = await p.site.mailTo(who.mail, {pattern: /アカウントを登録しました/});
  count.ok(mail.text.includes('髙﨑 𠮷子 様'), 'the mail names the person', mail.text);
  await p.press('ログアウト');
  await p.open(await linkOf(p, who.mail));
  count.is(p.status, 410, 'the link is used up');
  await p.says('もう終わっています');
}

async function known(p, who) {
  const {count} = p;

  await p.open('/register');
  await p.fill('メールアドレス', who.mail);
  await p.press('仮登録メールを送信する');
  p.at('/register/sent', 'a known address gets the same page');
  await p.says('入力されたアドレスにメールを送信しました');
  const mail = await p.site.mailTo(who.mail, {pattern: /もう登録されています/});
  count.ok(!mail.links.some((l) => l.includes('/register/')), 'and a mail without a link', mail.text);
}

async function prove(p, who, letter) {
  const {count} = p;

  if (!count.ok(letter, 'who registered by a link alone gets a letter', who.row.name)) return;
  await login(p, who.mail, PASSWORD);
  p.at('/my/terms?next=/my', 'newer terms are asked for');
  await p.says('問い合わせ先を書きました。');
  await p.press('同意して続ける');
  p.at('/my', 'and lead on');
  await p.press('案内文書で確かめる');
  p.at('/my/confirm-code');
  await p.fill('案内文書の仮パスワード', '0000-0000-0000');
  await p.press('確かめる');
  count.is(p.status, 422, 'another code is refused');
  count.is((await p.errors()).length, 1, 'with a reason');
  await p.fill('案内文書の仮パスワード', letter.password.toLowerCase());
  await p.press('確かめる');
  await p.says('終わっています');
  await p.press('マイページへ進む');
  await p.silent('案内文書で確かめる');
  await p.site.mailTo(who.mail, {pattern: /確認が終わりました/});
  await p.press('ログアウト');
}

async function places(p, who, letter) {
  const {count} = p;

  await begin(p, who.other);
  await find(p, who.closed);
  p.at('/register/form/place', 'a closed institution has its own page');
  await p.says('廃止');
  await p.press('入力画面に戻る');
  await find(p, who.row);
  p.at('/register/form/place');
  await p.says('もう登録されています');
  await p.says('u***@…', 'the colleague can be recognised');
  await p.silent(who.mail);
  await find(p, who.letterRow);
  p.at('/register/form/place');
  await p.says('案内文書を送っています');
  if (!count.ok(letter, 'there is a letter', who.letterRow.name)) return;
  await p.fill('案内文書の仮パスワード', letter.password.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')));
  await p.press('確かめて続ける');
  count.is(p.status, 422, 'a slip of the pen is told');
  count.is((await p.errors()).length, 1, 'with a reason');
  await p.fill('案内文書の仮パスワード', letter.password);
  await p.press('確かめて続ける');
  await p.says('案内文書で確かめました');
  await finish(p, '桃田');
  await p.press('マイページへ進む');
  await p.silent('案内文書で確かめる', 'nothing is left to prove');
}

// An institution that need not register does so all the same; nobody has proved anything.
async function outside(p, who) {
  await begin(p, who.first);
  await find(p, who.claimRow);
  await p.says('義務がありません', 'an institution outside the obligation is told so');
  await finish(p, '菫');
  await p.press('マイページへ進む');
  await p.press('ログアウト');
}

// Whoever gets the institution's post becomes its owner; who had proved nothing is out.
async function claim(p, who, letter) {
  await p.press('ログアウト');
  await begin(p, who.second);
  await find(p, who.claimRow);
  p.at('/register/form/place');
  await p.says('もう登録されています');
  await p.fill('案内文書の仮パスワード', letter.password);
  await p.press('確かめて続ける');
  await p.says('登録すると、あなたが代表になります');
  await finish(p, '桜');
  const told = await p.site.mailTo(who.first, {pattern: /桜|代表|はずれ|登録/});
  p.count.ok(told.text.includes(who.claimRow.name), 'who is out is told', told.text);
  await p.press('マイページへ進む');
  await p.silent('案内文書で確かめる', 'nothing is left to prove');
  await p.press('ログアウト');
  await login(p, who.first, PASSWORD);
  await p.says('使える施設がありません', 'who had proved nothing is out');
}
