// ordering.walk.mjs: card readers are ordered by each kind of institution, changed, sent to
// another address, cancelled, taken back and ordered again; who can't is told why.
import {join} from 'node:path';
import {Site, run} from './lib/site.mjs';
import {Visitor, variants} from './lib/visitor.mjs';

const PASSWORD = 'Madoguchi2026';
const NEXT = String(new Date().getFullYear() + 1).replace(/\d/g, (d) => '０１２３４５６７８９'[d]);
const PLAN = 'オンライン資格確認導入（予定）時期';
const CLAIMS = 'レセプトのオンライン請求について';
const EMR = '電子カルテシステムの導入（保険薬局を除く）';
const DISPENSING = '調剤システムの導入（保険薬局のみ）';

export default async function walk({b, count}) {
  const site = new Site();

  await site.address();
  const held = (await site.cmd(['demo'])).match(/its order held:\n\s+(\S+)/)[1];
  const people = await peopleOf(site);
  await site.start();
  try {
    await Promise.all(variants.map((v, i) => stories(b, site, count, v, i, {...people, held})));
    count.where = 'ordering';
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok((await site.cmd(['check'])).includes('orders: none beyond its limit'), 'nobody has too many');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

const sql = async (site, text) =>
  (await run('sqlite3', ['-cmd', '.timeout 10000', join(site.data, 'portal.db'), text])).out.trim().split('\n');

// Logins without an order, of each kind; a hospital and its dental part for each variant.
async function peopleOf(site) {
  const of = (kind) => sql(site, `SELECT a.mail FROM member m JOIN account a ON a.id = m.account
    JOIN institution i ON i.id = m.institution WHERE i.kind = '${kind}' AND a.mail_confirmed_at
    AND NOT EXISTS (SELECT 1 FROM reader_order o WHERE o.institution = i.id) ORDER BY a.id`);
  const [hospital, clinic, dental, pharmacy, nursing] =
    await Promise.all(['hospital', 'clinic', 'dental', 'pharmacy', 'nursing'].map(of));
  for (let i = 0; i < variants.length; i++) {
    const [medical, teeth] = [hospital[2 + i], dental[i]].map((mail) =>
      `(SELECT m.institution FROM member m JOIN account a ON a.id = m.account WHERE a.mail = '${mail}')`);
    await sql(site, `UPDATE institution SET kind = 'hospital' WHERE id = ${teeth};
      INSERT INTO pair VALUES (${medical}, ${teeth}, 0, 's:1')`);
  }
  const [several] = await sql(site, 'SELECT zip FROM postcode GROUP BY zip HAVING count(*) = 3 ORDER BY zip LIMIT 1');
  return {hospital, clinic, dental, pharmacy, nursing, several};
}

async function stories(b, site, count, v, i, people) {
  const story = async (name, mail, act) => {
    const here = count.at(`ordering ${v.name} ${name}`);
    const p = await Visitor.enter(b, site, here, {...v, name: `ordering-${v.name}-${name}`});
    try {
      await p.open('/login');
      await p.fill('メールアドレス', mail);
      await p.fill('パスワード', PASSWORD);
      await p.press('ログイン');
      p.at('/my');
      await act(p, people, mail);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      here.ok(false, 'goes on', [e.message, ...lines, p.path(), (await p.text()).slice(0, 400)].join('\n'));
    }
    await p.leave();
  };
  await story('hospital', people.hospital[i], hospital);
  await story('clinic', people.clinic[i], clinic);
  await story('pharmacy', people.pharmacy[i], pharmacy);
  await story('medical', people.hospital[2 + i], (p) => wholeOrder(p, [[1, 3]]));
  await story('teeth', people.dental[i], teeth);
  await story('nursing', people.nursing[i], nursing);
  if (!i) await story('held', people.held, heldOrder);
}

// ---------------------------------------------------------------- the form

const group = (p, legend) => p.page.getByRole('group', {name: legend}).first();
const answer = (p, legend, text) => group(p, legend).getByLabel(text, {exact: true}).check();

async function month(p, legend, year, n) {
  await group(p, legend).getByLabel('年', {exact: true}).fill(year);
  await group(p, legend).getByLabel('月', {exact: true}).fill(n);
}

// The n-th product of the list; 0: ---
async function line(p, i, product, quantity) {
  const box = group(p, `カードリーダー${i}`);
  await box.getByLabel(/^メーカー名／製品名（型番）/).selectOption({index: product});
  await box.getByLabel(/^台数/).selectOption(quantity ? String(quantity) : '');
}

async function survey(p, system = EMR) {
  await month(p, PLAN, NEXT, '０６');
  await answer(p, CLAIMS, '導入している');
  await answer(p, system, '導入予定なし');
}

// lines: product and quantity of カードリーダー1, 2, 3
async function wholeOrder(p, lines, system) {
  await p.open('/my/readers');
  await survey(p, system);
  for (const [i, [product, quantity]] of lines.entries()) await line(p, i + 1, product, quantity);
  await p.press('確認画面へ進む');
  p.at('/my/readers/confirm');
  await p.says('まだ申し込みは終わっていません');
  await p.press('上記の内容で確定');
  p.at('/my/readers/done');
  await p.says('カードリーダーの申し込みを受け付けました');
}

// ---------------------------------------------------------------- stories

async function hospital(p, people, who) {
  const {count} = p;

  await p.press('カードリーダーを申し込む');
  p.at('/my/readers');
  await p.says('カードリーダーだけでは始められません');
  await p.says('費用にあたる額を返していただきます');
  await p.says('病院は、合計3台までです');
  await p.silent('調剤システム');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an empty form is refused');
  count.is((await p.errors()).length, 4, 'the month, two questions, a reader');
  await month(p, PLAN, NEXT, '13');
  await answer(p, CLAIMS, '未導入（導入予定あり）');
  await month(p, CLAIMS, '2020', '1');
  await answer(p, EMR, '導入予定なし');
  await line(p, 1, 1, 2);
  await line(p, 2, 2, 2);
  await p.press('確認画面へ進む');
  const errors = await p.errors();
  count.is(errors.length, 3, 'two months and the limit', errors.join('\n'));
  count.ok(errors.some((e) => e.includes('病院は、合計3台までです。いま選んだのは4台です') &&
    e.includes('理由：limit')), 'the rule in words', errors.join('\n'));
  count.is(await group(p, PLAN).getByLabel('年', {exact: true}).inputValue(), NEXT, 'what was typed stays');
  await month(p, PLAN, NEXT, '６');
  await month(p, CLAIMS, `${Number(new Date().getFullYear()) + 2}`, '12');
  await line(p, 2, 2, 1);
  await line(p, 3, 3, 1);
  await p.press('確認画面へ進む');
  count.is((await p.errors()).length, 1, 'three makers, four units');
  await line(p, 1, 1, 1);
  await p.press('確認画面へ進む');
  p.at('/my/readers/confirm');
  await p.says('このように直しました');
  await p.press('入力画面に戻る');
  p.at('/my/readers');
  count.is(await group(p, PLAN).getByLabel('月', {exact: true}).inputValue(), '６', 'the way back keeps it');
  await p.press('確認画面へ進む');
  await p.press('上記の内容で確定');
  p.at('/my/readers/done');
  const number = (await p.page.locator('.panel b').innerText()).trim();
  count.ok(/^[0-9A-Z]{4}-[0-9A-Z]{4}-.$/.test(number), 'a number to read out', number);
  const mail = await p.site.mailTo(who, {pattern: new RegExp(number)});
  count.ok(/資格確認端末/.test(mail.text) && /レセプトコンピュータの改修/.test(mail.text),
    'the mail says what else is needed', mail.text);
  await change(p, number);
}

async function change(p, number) {
  const {count} = p;
  const path = `/my/readers/${number.replace(/-/g, '')}`;

  await p.press('申し込みの状況を見る');
  p.at(path);
  await p.says('受付');
  const slip = await p.context.request.get(`${path}/slip.pdf`);
  count.ok(slip.status() === 200 && (await slip.body()).subarray(0, 5).toString() === '%PDF-', 'the slip is a PDF');
  await p.press('内容を変える');
  p.at('/my/readers');
  await line(p, 3, 0, 0);
  await p.press('確認画面へ進む');
  await p.says('まだ変わっていません');
  await p.press('上記の内容で確定');
  await p.says('カードリーダーの申し込みの内容を変えました');
  // all quantities to ---: the manual's way to cancel
  await p.open('/my/readers');
  await line(p, 1, 1, 0);
  await line(p, 2, 2, 0);
  await p.press('確認画面へ進む');
  p.at(`${path}/cancel`);
  await p.says('まだ取り消していません');
  await p.press('選んだ台数だけを取り消す');
  count.is((await p.errors()).length, 1, 'nothing was chosen');
  await p.page.locator('select').first().selectOption('1');
  await p.press('選んだ台数だけを取り消す');
  await p.says('ほかに1台を取り消し');
  await p.press('申し込みを取り消す');
  await p.fill('理由', 'まちがえました 髙﨑');
  await p.press('申し込みをすべて取り消す');
  await p.says('申し込みを取り消しました');
  await p.says('まちがえました 髙﨑');
  await p.press('取り消しをやめて、もとに戻す');
  await p.says('申し込みをもとに戻しました');
  await p.press('申し込みを取り消す');
  await p.press('申し込みをすべて取り消す');
  await p.open('/my/readers');
  await p.says('前回の申し込みの答え');
  count.is(await group(p, PLAN).getByLabel('月', {exact: true}).inputValue(), '6', 'the survey is filled in');
  for (const i of [1, 2, 3]) await line(p, i, i, 1);
  await p.press('確認画面へ進む');
  await p.press('上記の内容で確定');
  p.at('/my/readers/done');
  await p.press('申し込みの状況を見る');
  await p.says('ほかの申し込み');
}

async function clinic(p, {several}) {
  const {count} = p;

  await p.open('/my/readers');
  await survey(p);
  await line(p, 1, 1, 2);
  await p.page.locator('#elsewhere').check();
  await p.press('確認画面へ進む');
  const errors = await p.errors();
  count.ok(errors.some((e) => e.includes('診療所は、合計1台までです。いま選んだのは2台です')), 'the rule', errors.join('\n'));
  count.is(errors.length, 7, 'and six fields of the address', errors.join('\n'));
  await line(p, 1, 1, 1);
  await lookUp(p, several);
  await p.fill('住所(市区町村、番地)', `${await p.value('住所(市区町村、番地)')}2-1-3`);
  await p.fill('住所(ビル、マンション名)', '見本ビル 5階');
  await p.fill('変更送付先名称', '髙﨑クリニック 受付');
  await p.fill('変更送付先電話番号', '０３（００００）００００');
  await p.fill('変更送付先担当者名', '𠮷田');
  await p.press('確認画面へ進む');
  p.at('/my/readers/confirm');
  await p.says('ここにお届けします');
  count.ok((await p.page.locator('.panel').innerText()).includes('港区新橋2-1-3'), 'the address in large type');
  await p.says('03-0000-0000');
  await p.press('上記の内容で確定');
  await p.press('申し込みの状況を見る');
  await p.says('髙﨑クリニック 受付');
  await p.open('/my');
  await p.says('カードリーダーの申し込み');
}

// By the button: with script in place, without by a round to the server; several towns of
// one code are offered.
async function lookUp(p, several) {
  const {count} = p;
  const search = () => p.button('郵便番号から住所検索');

  await p.fill('郵便番号', several);
  await p.going(() => search().click());
  p.at('/my/readers?zip=1');
  await p.says('いくつかあります');
  await p.field('この郵便番号の住所').selectOption({index: 2});
  await p.going(() => search().click());
  count.ok((await p.value('住所(市区町村、番地)')).length > 2, 'the one that was chosen is filled in');
  await p.fill('郵便番号', '１０５－０００４');
  if (p.script) {
    const posts = p.posts;
    await search().click();
    await p.page.waitForFunction(() => document.querySelector('#city').value === '港区新橋');
    count.is(p.posts, posts, 'without a new page');
  } else {
    await p.going(() => search().click());
  }
  count.is(await p.value('住所(市区町村、番地)'), '港区新橋', 'the town is filled in');
  count.is(await p.value('都道府県'), '13', 'and the prefecture');
}

async function pharmacy(p) {
  await p.open('/my/readers');
  await p.silent('電子カルテ');
  await p.says('薬局は、合計1台までです');
  await wholeOrder(p, [[1, 1]], DISPENSING);
}

async function teeth(p) {
  const {count} = p;

  await p.open('/my/readers');
  await survey(p);
  await line(p, 1, 1, 2);
  await p.press('確認画面へ進む');
  const errors = await p.errors();
  count.ok(errors.length === 1 && errors[0].includes('医科の病院に併設する歯科は、合計1台までです'), 'three and two are too many', errors.join('\n'));
  await wholeOrder(p, [[1, 1]]);
}

async function nursing(p) {
  await p.open('/my/readers');
  await p.says('訪問看護ステーションは、申し込めません');
  await p.says('理由：nursing');
  await p.open('/my');
  await p.says('訪問看護ステーションは、申し込めません');
}

async function heldOrder(p) {
  await p.says('保留しています：受付番号待ち');
  await p.press('カードリーダーの申し込み');
  await p.says('保留しています：受付番号待ち（期限');
}
