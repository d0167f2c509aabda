// entry.mjs: registering by the link of a mail, step by step, as several walks do.
import {pathOf} from './walk.mjs';

export async function linkOf(p, address) {
  return pathOf(await p.site.mailTo(address, {pattern: /登録の続き/}), '/register/');
}

export async function begin(p, mail) {
  await p.open('/register');
  await p.fill('メールアドレス', mail);
  await p.press('仮登録メールを送信する');
  await p.open(await linkOf(p, mail));
  await p.press('登録を続ける');
  p.at('/register/form');
}

export async function find(p, row) {
  await p.open('/register/form');
  await p.field('都道府県').selectOption(row.pref_code);
  await p.field('点数表コード').selectOption(String(row.score_table));
  await p.fill('医療機関等コード（7桁）', row.code);
  await p.press('コードから施設をさがす');
}

export async function finish(p, name, password) {
  await p.fill('姓', name);
  await p.fill('名', '太郎');
  await p.fill('電話番号', '03-0000-5678');
  await p.fill('パスワード', password);
  await p.fill('パスワード(確認)', password);
  await p.page.getByLabel(/この施設の所在地であることを確認しました/).check();
  await p.page.getByLabel(/利用規約に同意します/).check();
  await p.press('確認画面へ進む');
  p.at('/register/form/confirm');
  await p.press('この内容で登録する');
  p.at('/register/done');
}
