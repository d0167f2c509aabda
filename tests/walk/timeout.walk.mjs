// timeout.walk.mjs: the warning before a login ends, with the page's clock turned forward.
import {letters, load, master} from './lib/master.mjs';
import {Site} from './lib/site.mjs';
import {Visitor} from './lib/visitor.mjs';

export default async function walk({b, count}) {
  const site = new Site();
  await site.address();
  await site.init();
  await load(site, master());
  const [letter] = await letters(site, 1);
  await site.start();
  try {
    const p = await Visitor.enter(b, site, count.at('timeout script'), {width: 375, name: 'timeout'});
    await p.page.clock.install();
    await warned(p, letter);
    await p.leave();
    const q = await Visitor.enter(b, site, count.at('timeout no-script'),
      {script: false, name: 'timeout-no-script'});
    await enter(q, letter);
    await q.silent('あと5分', 'without script there is no warning');
    await q.says('まで使えます', 'but the time is told');
    await q.leave();
  } finally {
    await site.stop();
    site.remove();
  }
}

async function enter(p, letter) {
  await p.open('/login');
  await p.fill('メールアドレス', letter.login);
  await p.fill('パスワード', letter.password);
  await p.press('ログイン');
  p.at('/my/account');
}

async function warned(p, letter) {
  const {count, page} = p;
  const bar = page.locator('[role=status].soon');
  const until = page.locator('.limit .num');

  await enter(p, letter);
  await page.clock.fastForward('54:50');
  count.is(await bar.innerText(), '', 'more than five minutes before the end: nothing');
  await p.fill('担当者名', '髙﨑 𠮷子');
  await page.clock.fastForward('00:20');
  count.is((await bar.innerText()).replace(/\s+/g, ''),
    'あと5分でログインが切れます。入力した内容は下書きに残ります。続ける', 'five minutes before: the warning');
  const over = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  count.ok(over <= 0, 'the warning fits', `${over} px`);
  await page.screenshot({path: 'build/walk/timeout-warning.png'});
  await page.evaluate(() => { document.querySelector('.limit .num').textContent = '?'; });
  const [answer] = await Promise.all([page.waitForResponse('**/my/alive'),
    p.button('続ける').click()]);
  count.is(answer.status(), 200, 'the page that prolongs answers');
  await page.waitForFunction(() => document.querySelector('.limit .num').textContent !== '?');
  count.ok(/^\d+時\d\d分$/.test(await until.innerText()), 'the new time stands in the page', await until.innerText());
  count.is(await bar.innerText(), `${await until.innerText()}まで使えます。`, 'and is said');
  count.is(await p.page.evaluate(() => document.activeElement.name), 'contact', 'the field has the focus again');
  count.is(await p.value('担当者名'), '髙﨑 𠮷子', 'what was typed stays');
  await page.clock.fastForward('00:10');
  count.is(await bar.innerText(), '', 'the line goes');
  await page.clock.fastForward('54:55');
  count.ok((await bar.innerText()).startsWith('あと5分'), 'it warns again');
  await page.clock.fastForward('05:00');
  count.ok((await bar.innerText()).startsWith('ログインが切れました。'), 'and says when it is over');
  await p.context.clearCookies();
  await page.reload();
  p.at('/login?next=/my/account', 'without a login the form is not shown');
}
