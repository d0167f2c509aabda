// deliveries.walk.mjs: a maker's plan: one person brings it in and applies it, another lets
// the mails go, the institution reads them; an order on the caller's word; serial numbers.
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {master} from './lib/master.mjs';
import {Person} from './lib/person.mjs';
import {variants} from './lib/visitor.mjs';
import {code10, login, rowOf, walk} from './lib/walk.mjs';

const MAKER = '富士通Japan株式会社';
const day = (ahead) => new Date(Date.now() + (9 + 24 * ahead) * 3600e3).toISOString().slice(0, 10);
// Three for each variant: what is scheduled, what a caller gives up, another maker's.
const numbers = [['WA1K0001', 'WA1K0002', 'WA1K0003'], ['WA1K0004', 'WA1K0005', 'WA1K0006']];

export default (ctx) => walk('deliveries', ctx,
  {rows: master(24), post: variants.length * 6, staff: ['operator', 'supervisor', 'admin']},
  async ({site, rows, posted, each}) => {
    const may = posted.filter((l) => rowOf(rows, l).kind !== 'nursing'); // who may order
    const known = variants.map((v, i) => ({v, site, numbers: numbers[i].map(checked),
      places: may.slice(3 * i, 3 * i + 3).map((l) => rowOf(rows, l)),
      mail: `order-${v.name}@example.jp`}));
    for (const [i, k] of known.entries()) {
      const person = new Person(site);
      await person.register(may[3 * i], {contact: '髙﨑 𠮷子', mail: k.mail, password: 'Mado-Guchi-Tsubaki1'});
      person.leave();
      k.numbers.forEach((n, o) => order(site, n, k.places[o], o === 2 ? 1 : 4));
    }
    await each(({i, enter, desk}) => story({...known[i], enter, desk}));
  });

async function story(k) {
  const boss = await k.desk('supervisor');
  const admin = await k.desk('admin');

  await k.desk('operator').then((p) => caller(p, k));
  const plan = await bringIn(boss, k);
  await tell(admin, k, plan);
  await institution(k);
  await again(boss, k);
  await parcel(k);
  await serials(boss, k);
}

// A call: the number or the code leads to the order, which is cancelled.
async function caller(p, k) {
  const [, no] = k.numbers;

  await menu(p);
  await p.press('カードリーダーの申し込み');
  p.at('/staff/orders');
  await p.fill('申し込みをさがす', 'K7MV-3XQE-1');
  await p.press('開く');
  await p.says('受付番号は、英字と数字の9文字');
  await p.fill('申し込みをさがす', code10(k.places[1]));
  await p.press('開く');
  p.at(`/staff/orders/${no}`, 'the code of the institution leads to its order');
  await p.open('/staff/orders');
  await p.fill('申し込みをさがす', `${no.slice(0, 4)}－${no.slice(4, 8)}－${no.slice(8)}`);
  await p.press('開く');
  p.at(`/staff/orders/${no}`, 'so does its number');
  await p.press('申し込みを取り消す');
  p.count.is(p.status, 422, 'a reason is needed');
  p.count.is((await p.errors()).join(), '理由を入力してください', 'and it is said where');
  await p.page.getByRole('form', {name: '申し込みを取り消す'}).getByLabel('理由').fill('髙﨑様から電話');
  await p.press('申し込みを取り消す');
  await p.says('取消');
  await p.says('髙﨑様から電話');
  await p.says('メールは送りません', 'nobody has registered there');
}

function file(k, name, text) {
  const path = join(k.site.data, `${name}-${k.v.name}.csv`);
  writeFileSync(path, text);
  return path;
}

async function choose(p, path) {
  await p.open('/staff/orders/import');
  await p.page.getByLabel('メーカー').selectOption({label: MAKER});
  await p.page.getByLabel(/計画のファイル/).setInputFiles(path);
  await p.press('読み込んで確かめる');
}

