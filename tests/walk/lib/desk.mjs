// desk.mjs: what members of staff do in several walks.
import {code10} from './walk.mjs';

// A caller wants an account deleted: one member of staff checks, another approves.
export async function schedule(o, s, row) {
  const {count} = o;

  await o.open(`/staff/institutions/${code10(row)}`);
  await o.press('削除の申し出を受け付ける');
  await o.press('受け付ける');
  count.is(o.status, 422, 'the caller\'s name is needed');
  await o.fill('電話をかけてきた方の名前', '髙﨑');
  await o.press('受け付ける');
  await o.says(row.phone, 'the number to call is the master\'s');
  const where = o.path();
  const no = (await o.page.locator('h1 .num').innerText()).trim();
  await o.silent('髙﨑 𠮷子', 'answers are hidden');
  count.is(await o.page.locator('button[value=verify], button[value=approve]').count(), 0,
    'nothing can be deleted before the check');
  await o.press('つながらなかった');
  await o.press('かけ直して、本人と話した');
  for (let i = 0; i < 2; i++) {
    await o.press('質問した（答えを見る）');
    await o.press('合っている');
  }
  await o.press('確認ずみにする');
  await o.says('ほかの職員に頼んでください');
  await s.open(where);
  await s.press('承認して、削除を予約する');
  await s.says('に削除します。それまでは取り消せます');
  return {no, where};
}
