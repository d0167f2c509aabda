// first.walk.mjs: from the letter to the first page of one's own: QR code, provisional
// login, account editing with all its mistakes, the mail's link, logout and login; then
// later changes, two tabs, the back button and double clicks.
import {crossed, variants} from './lib/visitor.mjs';
import {rowOf, walk} from './lib/walk.mjs';

const LONG = '𠮷'.repeat(201);
const ways = [...variants, ...crossed];

export default (ctx) => walk('first', ctx, {ways, post: ways.length}, ({rows, posted, each}) => {
  ctx.count.is(posted.length, ways.length, 'each letter can be read back from the PDF');
  return each(async ({v, i, enter}) => register(await enter(), posted[i], {row: rowOf(rows, posted[i]),
    mail: `tantou-${v.name}@example.jp`, password: `Mado-${v.name}-Guchi1`}));
});

async function register(p, letter, who) {
  await enterByLetter(p, letter);
  await mistakes(p, letter, who);
  await confirmAndCommit(p, who);
  await confirmMail(p, who);
  await comeBack(p, letter, who);
  await changeLater(p, who);
  await twoTabs(p, who);
}

async function enterByLetter(p, letter) {
  const {count} = p;

  count.ok(letter.url.toLowerCase().startsWith(`${p.site.origin}/q/`.toLowerCase()),
    'the QR code leads to this portal', letter.url);
  await p.open(new URL(letter.url).pathname);
  p.at('/login', 'the QR code leads to the login');
  count.is(await p.value('メールアドレス'), letter.login, 'the letter fills in the provisional login');
  const wrong = letter.password.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'));
  await p.fill('パスワード', wrong);
  await p.press('ログイン');
  count.is(p.status, 422, 'a wrong provisional password is refused');
  count.ok(/^エラー：/.test(await p.page.title()), 'the title says so');
  count.is(await p.value('パスワード'), '', 'a password never comes back');
  count.is(await p.value('メールアドレス'), letter.login, 'the login stays');
  await p.fill('パスワード', letter.password.toLowerCase().replace(/-/g, ''));
  await p.press('ログイン');
  p.at('/my/account', 'the letter opens the account editing');
  await p.open('/my');
  p.at('/my/account', 'and nothing else');
}

async function mistakes(p, letter, who) {
  const {count} = p;

  count.is(await p.value('担当者名'), '支払基金', 'the contact is the one of the letter');
  count.is(await p.value('メールアドレス'), letter.login, 'the address is the provisional one');
  count.is(await p.value('医療機関等名'), who.row.name, 'the name is the master\'s');
  count.is(await p.value('開設者氏名'), who.row.founder, 'the founder is the master\'s');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an unchanged form is refused');
  count.ok(/^エラー：/.test(await p.page.title()), 'the title says so');
  count.is(await p.page.evaluate(() => document.activeElement.id), 'err', 'the summary has the focus');
  let errors = await p.errors();
  count.ok(errors.some((e) => e.includes('支払基金')), 'the contact 支払基金 must go', errors.join('\n'));
  count.ok(errors.some((e) => e.includes('仮メールアドレス')), 'the provisional address must go', errors.join('\n'));
  count.ok(errors.some((e) => e.includes('パスワード')), 'a password is needed', errors.join('\n'));

  await p.fill('医療機関等名', LONG);
  await p.fill('担当者名', '');
  await p.fill('メールアドレス', who.mail);
  await p.fill('メールアドレス(確認)', who.mail.replace('tantou', 'tanto'));
  await p.fill('パスワード', who.password);
  await p.fill('パスワード(確認)', `${who.password}x`);
  await p.fill('電話番号', '1234');
  await p.press('確認画面へ進む');
  errors = await p.errors();
  count.is(p.status, 422, 'mistakes are refused');
  count.is(errors.length, 5, `five mistakes are told: ${errors.join(' / ')}`);
  count.ok(errors.some((e) => e.includes('200文字')), 'the limit is told');
  count.is(await p.value('医療機関等名'), LONG, '201 characters outside the BMP are kept as typed');
  count.is(await p.value('担当者名'), '', 'what was emptied stays empty');
  count.is(await p.value('電話番号'), '1234', 'the wrong number stays as typed');
  count.is(await p.value('パスワード'), '', 'passwords never come back');
}

