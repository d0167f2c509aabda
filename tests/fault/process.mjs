// process.mjs: SIGTERM answers what is in flight; two daemons on one data directory lose
// nothing.
import {Person} from '../walk/lib/person.mjs';
import {letters, load, master} from '../walk/lib/master.mjs';
import {Site, program, run} from '../walk/lib/site.mjs';

export async function drain({count, members}) {
  const site = new Site();

  try {
    const people = await members(site, 4);
    const visitors = await Promise.all(Array.from({length: 12}, async (_, i) => {
      const v = new Person(site);
      return {v, form: {...await v.form('/login'), login: people[i % 4].mail, password: `wrong ${i}`}};
    }));
    // Hashing takes its time: SIGTERM finds most of these waiting for it.
    const answers = visitors.map(({v, form}) => v.post('/login', form).then((r) => r.status, (e) => e.message));
    await new Promise((r) => setTimeout(r, 60));
    const start = Date.now();
    const how = await site.stop('SIGTERM');
    const said = await Promise.all(answers);
    count.is(how.code, 0, 'SIGTERM ends it with 0');
    count.ok(Date.now() - start < 20000, 'within 20 s');
    count.ok(said.every((s) => [422, 503].includes(s)), 'every request in flight is answered', said.join());
    count.ok(said.filter((s) => s === 422).length >= 2, 'most of them in full', said.join());
    const late = await new Person(site).get('/').catch((e) => e.code);
    count.is(late, 'ECONNREFUSED', 'nothing new is taken');
    await site.start();
    count.is((await people[0].get('/my')).status, 200, 'sessions outlive a restart');
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

export async function twice({count, members}) {
  const site = new Site();
  let other;

  try {
    const [one, two] = await members(site, 2);
    const same = await run(program, ['--data', site.data, 'serve', '--listen', `127.0.0.1:${site.port}`],
      {timeout: 5000});
    count.is(same.status, 1, 'a second start on the same address fails');
    count.ok(same.err.trim().length > 10, 'and says why', same.err);
    count.is((await one.get('/my')).status, 200, 'the first goes on');
    // On another address both may run (a restart without a gap), or the second is refused.
    other = new Site(site.data);
    try {
      await other.start();
    } catch (e) {
      count.ok(/ended at once/.test(e.message) && other.log.trim(), 'a second daemon is refused with a reason', e.message);
      return;
    }
    const b = new Person(other);
    b.jar = two.jar;
    const saves = await Promise.all([one, b].map(async (p, i) => {
      for (let n = 0; n < 20; n++)
        if (!await p.savePhone(`03-000${i}-${1000 + n}`)) return n;
      return 20;
    }));
    count.is(saves.join(), '20,20', 'two daemons on one data directory: every save is taken');
    count.is(await one.phone(), '03-0000-1019', 'the first one\'s last save is there');
    count.is(await b.phone(), '03-0001-1019', 'the second one\'s, too');
    await other.stop();
    await site.stop();
    count.ok(/ok/.test(await site.cmd(['check'])), 'madoguchi check finds all well');
  } finally {
    if (other) await other.kill().catch(() => {});
    await site.kill().catch(() => {});
    site.remove();
  }
}

// The confirm button of a first registration, pressed twice before the first answer came:
// one registration, and both answers lead on.
export async function pressedTwice({count}) {
  const site = new Site();

  try {
    await site.address();
    await site.cmd(['init']);
    await load(site, master(1));
    const [letter] = await letters(site, 1);
    await site.start();
    const p = new Person(site);
    await p.enter(letter.login, letter.password);
    const mail = 'tantou@example.jp', password = 'Mado-guchi-1-Xy';
    await p.post('/my/account', {...await p.form('/my/account'), contact: '担当', mail, mail2: mail,
      password, password2: password, phone: '03-0000-0000'});
    const form = {...await p.form('/my/account/confirm'), step: 'commit'};
    const q = new Person(site);
    q.jar = new Map(p.jar);
    const said = await Promise.all([p, q].map((x) => x.post('/my/account/confirm', form)));
    count.ok(said.every((r) => r.status === 303), 'both presses lead on',
      said.map((r) => `${r.status} ${r.to}`).join());
    const to = said.map((r) => r.to);
    count.ok(to.includes('/my/account/done'), 'one of them to the end', to.join());
    const {out} = await run('sqlite3', [`${site.data}/portal.db`, 'SELECT count(*) FROM account']);
    count.is(out.trim(), '1', 'there is one account');
    count.is(await new Person(site).enter(mail, password), '/my', 'whose login works');
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}
