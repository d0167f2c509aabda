// desk.walk.mjs: the staff's day with transitional notices: one is returned, corrected by the
// institution and accepted; the clean ones are accepted as a batch by two persons; one that
// came by post is entered; a new programme is made from a copy and opened by another person.
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Person} from './lib/person.mjs';
import {Site} from './lib/site.mjs';
import {totp} from './lib/totp.mjs';
import {Visitor, variants} from './lib/visitor.mjs';

const scan = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
xref
0 4
0000000000 65535 f\x20
0000000009 00000 n\x20
0000000054 00000 n\x20
0000000103 00000 n\x20
trailer<</Size 4/Root 1 0 R>>
startxref
166
%%EOF
`;

export default async function walk({b, count}) {
  const site = new Site(undefined, {MADOGUCHI_PORTAL_PROXY: '127.0.0.1'});
  await site.address();
  const said = await site.cmd(['demo']);
  const seeds = Object.fromEntries([...said.matchAll(/^\s+(\w+)\s+\S+\s+(otpauth:\S+)/gm)]
    .map(([, name, app]) => [name, app]));
  const second = (await site.cmd(['staff', 'add', 'second', '--role', 'supervisor'],
    'Kurage-884212-desk\n')).match(/otpauth:\S+/)[0];
  await site.start();
  try {
    const [wide, narrow] = variants; // with script and without
    await day(b, site, count.at('desk'), wide, narrow, seeds, second);
    count.where = 'desk';
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(!/(error|fatal|runtime error|AddressSanitizer)/i.test(site.log), 'the log is quiet', site.log);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

async function enter(b, site, count, v, name, app, password = 'Madoguchi-desk-2026') {
  const p = await Visitor.enter(b, site, count, {...v, name: `desk-${name}`,
    from: `203.0.113.${name.length}`});
  await p.open('/staff/login');
  await p.fill('職員名', name);
  await p.fill('パスワード', password);
  await p.fill('確認コード', totp(app));
  await p.press('ログイン');
  p.at('/staff');
  return p;
}

async function day(b, site, count, wide, narrow, seeds, second) {
  const people = {
    operator: await enter(b, site, count, narrow, 'operator', seeds.operator),
    supervisor: await enter(b, site, count, wide, 'supervisor', seeds.supervisor),
    second: await enter(b, site, count, narrow, 'second', second, 'Kurage-884212-desk'),
    editor: await enter(b, site, count, wide, 'editor', seeds.editor),
    admin: await enter(b, site, count, narrow, 'admin', seeds.admin),
  };
  for (const [name, step] of Object.entries({returned, batch, paper, programme, cases})) {
    try {
      await step(people, site, count);
    } catch (e) {
      const lines = e.stack.split('\n').filter((l) => l.includes('.walk.mjs'));
      count.ok(false, `${name} goes on`, [e.message, ...lines,
        ...Object.values(people).map((p) => p.path())].join('\n'));
    }
  }
  for (const p of Object.values(people)) await p.leave();
}

// demo-0001 files with a wrong name; it comes back, is put right and accepted.
async function returned({operator, supervisor, second}, site, count) {
  const clinic = new Person(site, {from: '203.0.113.99'});
  const wrong = '見本とはちがう法人';

  await clinic.enter('demo-0001@example.jp', 'Madoguchi2026');
  const page = '/my/notices/new/mihon/4';
  const answers = {founder: wrong, q_which: 'rebuilding', q_ends_on: '2030-03-31'};
  let r = await clinic.post(page, {...await clinic.form(page), ...answers});
  count.is(r.to, `${page}/confirm`, 'the form is right');
  r = await clinic.post(`${page}/confirm`, {...await clinic.form(`${page}/confirm`), step: 'commit'});
  const number = r.to.split('/')[3];
  count.ok(/^[0-9A-Z]{9}$/.test(number), 'it is filed', r.to);
  await operator.open('/staff/notices');
  await operator.says(`${number.slice(0, 4)}-${number.slice(4, 8)}`);
  await operator.open(`/staff/notices/${number}`);
  await operator.says('① 開設者氏名がちがう');
  count.is(await operator.page.locator('button[value=accept]').count(), 0, 'an operator does not accept');
  await supervisor.open(`/staff/notices/${number}`);
  await second.open(`/staff/notices/${number}`);
  await supervisor.says(wrong);
  count.ok(await supervisor.page.locator('#r1').isChecked(), 'the check proposes the text');
  await supervisor.fill('自分で書く理由', '髙﨑𠮷の字に注意してください。');
  await supervisor.press('理由をつけて差し戻す');
  await supervisor.says('差戻し');
  await second.press('この届出を受理する');
  count.is(second.status, 422, 'the second person sees that it was done');
  await second.says('職員 supervisor');
  const mail = await site.mailTo('demo-0001@example.jp', {pattern: /差戻し/});
  count.ok(mail.text.includes('① 開設者氏名を') && mail.text.includes('髙﨑𠮷の字'),
    'the mail has both reasons', mail.text);
  const edit = `/my/notices/${number}/edit`;
  const form = await clinic.form(edit);
  const [, founder] = (await clinic.get('/my')).text.match(/開設者氏名<\/dt>\s*<dd[^>]*>\s*([^<]+)/) || [];
  r = await clinic.post(edit, {...form, founder: founder || '', q_which: 'rebuilding', q_ends_on: '2030-03-31'});
  if (r.to !== `${edit}/confirm`) { // what the master says stands on the staff's page
    await supervisor.open(`/staff/notices/${number}`);
    const master = await supervisor.page.locator('tbody tr').first().locator('td').nth(1).innerText();
    r = await clinic.post(edit, {...form, founder: master, q_which: 'rebuilding', q_ends_on: '2030-03-31'});
  }
  r = await clinic.post(`${edit}/confirm`, {...await clinic.form(`${edit}/confirm`), step: 'commit'});
  await supervisor.open(`/staff/notices/${number}`);
  await supervisor.says('第2版');
  await supervisor.press('この届出を受理する');
  await supervisor.says('受理した人');
  await site.mailTo('demo-0001@example.jp', {pattern: /受理されました/});
  await supervisor.open(`/staff/notices/${number}?v=1`);
  await supervisor.says(wrong, 'the first version stays readable');
  clinic.leave();
}

async function batch({supervisor, second}, site, count) {
  await supervisor.open('/staff/notices/batches');
  await supervisor.field('制度').selectOption({label: '【見本】経過措置の届出の練習'});
  await supervisor.press('確認がすべて合った届出を提案する');
  await supervisor.says('承認は、ほかの職員に頼んでください');
  const where = supervisor.path();
  await second.open('/staff/notices/batches');
  await second.open(where);
  await second.page.locator('button[value=approve]').click();
  await second.says('に承認しました');
  await supervisor.open(where);
  await supervisor.says('外した届出：0件');
  count.ok(true, 'two persons accept a batch');
}

async function paper({operator, supervisor}, site, count) {
  await operator.open('/staff/institutions?q=病院');
  const href = await operator.page.locator('tbody th a').nth(3).getAttribute('href');
  const file = join(site.data, 'scan.pdf');
  writeFileSync(file, scan);
  await operator.open(href);
  await operator.press('郵送の届出を入力する');
  await operator.page.getByLabel(/見本.*類型3/).check();
  await operator.press('入力へ進む');
  const today = new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Tokyo'});
  await operator.press('この内容で届出にする');
  count.is(operator.status, 422, 'an empty form is refused');
  await operator.fill('消印の日', today.replaceAll('-', '/'));
  await operator.fill('届いた日', today);
  await operator.page.locator('#file1').setInputFiles(file);
  await operator.press('この内容で届出にする');
  await operator.says('代行入力');
  const where = operator.path();
  await operator.open('/staff/notices');
  await operator.says('代行入力');
  await supervisor.open(where);
  await supervisor.says('scan.pdf');
  const r = await supervisor.context.request.get(`${where}/copy`);
  count.is(r.status(), 200, 'there is a copy on paper');
  count.ok((await r.body()).subarray(0, 5).toString() === '%PDF-', 'it is a PDF');
}

async function programme({editor, admin, operator}, site, count) {
  await editor.open('/staff/notices/programmes');
  await editor.field('もとにする制度').selectOption('mihon');
  await editor.fill('制度の名前', '雪の経過措置');
  await editor.fill('アドレスに使う名前', 'snow');
  await editor.fill('受付を始める日', '2026-01-01');
  await editor.fill('受付の最後の日', '2030-01-01');
  await editor.press('下書きを作る');
  editor.at('/staff/notices/programmes/snow');
  await editor.says('最後に直した人は、受付を始められません');
  await editor.press('類型を加える');
  await editor.fill('類型の番号', '7');
  await editor.fill('しるし', 'snow');
  await editor.fill('類型の名前', '大雪');
  await editor.fill('どのような事情のときか', '大雪で工事ができない');
  await editor.fill('いつまで猶予されるか（文）', '雪がとけるまで');
  await editor.page.getByLabel('終わりの日は決まらない').check();
  await editor.page.getByLabel('つけてもよい').check();
  await editor.press('保存する');
  await editor.says('大雪');
  await editor.press('質問を加える');
  await editor.fill('しるし', 'depth');
  await editor.page.locator('#label').fill('積もった雪の深さ');
  await editor.page.getByLabel('1行の文字').check();
  await editor.press('保存する');
  await editor.says('積もった雪の深さ');
  await admin.open('/staff/notices/programmes/snow');
  await admin.press('この内容で受付を始める');
  await admin.says('受付中');
  await admin.open('/staff/notices/programmes/mihon/types/9001');
  await admin.fill('書類の名前', 'NTTの申込確認書');
  await admin.press('この書類も受け取る');
  await admin.says('NTTの申込確認書');
  const visitor = new Person(site, {from: '203.0.113.98'});
  count.ok((await visitor.get('/guide/notices')).text.includes('雪の経過措置'),
    'the public finder knows the new programme');
  visitor.leave();
  await operator.open('/staff/notices/statistics?programme=mihon');
  await operator.says('東京都');
}

async function cases({operator, supervisor}, site, count) {
  await operator.open('/staff/institutions?q=病院');
  await operator.open(await operator.page.locator('tbody th a').nth(5).getAttribute('href'));
  await operator.press('事情の相談を記録する');
  await operator.page.getByLabel(/見本.*類型2/).check();
  await operator.press('聞くことへ進む');
  await operator.press('相談を記録する');
  count.is(operator.status, 422, 'nobody and nothing is no record');
  await operator.fill('相談した方の名前', '髙﨑');
  await operator.fill('光回線を申し込んだ事業者と、申し込んだ日', '申し込んだが断られた');
  await operator.press('相談を記録する');
  await operator.press('厚生労働省に照会する');
  await operator.says('厚生労働省の回答は、責任者が記録します');
  await supervisor.open(operator.path());
  await supervisor.page.getByLabel('この類型で届け出る').check();
  await supervisor.fill('伝えた内容とわけ', '類型2で届け出てください。');
  await supervisor.press('回答を記録する');
  await supervisor.says('回答ずみ');
  await supervisor.open('/staff/notices/cases');
}
