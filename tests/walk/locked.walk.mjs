// locked.walk.mjs: too many wrong passwords: how long one must wait, and what to do instead;
// staff end the waiting for a caller, with the reason, which the institution can read.
import {Person} from './lib/person.mjs';
import {variants} from './lib/visitor.mjs';
import {code10, login, rowOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';

export default (ctx) => walk('locked', ctx, {post: variants.length, staff: ['operator']}, ({site, rows, posted, each}) =>
  each(async ({v, i, enter, desk}) => {
    const mail = `tantou-${v.name}@example.jp`;
    const first = new Person(site);
    await first.register(posted[i], {contact: '髙﨑 𠮷子', mail, password: PASSWORD});
    first.leave();
    const p = await enter();
    const o = await desk('operator');
    const page = `/staff/institutions/${code10(rowOf(rows, posted[i]))}`;
    await o.open(page); // seen at leisure: the waiting is short
    await wrong(p, mail);
    await unlock(o, page);
    await inAgain(p, mail);
  }));

async function wrong(p, mail) {
  for (let n = 0; n < 7; n++) {
    await login(p, mail, `${PASSWORD}${n}`);
    p.count.is(p.status, n < 5 ? 422 : p.status, 'a wrong password is refused');
    if (/あと\d+(秒|分)/.test(await p.text())) break;
  }
  await login(p, mail, PASSWORD);
  p.count.ok([422, 429].includes(p.status), 'now the right one is, too', String(p.status));
  p.count.ok(/あと\d+(秒|分)はログインできません/.test(await p.text()), 'it says for how long', (await p.text()).slice(0, 300));
  await p.says('待たずにログインできます', 'and which way need not wait');
}

async function unlock(o, page) {
  await o.open(page);
  await o.says('待っています');
  await o.fill('理由', '担当の髙﨑さまから電話。何度もまちがえたとのこと');
  await o.press('待ち時間を終わらせる');
  await o.silent('待ち時間を終わらせる', 'the waiting is over');
}

async function inAgain(p, mail) {
  await login(p, mail, PASSWORD);
  p.at('/my', 'the right password opens at once');
  await p.site.mailTo(mail, {pattern: /もう一度使えるように/});
  await p.open('/my/history');
  await p.says('何度もまちがえたとのこと', 'the reason is there to read');
}
