// kill.mjs: SIGKILL to daemon and job process at random moments of saves. A save that was
// acknowledged is there afterwards; one that was not is there whole or not at all; the
// database is whole, the audit's chain fits, and each kept save has its audit row.
import {join} from 'node:path';
import {run} from '../walk/lib/site.mjs';

const KILLS = Number(process.env.FAULT_KILLS || 50);
const SEED = Number(process.env.FAULT_SEED || Date.now() % 100000);

function dice(seed) {
  let x = seed >>> 0 || 1;
  return (n) => {
    x ^= x << 13; x >>>= 0; x ^= x >>> 17; x ^= x << 5; x >>>= 0;
    return x % n;
  };
}

const number = (i) => `03-${String(Math.floor(i / 10000)).padStart(4, '0')}-${String(i % 10000).padStart(4, '0')}`;

// Saves again and again until the server is gone.
async function write(person, kept) {
  for (;;) {
    const next = kept.tried + 1;
    kept.tried = next;
    try {
      if (!await person.savePhone(number(next))) throw new Error('refused');
      kept.acknowledged = next;
      kept.saves++;
    } catch (e) {
      return e;
    }
  }
}

export async function kills({count, Site, members}) {
  const site = new Site();
  const roll = dice(SEED);
  const end = Date.now() + 120000;
  let done = 0, checks = 0;

  console.log(`  seed ${SEED}`);
  try {
    const people = await members(site);
    const kept = people.map(() => ({tried: 0, acknowledged: 0, saves: 0}));
    for (; done < KILLS && Date.now() < end; done++) {
      const writers = people.map((p, i) => write(p, kept[i]));
      await new Promise((r) => setTimeout(r, 20 + roll(400)));
      await site.kill();
      await Promise.all(writers);
      await site.start();
      for (const [i, p] of people.entries()) {
        const now = await p.phone();
        const n = Number(now.replace(/\D/g, '').slice(2));
        if (n < kept[i].acknowledged || n > kept[i].tried)
          count.ok(false, `kill ${done}: person ${i} has a number that was saved`,
            `has ${now}, acknowledged ${kept[i].acknowledged}, tried ${kept[i].tried}`);
        else
          checks++;
        kept[i].acknowledged = n; // seen once, it must stay
      }
      if (done % 10 === 9) await whole(site, count);
    }
    const saves = kept.reduce((n, k) => n + k.saves, 0);
    count.is(done, KILLS, `${KILLS} kills fit into the time`);
    count.ok(saves > KILLS, `the kills met work: ${saves} saves were acknowledged`);
    count.is(checks, done * people.length, 'after each kill every acknowledged save is there');
    await site.stop();
    await whole(site, count);
    await audited(site, people, kept, count);
  } finally {
    await site.kill().catch(() => {});
    site.remove();
  }
}

async function whole(site, count) {
  count.ok(/ok/.test(await site.cmd(['check'])), 'madoguchi check finds all well');
  const {out} = await run('sqlite3', ['-readonly', join(site.data, 'portal.db'),
    'PRAGMA integrity_check; PRAGMA foreign_key_check;']);
  count.is(out.trim(), 'ok', 'SQLite finds the database whole');
}

// The last saved number stands in the audit log, too: one transaction, both or none.
async function audited(site, people, kept, count) {
  for (const [i, p] of people.entries()) {
    const {out} = await run('sqlite3', ['-readonly', join(site.data, 'portal.db'),
      `SELECT u.detail FROM audit u JOIN account a ON u.actor = 'a:' || a.id
       WHERE a.mail = '${p.mail}' AND u.action = 'account.changed' ORDER BY u.id DESC LIMIT 1`]);
    if (kept[i].acknowledged)
      count.ok(out.includes(`→ ${number(kept[i].acknowledged)}`), `the audit log tells person ${i}'s last save`, out);
  }
}
