// mailbox.walk.mjs: a mailbox that does not exist: what comes back from the mail server is
// seen at the next login and by staff, and corrected; then news, which are stopped by the
// link in them and wanted again.
import {writeFileSync} from 'node:fs';
import {Person} from './lib/person.mjs';
import {crossed} from './lib/visitor.mjs';
import {code10, login, pathOf, rowOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';

export default (ctx) => walk('mailbox', ctx, {ways: crossed, post: crossed.length, staff: ['operator']},
  async ({site, rows, posted, each}) => {
    const good = (v) => `tantou-${v.name}@example.jp`;
    const news = async (name) => {
      const file = `${site.data}/news.txt`;
      writeFileSync(file, `経過措置の届け出が始まります（${name}）。\n`);
      return site.cmd(['news', name, 'お知らせ', file]);
    };
    await each(async ({v, i, enter, desk}) => {
      const mail = `tantou-${v.name}@gone.example.jp`;
      const first = new Person(site);
      await first.register(posted[i], {contact: '髙﨑 𠮷子', mail, password: PASSWORD});
      first.leave();
      const p = await enter();
      await nothingArrives(p, mail, await desk('operator'), rowOf(rows, posted[i]));
      await corrected(p, good(v));
    });
    ctx.count.where = 'mailbox';
    ctx.count.ok(/2 mails queued/.test(await news('first')), 'everybody who can be reached gets the news');
    await each(async ({v, enter}) => stopped(await enter('stops'), good(v)));
    ctx.count.where = 'mailbox';
    ctx.count.ok(/0 mails queued/.test(await news('second')), 'nobody gets what was stopped');
    await each(async ({v, enter}) => wanted(await enter('wants'), good(v)));
    ctx.count.where = 'mailbox';
    ctx.count.ok(/2 mails queued/.test(await news('third')), 'who wants them again gets them');
    for (const v of crossed) await site.mailTo(good(v), {pattern: /third/});
  });

async function nothingArrives(p, mail, o, row) {
  await login(p, mail, PASSWORD);
  p.at('/my');
  for (const end = Date.now() + 15000; Date.now() < end;) {
    await p.site.cmd(['jobs', '--once']);
    await p.open('/my');
    if (/戻ってきました/.test(await p.text())) break;
  }
  p.looked.clear();
  await p.open('/my');
  await p.says('メールが届いていません', 'my page says that nothing arrives');
  await p.says(mail);
  await o.open(`/staff/institutions/${code10(row)}`);
  await o.says('メールが届いていません', 'so does the page of the staff');
  await o.says('戻ってきました', 'and which mail it was');
  await o.press('登録を受け付けました');
  await o.says('戻ってきた知らせ', 'with what the mail server has said');
}

async function corrected(p, mail) {
  await p.open('/my');
  await p.going(() => p.page.getByRole('region', {name: 'メールが届いていません'}).getByRole('link').click());
  p.at('/my/account', 'a link leads to the form');
  await p.fill('メールアドレス', mail);
  await p.fill('メールアドレス(確認)', mail);
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  await p.press('上記の内容に同意して確定する');
  p.at('/my/account/done');
  await p.open('/my');
  await p.says('まだ終わっていません', 'the new address is not proved yet');
  await p.open(pathOf(await p.site.mailTo(mail, {pattern: /新しいメールアドレスを確認/}), '/mail/'));
  await p.press('このアドレスを確認する');
  await p.open('/my');
  await p.silent('メールが届いていません', 'the line is gone');
}

async function stopped(p, mail) {
  const got = await p.site.mailTo(mail, {pattern: /first/});
  const link = pathOf(got, '/unsubscribe/');

  p.count.ok((got.head['list-unsubscribe'] || '').includes(link), 'mail programs know the link', got.head['list-unsubscribe']);
  await p.open(link);
  await p.says('送っています', 'opening the link changes nothing');
  await p.press('お知らせのメールを止める');
  await p.says('止めています');
}

async function wanted(p, mail) {
  await login(p, mail, PASSWORD);
  await p.press('お知らせのメール');
  p.at('/my/news');
  await p.says('止めています');
  await p.press('お知らせのメールを受け取る');
  await p.says('送っています');
}
