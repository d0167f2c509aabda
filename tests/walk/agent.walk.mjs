// agent.walk.mjs: an owner asks somebody outside to file notices until a day; he files, the
// institution sees who it was; other days; the mail a week before, and the end by itself.
import {join} from 'node:path';
import {Person} from './lib/person.mjs';
import {run} from './lib/site.mjs';
import {variants} from './lib/visitor.mjs';
import {login, pathOf, rowOf, walk} from './lib/walk.mjs';

const PASSWORD = 'Mado-Guchi-Tsubaki1';
const FIRM = '株式会社髙﨑システム';
const DAYS = 40; // from today to the last day, once it was changed
const day = (n) => new Date(Date.now() + (n * 24 + 9) * 36e5).toISOString().slice(0, 10);
const western = (iso) => iso.replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日');

export default (ctx) => walk('agent', ctx, {post: 6, clock: true}, async ({site, rows, posted, each}) => {
  const open = await run('sqlite3', ['-cmd', '.timeout 5000', join(site.data, 'portal.db'),
    `UPDATE programme SET closes_at = 4102444800 WHERE id = 1; UPDATE programme_type SET valid_until = ''`]);
  if (open.status) throw new Error(`sqlite3: ${open.err}`);
  const mine = posted.filter((l) => rowOf(rows, l)?.kind !== 'nursing').slice(0, variants.length);
  for (const [i, v] of variants.entries()) {
    const person = new Person(site);
    await person.register(mine[i], {contact: '髙﨑 𠮷子', mail: `owner-${v.name}@example.jp`, password: PASSWORD});
    person.leave();
  }
  const known = variants.map((v, i) => ({place: rowOf(rows, mine[i]).name, last: day(DAYS),
    owner: `owner-${v.name}@example.jp`, agent: `agent-${v.name}@example.jp`}));
  await each(async ({i, enter}) => today(await enter('owner'), await enter('agent'), known[i]));
  await site.later(24 * (DAYS - 7));
  await site.cmd(['jobs', '--once']);
  await each(async ({i, enter}) => lastWeek(await enter('week'), known[i]));
  await site.later(24 * 8);
  await site.cmd(['jobs', '--once']);
  await each(async ({i, enter}) => over(await enter('over'), await enter('after'), known[i]));
});

async function today(owner, agent, k) {
  await login(owner, k.owner, PASSWORD);
  await ask(owner, k);
  await accept(agent, k);
  await closed(agent);
  await file(agent, k);
  await seen(owner, agent, k);
  await extend(owner, k);
}

async function ask(p, k) {
  const {count} = p;

  await p.open('/my');
  await p.press('代行を頼んでいる人');
  p.at('/my/agents');
  await p.says('いま、頼んでいる人はいません');
  await p.press('代行を頼む');
  p.at('/my/agents/new');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an empty form is refused');
  count.is((await p.errors()).length, 5, 'three fields, a procedure and the password are asked for');
  await p.fill('会社・事務所の名前', FIRM);
  await p.fill('代行する方の名前', '𠮷田 次郎');
  await p.fill('代行する方のメールアドレス', k.agent);
  await p.page.getByLabel('経過措置の届出').check();
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  p.at('/my/agents/new/confirm');
  await p.says(k.agent);
  await p.says('経過措置の届出 頼む');
  await p.press('入力画面に戻る');
  count.is(await p.value('会社・事務所の名前'), FIRM, 'what was typed is there');
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  await p.press('頼む', {clickCount: 2});
  p.at('/my/agents?said=asked');
  await p.says('返事を待っています');
  await p.site.mailTo(k.owner, {pattern: /手続きの代行を頼みました/});
}

async function accept(p, k) {
  const {count} = p;
  const got = await p.site.mailTo(k.agent, {pattern: /代行を頼まれました/});
  const link = pathOf(got, `${p.site.origin}/invite/`);

  count.ok(got.text.includes(k.place) && got.text.includes('経過措置の届出') &&
    got.text.includes('髙﨑 𠮷子'), 'it says who asks, and for what', got.text);
  await p.open(link);
  await p.says('手続きの代行の招待');
  await p.press('代行を引き受ける');
  count.is(p.status, 422, 'an empty form is refused');
  await p.errors();
  count.is(await p.value('担当者名'), '𠮷田 次郎', 'his name is there');
  count.is(await p.value('電話番号'), '', "the institution's telephone is not");
  await p.fill('電話番号', '０３-００００-０００９');
  await p.fill('パスワード', PASSWORD);
  await p.fill('パスワード(確認)', PASSWORD);
  await p.press('代行を引き受ける');
  p.at('/my/joined');
  await p.says('代行を引き受けました');
  await p.open(link);
  count.is(p.status, 410, 'the link works once');
  await p.site.mailTo(k.agent, {pattern: /代行できるようになりました/});
  await p.site.mailTo(k.owner, {pattern: /手続きの代行が始まりました/});
}

