// readers.walk.mjs: the catalogue of card readers: what fits on a counter, the table on
// paper, a product; staff add a product, with a picture, and end it.
import {deflateSync} from 'node:zlib';
import {Site} from './lib/site.mjs';
import {totp} from './lib/totp.mjs';
import {Visitor, variants} from './lib/visitor.mjs';

export default async function walk({b, count}) {
  const site = new Site();

  await site.address();
  const people = staffOf(await site.cmd(['demo']));
  await site.start();
  try {
    await Promise.all(variants.map((v) => story(b, site, count.at(`readers ${v.name}`), v, visit)));
    // Two who keep the catalogue: one with script at a desk, one without on a small screen.
    await story(b, site, count.at('readers editor'), variants[0], (v) => keep(v, people.editor, '見本 A'));
    await story(b, site, count.at('readers admin'), variants[1], (v) => keep(v, people.admin, '見本 B'));
    await story(b, site, count.at('readers limits'), variants[0], (v) => limits(v, people.admin));
    await story(b, site, count.at('readers grants'), variants[3], (v) => grants(v, people.supervisor));
    count.where = 'readers';
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

async function story(b, site, count, v, act) {
  const p = await Visitor.enter(b, site, count, {...v, name: `readers-${count.where.replace(/\W+/g, '-')}`});
  try {
    await act(p);
  } catch (e) {
    const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
    count.ok(false, 'goes on', [e.message, ...lines, p.path(), (await p.text()).slice(0, 400)].join('\n'));
  }
  await p.leave();
}

function staffOf(said) {
  return Object.fromEntries([...said.matchAll(/^\s+(\w+)\s+(\S+)\s+(otpauth:\S+)/gm)]
    .map(([, name, password, app]) => [name, {name, password, app}]));
}

async function visit(p) {
  const {count} = p;

  await p.open('/');
  await menu(p);
  await p.press('カードリーダー カタログ');
  p.at('/readers');
  await p.says('カードリーダーだけでは始められません');
  await p.says('費用にあたる額を返していただきます');
  await p.silent('まどぐちミラー 旧型');
  await p.fill('置く場所の幅（cm）', '広い');
  await p.press('置ける製品をさがす');
  count.is(p.status, 422, 'a size that is none');
  count.is((await p.errors()).length, 1, 'one complaint');
  count.is(await p.value('置く場所の幅（cm）'), '広い', 'what was typed stays');
  await p.fill('置く場所の幅（cm）', '２０');
  await p.fill('置く場所の奥行き（cm）', '25.0');
  await p.press('置ける製品をさがす');
  await p.says('幅20cm × 奥行き25cm');
  await p.says('置ける製品は、2件です');
  await p.says('置けない製品1件');
  await p.says('大きさが公表されていない製品');
  await p.press('表で比べる・印刷する');
  await p.says('432cm²');
  await p.says('公表値なし');
  await onPaper(p);
  await p.press('かおまど');
  await p.says('直射日光の当たる場所では使えません');
  await p.press('カードリーダー カタログにもどる');
  p.at('/readers');
  await p.press('カードリーダーの申込み画面へ');
  p.at('/login?next=/my/readers');
}

async function menu(p) {
  const closed = p.page.locator('.nav summary');
  if (await closed.isVisible()) await closed.click();
}

// The menus go, the table stays whole.
async function onPaper(p) {
  await p.page.emulateMedia({media: 'print'});
  p.count.ok(await p.page.locator('table').isVisible(), 'the table is printed');
  p.count.ok(!await p.page.locator('.nav').isVisible(), 'the menu is not');
  p.count.ok(!await p.page.getByRole('button', {name: '置ける製品をさがす'}).isVisible(), 'nor the form');
  p.count.ok(await p.page.getByText('カードリーダーだけでは始められません').isVisible(), 'what must be known is');
  p.count.ok(await p.page.getByText('の内容です').isVisible(), 'and the day');
  await p.page.emulateMedia({media: 'screen'});
}

// A code works once; who comes back soon takes the next one, which the clock's drift allows.
async function login(p, who) {
  await p.open('/staff/login');
  await p.fill('職員名', who.name);
  await p.fill('パスワード', who.password);
  await p.fill('確認コード', totp(who.app, Date.now() + (who.came ? 30000 : 0)));
  who.came = true;
  await p.press('ログイン');
}

async function keep(p, who, product) {
  const {count} = p;

  await login(p, who);
  await menu(p);
  await p.press('カタログ');
  p.at('/staff/readers');
  await p.press('製品を加える');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'an empty product is refused');
  count.is((await p.errors()).length, 2, 'maker and product are asked for');
  await p.fill('メーカー', '見本製作所');
  await p.fill('製品名', product);
  await p.fill('幅（mm）', '２１０');
  await p.fill('申し込みを始める日', '令和8年4月1日');
  await p.page.getByLabel('見本（架空の製品）').check();
  await p.press('確認画面へ進む');
  await p.says('２１０');
  await p.press('確定する');
  p.at('/staff/readers?said=added');
  await p.says('製品を加えました');
  await row(p, product, '写真');
  await picture(p);
  await end(p, product);
}

const row = (p, product, what) => p.going(() => p.page.getByRole('row', {name: product})
  .getByRole('link', {name: what}).first().click());

async function picture(p) {
  const {count} = p;
  const file = p.page.getByLabel('写真のファイル');

  await file.setInputFiles({name: '写真.png', mimeType: 'image/png', buffer: Buffer.from('<html>')});
  await p.press('見てみる');
  count.is(p.status, 422, 'a web page is no picture');
  await p.errors();
  await file.setInputFiles({name: '写真.png', mimeType: 'image/png', buffer: png(320, 240)});
  await p.press('見てみる');
  await p.says('まだ変わっていません');
  count.is(await p.page.locator('.next img').evaluate((i) => i.naturalWidth), 320, 'it is shown');
  await p.press('この写真にする');
  await p.says('写真を変えました');
}

async function end(p, product) {
  const {count} = p;

  await p.open('/staff/readers');
  await row(p, product, '変更');
  await p.fill('申し込みの最後の日', '2026-04-30');
  await p.press('確認画面へ進む');
  await p.says('令和8年4月30日');
  await p.press('確定する');
  p.at('/staff/readers?said=saved');
  await p.says('カタログの製品を変更');
  const href = await p.page.getByRole('link', {name: product, exact: true}).getAttribute('href');
  await p.open('/readers');
  await p.silent(product);
  await p.open(href);
  await p.says('令和8年4月30日（木）に終わりました');
  count.is(await p.page.getByRole('link', {name: 'カードリーダーの申込み画面へ'}).count(), 0, 'no order from here');
}

async function limits(p, who) {
  const {count} = p;

  await login(p, who);
  await p.open('/staff/readers');
  await p.press('申し込める台数');
  p.at('/staff/readers/limits');
  await p.press('行を加える');
  await p.page.getByLabel('施設の種類').selectOption('薬局');
  await p.fill('台数（合計）', '2');
  await p.fill('始まる日', '令和19年4月1日');
  await p.fill('根拠', '見本の通知');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'two rows for one day');
  count.is((await p.errors()).length, 1, 'one complaint');
  await p.open('/staff/readers/limits');
  await row(p, '薬局', '変更');
  await p.fill('最後の日', '2037/3/31');
  await p.press('確認画面へ進む');
  await p.says('令和19年3月31日');
  await p.press('確定する');
  p.at('/staff/readers/limits?said=saved');
  await p.press('行を加える');
  await p.press('確認画面へ進む'); // what was typed before has been kept
  await p.press('確定する');
  await p.says('これから');
}