async function confirmAndCommit(p, who) {
  const {count} = p;
  const name = `${[...who.row.name].slice(0, 90).join('')}髙﨑𠮷`;

  await p.fill('医療機関等名', name);
  await p.fill('担当者名', '髙﨑 𠮷子');
  await p.fill('メールアドレス(確認)', who.mail);
  await p.fill('パスワード', who.password);
  await p.fill('パスワード(確認)', who.password);
  await p.fill('電話番号', '０３（００００）１２３４');
  // Return in a text field is the form's own button, not one of the display bar.
  await p.going(() => p.field('担当者名').press('Enter'));
  p.at('/my/account/confirm', 'Return leads to the confirm page');
  for (const t of [name, '髙﨑 𠮷子', who.mail, '03-0000-1234'])
    await p.says(t, `the confirm page shows ${t.slice(0, 20)}`);
  await p.silent(who.password, 'the confirm page does not show the password');
  await p.press('入力画面に戻る');
  p.at('/my/account');
  count.is(await p.value('担当者名'), '髙﨑 𠮷子', 'the way back keeps what was typed');
  count.is(await p.value('メールアドレス'), who.mail, 'the address, too');
  await p.press('確認画面へ進む');
  p.at('/my/account/confirm', 'the password need not be typed again');
  p.posts = 0;
  await p.press('上記の内容に同意して確定する', {clickCount: p.script ? 2 : 1});
  p.at('/my/account/done', 'a double click commits');
  if (p.script) count.is(p.posts, 1, 'and sends once');
  await p.going(() => p.page.reload());
  p.at('/my/account/done', 'a reload repeats nothing');
  await p.back();
  count.ok(/^\/my\/account(\/confirm)?$/.test(p.path()), 'the back button shows the form', p.path());
  await p.open('/my/account/done');
  await p.press('マイページへ進む');
  p.at('/my');
  await p.says('髙﨑𠮷');
}

async function confirmMail(p, who) {
  const {count} = p;
  const mail = await p.site.mailTo(who.mail);

  count.is(p.site.mails().filter((m) => m.to.includes(who.mail)).length, 1, 'one mail, not two');
  count.ok(mail.text.includes('髙﨑 𠮷子'), 'the mail names the person', mail.text);
  const link = mail.links.find((l) => l.startsWith(`${p.site.origin}/mail/`));
  if (!count.ok(link, 'the mail has a link of this portal', mail.text)) return;
  await p.open(new URL(link).pathname);
  await p.says(who.mail);
  await p.press('このアドレスを確認する');
  await p.says('確認しました');
  await p.open(new URL(link).pathname);
  count.ok([404, 410].includes(p.status), 'the link works once', String(p.status));
}

async function comeBack(p, letter, who) {
  const {count} = p;

  await p.open('/my');
  await p.press('ログアウト');
  p.at('/', 'logout leads to the top');
  await p.open('/my');
  count.is(new URL(p.page.url()).pathname, '/login', 'and the pages are closed');
  await p.open('/login');
  await p.fill('メールアドレス', letter.login);
  await p.fill('パスワード', letter.password);
  await p.press('ログイン');
  count.ok(p.status >= 400, 'the provisional login is dead', String(p.status));
  await p.says('登録', 'it says that the registration is done');
  await p.open('/my/account');
  await p.fill('メールアドレス', who.mail);
  await p.fill('パスワード', `${who.password}?`);
  await p.press('ログイン');
  count.is(p.status, 422, 'a wrong password is refused');
  await p.says('メールアドレスかパスワードがちがいます');
  await p.fill('パスワード', who.password);
  await p.press('ログイン');
  p.at('/my/account', 'the right one leads to where one was going');
}

async function changeLater(p, who) {
  const {count} = p;

  await p.fill('電話番号', '03-0000-5678');
  await p.press('確認画面へ進む');
  p.at('/my/account/confirm');
  count.is(await p.page.locator('del').allInnerTexts().then((t) => t.join()), '03-0000-1234',
    'the confirm page shows what it was');
  const fields = await p.page.locator('main form').last().evaluate((f) =>
    Object.fromEntries([...new FormData(f), ['step', 'commit']]));
  await p.press('上記の内容に同意して確定する');
  p.at('/my/account/done');
  const again = await p.context.request.post('/my/account/confirm',
    {form: fields, maxRedirects: 0, headers: {Origin: p.site.origin}});
  count.is(`${again.status()} ${again.headers().location}`, '303 /my/account/done',
    'the same form sent again leads to the same end');
  await p.open('/my/account');
  count.is(await p.value('電話番号'), '03-0000-5678', 'the change was kept');
  await p.fill('メールアドレス', `x${who.mail}`);
  await p.fill('メールアドレス(確認)', `x${who.mail}`);
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'a new address needs the present password');
  await p.fill('メールアドレス', who.mail);
  await p.fill('メールアドレス(確認)', who.mail);
  await p.press('確認画面へ進む');
  await p.press('入力画面に戻る');
}

// The same form in two tabs: what was saved in between is never overwritten unseen.
async function twoTabs(p, who) {
  const {count} = p;
  const first = p.page;
  const second = await p.newPage();

  await p.open('/my/account');
  p.page = second;
  await p.open('/my/account');
  await p.fill('電話番号', '03-0000-2222');
  await p.press('確認画面へ進む');
  await p.press('上記の内容に同意して確定する');
  p.at('/my/account/done');
  p.page = first;
  await p.fill('電話番号', '03-0000-1111');
  await p.press('確認画面へ進む');
  if (p.path() === '/my/account/confirm') {
    const was = await p.page.locator('del').allInnerTexts();
    count.ok(was.join().includes('03-0000-2222'), 'the first tab is shown what the second saved',
      was.join());
  } else {
    count.is(p.status, 422, 'the first tab is told');
    await p.says('先に変更');
  }
  await p.open('/my/account');
  p.page = second;
  await second.close();
  p.page = first;
  void who;
}