// What nobody has asked of him is closed, and says so.
async function closed(p) {
  const {count} = p;

  await p.open('/my');
  await p.says('の代わりに操作しています');
  await p.silent('いっしょに使う人');
  await p.silent('これまでの記録');
  for (const path of ['/my/members', '/my/readers', '/my/history', '/my/account', '/my/agents']) {
    await p.open(path);
    count.is(p.status, 403, `${path} is closed`);
    await p.says('代行の方は、この画面を使えません');
  }
  await p.open('/my/security');
  count.is(p.status, 200, 'his own login is his');
  await p.open('/my/sessions');
  await p.open('/my/agent/stop');
  await p.press('マイページに戻る');
}

async function file(p, k) {
  await p.press('経過措置を届け出る');
  p.at('/my/notices');
  await p.says(k.place);
  await p.open('/my/notices/new/2023/2');
  await p.page.locator('label.ch').filter({hasText: 'まだ使えない'}).first().click();
  await p.press('確認画面へ進む');
  p.at('/my/notices/new/2023/2/confirm');
  await p.says('の代わりに操作しています');
  await p.press('届出する');
  await p.says('届出を受け付けました');
  await p.press('届出の画面へ');
  await p.silent('届出を取り下げる');
  k.notice = p.path();
}

async function seen(p, agent, k) {
  const {count} = p;
  const who = `${FIRM} 𠮷田 次郎（代行）`;
  const got = await p.site.mailTo(k.owner, {pattern: /届出を受け付けました/});

  count.ok(got.text.includes(`この届出は、${who}が届け出ました。`), 'the mail says who', got.text);
  count.ok(!p.site.mails().some((m) => m.to.includes(k.agent) && /受け付けました/.test(m.subject)),
    'it goes to the institution alone');
  await p.open(k.notice);
  await p.says(`届け出た人：${who}`);
  await p.open(`${k.notice}/receipt`);
  await p.says(who);
  await p.open('/my/history');
  await p.says(who);
  await agent.open(k.notice);
  agent.count.is(agent.status, 200, 'he sees his own');
}

async function extend(p, k) {
  const {count} = p;

  await p.open('/my/agents');
  await p.says('代行中');
  await p.press('期間・手続きを変える');
  await p.fill('最後の日', '2099-01-01');
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'no longer than a year');
  await p.errors();
  await p.fill('最後の日', k.last);
  await p.fill('いまのパスワード', PASSWORD);
  await p.press('確認画面へ進む');
  await p.press('変える');
  p.at('/my/agents?said=changed');
  await p.says(`${western(k.last)}まで`);
  const got = await p.site.mailTo(k.agent, {pattern: /代行の内容が変わりました/});
  count.ok(got.text.includes(western(k.last)), 'the agent is told', got.text);
}

async function lastWeek(p, k) {
  for (const who of [k.owner, k.agent]) {
    const got = await p.site.mailTo(who, {pattern: /もうすぐ終わります/});
    p.count.ok(got.text.includes(`あと7日（${western(k.last)}）`), 'seven days before', got.text);
  }
  await login(p, k.agent, PASSWORD);
  p.at('/my');
  await p.says(`${western(k.last)}まで`);
  await p.press('ログアウト');
}

async function over(p, owner, k) {
  for (const who of [k.owner, k.agent]) {
    const got = await p.site.mailTo(who, {pattern: /代行が終わりました/});
    p.count.ok(got.text.includes('最後の日がすぎました'), 'told why', got.text);
  }
  await login(p, k.agent, PASSWORD);
  await p.says('使える施設がありません');
  await p.open('/my');
  p.at('/login?next=/my');
  await login(owner, k.owner, PASSWORD);
  await owner.open('/my/agents');
  await owner.says('最後の日がすぎました');
  await owner.open(k.notice);
  await owner.says(`${FIRM} 𠮷田 次郎（代行）`, 'who filed stays');
}
