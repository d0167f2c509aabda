// master.mjs: a small invented master of institutions, and the letters made from it.
import {mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {run} from './site.mjs';

// The check digit of an institution's code: weights 2, 1, 2 … from the right, digits of the
// products added, filled up to ten. Saitama to Kanagawa count the six digits alone.
export function code(pref, table, six) {
  const base = pref >= 11 && pref <= 14 ? six : `${String(pref).padStart(2, '0')}${table}${six}`;
  let sum = 0;
  [...base].reverse().forEach((c, i) => {
    const n = Number(c) * (i % 2 ? 1 : 2);
    sum += n > 9 ? n - 9 : n;
  });
  return six + (10 - sum % 10) % 10;
}

const kinds = [['clinic', 1], ['dental', 3], ['pharmacy', 4], ['hospital', 1], ['nursing', 6]];
const people = ['髙橋 﨑子', '𠮷野 家久', '渡邉 一郎', '資格 花子', '齋藤 濵男', '鈴木 次郎'];
const places = [[1, '060-0001', '北海道札幌市中央区北一条西'], [13, '105-0004', '東京都港区新橋'],
  [14, '231-0001', '神奈川県横浜市中区新港'], [27, '530-0001', '大阪府大阪市北区梅田'],
  [47, '900-0014', '沖縄県那覇市松尾']];
const words = {clinic: '内科クリニック', dental: '歯科医院', pharmacy: '薬局', hospital: '病院',
  nursing: '訪問看護ステーション'};

export function master(n = 36) {
  return Array.from({length: n}, (_, i) => {
    const [kind, table] = kinds[i % kinds.length];
    const [pref, zip, town] = places[Math.floor(i / kinds.length) % places.length];
    const founder = people[i % people.length];
    const name = i === 0 ? '髙﨑𠮷内科クリニック' : i === 1 ? `医療法人社団${'長い名前の'.repeat(12)}歯科医院`
      : `${founder.split(' ')[0]}${words[kind]}${i}`;
    return {pref_code: String(pref).padStart(2, '0'), score_table: table,
      code: code(pref, table, String(100000 + 7 * i).slice(-6).replace(/^\d\d/, '01')),
      kind, name, kana: 'ミホン', founder, zip: zip.replace('-', ''),
      address: `${town}${i + 1}-${i % 9 + 1}-3`, phone: `03-0000-${String(1000 + i)}`,
      beds: kind === 'hospital' ? 120 : '', attached_dental: 0, obliged: 1,
      designated_on: '2010-04-01', closed_on: ''};
  });
}

export function csv(rows) {
  const names = Object.keys(rows[0]);
  const cell = (v) => /[",\n]/.test(String(v)) ? `"${String(v).replace(/"/g, '""')}"` : String(v);
  return `\ufeff${[names, ...rows.map((r) => names.map((k) => r[k]))]
    .map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
}

export async function load(site, rows) {
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-master-'));
  writeFileSync(join(dir, 'master.csv'), csv(rows));
  await site.cmd(['import', 'institutions', join(dir, 'master.csv')]);
  rmSync(dir, {recursive: true});
}

// Issues letters and reads them as their readers do: words by pdftotext, the QR code by
// zbarimg from a rendered page.
export async function letters(site, limit, ...more) {
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-letters-'));
  const out = join(dir, 'out');
  const today = new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Tokyo'});
  const whom = more.includes('--requests') ? []
    : ['--campaign', `walk-${Date.now()}`, '--form', '2023-02', '--cutoff', today];
  await site.cmd(['letters', 'issue', ...whom, '--limit', String(limit), '--out', out, ...more]);
  const found = [];
  for (const f of readdirSync(out, {recursive: true}).filter((x) => x.endsWith('.pdf')).sort())
    found.push(...await readLetters(join(out, f), dir));
  rmSync(dir, {recursive: true});
  return found;
}

async function readLetters(pdf, dir) {
  const text = (await run('pdftotext', ['-layout', pdf, '-'])).out.split('\f');
  const found = [];
  for (let page = 0; page < text.length; page++) {
    const login = text[page].match(/仮メールアドレス[\s：:]*([0-9A-Za-z@-]+@[0-9]+)/);
    const password = text[page].match(/仮パスワード[\s：:]*([0-9A-Za-z-]{8,})/);
    if (!login || !password) continue;
    const base = join(dir, `page-${page}`);
    await run('pdftoppm', ['-r', '150', '-gray', '-png', '-singlefile', '-f', String(page + 1),
      '-l', String(page + 1), pdf, base]);
    const codes = (await run('zbarimg', ['--quiet', '--raw', `${base}.png`])).out.trim().split('\n');
    found.push({login: login[1], password: password[1], text: text[page],
      url: codes.find((c) => /^HTTPS?:/i.test(c)) || '', codes});
  }
  return found;
}