async function bringIn(p, k) {
  const [a, b, c] = k.numbers;

  await p.open('/staff/orders/import');
  await p.press('読み込んで確かめる');
  p.count.is(p.status, 422, 'a file is needed');
  p.count.is((await p.errors()).length, 1, 'one complaint');
  await choose(p, file(k, 'wrong', '番号,日\n1,2\n'));
  p.count.is(p.status, 422, 'it must have a column of numbers');
  await p.says('「受付番号」の項目がありません');
  await choose(p, file(k, 'plan', `\uFEFF受付番号,配送予定日,備考\r\n${a},${day(30).replace(/-/g, '/')},x\r\n`
    + `${b},${day(30)},\r\n${c},${day(30)},\r\n10000001F,${day(30)},\r\n${a},${day(31)},\r\n`));
  const where = p.path();
  await p.says('1件の申し込みが変わります');
  await p.says('取り消された申し込みです');
  await p.says('選んだメーカーの製品は、この申し込みにありません');
  await p.says('この受付番号の申し込みはありません');
  await p.says('同じ受付番号が、前の行にあります');
  await p.press('受け付けられないもの');
  await p.silent(k.places[0].name, 'the row that fits is not among them');
  await p.open(where);
  await p.press('この内容で取り込む');
  p.at(where);
  await p.says('お知らせが、送られるのを待っています');
  p.count.is(await p.page.locator('button[value=tell]').count(), 0, 'not by the same person');
  await p.open(`/staff/orders/${a}`);
  await p.says('配送日決定');
  p.count.ok(!k.site.mails().some((m) => m.to.includes(k.mail) && /配送予定日/.test(m.subject)), 'no mail yet');
  return where;
}

async function tell(p, k, where) {
  await p.open('/staff');
  await p.says('お知らせを待つ計画');
  await p.open(where);
  await p.press('お知らせを送る', {clickCount: 2});
  p.at(where);
  const mail = await k.site.mailTo(k.mail, {pattern: /配送予定日のお知らせ/, wait: 20000});
  p.count.ok(mail.text.includes(k.numbers[0].slice(0, 4)), 'the mail has the number');
  await p.open(where);
  await p.says('1件のお知らせを送りました');
  p.count.is(k.site.mails().filter((m) => m.to.includes(k.mail) && /配送予定日/.test(m.subject)).length, 1,
    'one mail, whatever was pressed');
}

// What the institution sees of it.
async function institution(k) {
  const p = k.clinic = await k.enter('clinic');

  await login(p, k.mail, 'Mado-Guchi-Tsubaki1');
  await p.open(`/my/readers/${k.numbers[0]}`);
  await p.says('配送日決定');
  await p.says(`${Number(day(30).slice(5, 7))}月${Number(day(30).slice(8))}日`, 'the day of delivery');
}

async function parcel(k) {
  await k.clinic.open(`/my/readers/${k.numbers[0]}`);
  await k.clinic.says('発送');
  k.clinic.count.is(await k.clinic.page.locator('a[href*="okurijoNo=123456789012"]').count(), 1,
    'a link to the carrier');
}

async function again(p, k) {
  await choose(p, join(k.site.data, `plan-${k.v.name}.csv`));
  await p.says('変わる申し込みはありません');
  await choose(p, file(k, 'sent', `order number,dispatched,carrier,tracking,serials\n${k.numbers[0]},${day(0)},ｻｶﾞﾜ,`
    + `１２３４-５６７８-９０１２,SN-${k.v.name}\n`));
  await p.press('この内容で取り込む');
  await p.open(`/staff/orders/${k.numbers[0]}`);
  await p.says('発送');
  await p.says('佐川急便');
  await p.says('1234-5678-9012');
}

async function serials(p, k) {
  await p.press('申し込みの一覧へ戻る');
  await p.press('端末（製造番号）');
  await p.fill('製造番号でさがす', `SN-${k.v.name}`);
  await p.press('さがす');
  await p.says(k.places[0].name);
  await p.press('使われていない端末');
  await p.says('あてはまる医療機関等はありません');
}

async function menu(p) {
  const closed = p.page.locator('.nav summary');
  if (await closed.isVisible()) await closed.click();
}

// With the check character: a^n·c1 + … in GF(32), polynomial x^5 + x^2 + 1.
function checked(s) {
  const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
  let sum = 0;
  for (const c of s) {
    sum ^= digits.indexOf(c);
    sum <<= 1;
    if (sum & 32) sum ^= 0b100101;
  }
  return s + digits[sum];
}

// An order as the institution would have made it.
function order(site, number, row, reader) {
  const at = `(SELECT id FROM institution WHERE pref = '${row.pref_code}' AND score_table = '${row.score_table}' AND code = '${row.code}')`;

  execFileSync('sqlite3', [join(site.data, 'portal.db')], {input: `.timeout 5000
    BEGIN;
    INSERT INTO reader_order (number, institution, state, plan_month, claims, created_at, created_by, changed_at)
      VALUES ('${number}', ${at}, 'received', '2027-09', 'yes', unixepoch(), 'a:1', unixepoch());
    INSERT INTO reader_order_line (reader_order, reader, quantity)
      SELECT id, ${reader}, 1 FROM reader_order WHERE number = '${number}';
    COMMIT;`});
}
