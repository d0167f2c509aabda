// founder.walk.mjs: the founder has changed: told with a paper, sent back with a reason,
// corrected, accepted; mails at each step; what is in force beside what is being checked; why
// the staff looked stands in the institution's own record.
import {pdf} from './lib/papers.mjs';
import {Person} from './lib/person.mjs';
import {variants} from './lib/visitor.mjs';
import {code10, login, rowOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const NEW = '医療法人社団髙﨑会　理事長　𠮷田　花子';
const SHOWN = NEW.replace(/　/g, ' '); // as the browser gives a page's text

export default (ctx) => walk('founder', ctx, {post: variants.length, staff: ['operator']},
  async ({site, rows, posted, each}) => {
    await each(async ({v, i, enter, desk}) => {
      const mail = `founder-${v.name}@example.jp`;
      const person = new Person(site);
      await person.register(posted[i], {contact: '髙﨑 𠮷子', mail, password: PASSWORD});
      person.leave();
      await story(await enter('member'), await desk('operator'), rowOf(rows, posted[i]), mail);
    });
  });

async function story(p, o, row, mail) {
  const {count} = p;
  const told = async (subject) => (await p.site.mailTo(mail, {pattern: subject})).text;

  await login(p, mail, PASSWORD);
  await p.open('/my/account');
  await p.says(row.founder, 'the founder is shown with the login\'s data');
  await p.press('開設者・名称の変更を知らせる');
  p.at('/my/founder');
  await p.press('変更を知らせる');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an unchanged form is refused');
  await p.says('いまの登録と同じです');
  await p.says('書類を1つ以上付けてください');
  await p.fill('開設者氏名', NEW);
  await p.fill('変わった日', '令和8年10月1日');
  await p.page.getByLabel('書類1のファイル').setInputFiles(
    {name: '変更届の控え.pdf', mimeType: 'application/pdf', buffer: pdf(mail)});
  await p.page.getByLabel('書類1の種類').selectOption('bureau');
  await p.press('確認画面へ進む');
  p.at('/my/founder/edit/confirm');
  await p.says(SHOWN);
  await p.says('変更届の控え.pdf');
  await p.says('ほかの仕組みには「医療法人社団高崎会 理事長 吉田 花子」を送ります');
  await p.press('この内容で知らせる', {clickCount: 2});
  p.at('/my/founder/done');
  const no = (await p.page.locator('#done .num').innerText()).trim();
  const filed = await told(/変更を受け付けました/);
  count.ok(filed.includes(no) && filed.includes(NEW) && filed.includes(row.founder), 'the mail has both', filed);
  await p.open('/my');
  await p.says('確認中');
  await p.says(SHOWN);
  await p.says(row.founder, 'the old one is in force');

  await o.open('/staff');
  await o.press('開設者・名称の変更');
  await o.press(no);
  await o.says('公表一覧とちがう');
  await o.press('理由をつけて差し戻す');
  count.is(o.status, 422, 'no way back without a reason');
  await o.page.getByLabel('書類と入力がちがう').check();
  await o.fill('医療機関等に伝えること', '理事長の名前を見てください。');
  await o.press('理由をつけて差し戻す');
  await o.says('差戻し');
  const back = await told(/直してください/);
  count.ok(back.includes('書類のとおりに直して') && back.includes('理事長の名前を'), 'the reason is in the mail', back);

  await p.open('/my/founder');
  await p.says('理事長の名前を見てください。');
  await p.press('内容を直す');
  await p.fill('開設者氏名', `${NEW}（修正）`);
  await p.press('確認画面へ進む');
  await p.press('この内容で知らせる');
  p.at('/my/founder/done');
  await p.press('変更の状況を見る');
  await p.press('取り下げる');
  p.at('/my/founder/withdraw');

  await o.open(`/staff/institutions/${code10(row)}`);
  await o.says('開設者・名称を確認中');
  await o.press(no);
  await o.says('第2版');
  await o.press('新しい内容を登録に反映する');
  await o.says('反映ずみ');
  const done = await told(/変更を反映しました/);
  count.ok(done.includes(`${NEW}（修正）`), 'the mail has the new founder', done);
  await p.open('/my/founder');
  await p.says(`${SHOWN}（修正）`);
  await p.says('反映ずみ');
  await p.open('/my');
  await p.silent('新しい開設者氏名');
  await seen(p);
}

// What was looked at is written some seconds later.
async function seen(p) {
  for (let i = 0; i < 8; i++) {
    await p.open('/my/history');
    if ((await p.text()).includes('コールセンターが照会（電話のお問合せ）')) break;
    await new Promise((done) => setTimeout(done, 1000));
  }
  await p.says('コールセンターが照会（電話のお問合せ）', 'the record says why staff looked');
  await p.says('職員が開設者・名称の変更を開いた（届出・申込みの確認）');
}