async function grants(p, who) {
  const {count} = p;

  await login(p, who);
  await p.open('/staff/institutions?q=薬局');
  await p.going(() => p.page.locator('tbody th a').first().click());
  await p.says('薬局は、合計1台までです');
  await p.press('台数の例外を認める');
  await p.press('確認画面へ進む');
  count.is(p.status, 422, 'nothing is granted for nothing');
  count.is((await p.errors()).length, 3, 'number, day and reason are asked for');
  await p.fill('認める台数', '２');
  await p.fill('申し込める最後の日', '2030-12-31');
  await p.fill('理由', '髙﨑ビルの2階にも窓口があるため');
  await p.press('確認画面へ進む');
  await p.press('確定する');
  p.at('/staff/readers/grants?said=made');
  await p.says('きょう');
  await p.press('終わらせる');
  const end = () => p.going(() => p.page.getByRole('button', {name: '終わらせる'}).click());
  await end();
  count.is(p.status, 422, 'an early end has a reason');
  await p.errors();
  await p.fill('終わらせる理由', '取り下げの電話があった');
  await end();
  p.at('/staff/readers/grants?said=ended');
  await p.says('取り下げの電話があった');
}

function png(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const all = Buffer.alloc(body.length + 8);
    all.writeUInt32BE(data.length);
    body.copy(all, 4);
    all.writeUInt32BE(crc(body), body.length + 4);
    return all;
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 0, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.alloc((width + 1) * height, 0x00))), chunk('IEND', Buffer.alloc(0))]);
}

function crc(bytes) {
  let c = ~0;
  for (const b of bytes) {
    c ^= b;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ c >>> 1 : c >>> 1;
  }
  return ~c >>> 0;
}
