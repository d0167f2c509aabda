// run.mjs: what must hold when things break: power cuts, a full disk, a second start.
//
//     node tests/fault/run.mjs [WORD…]      only faults whose name contains a word
//
// FAULT_KILLS=n and FAULT_SEED=n change the number of kills and the moments of them.
import {Count} from '../walk/lib/count.mjs';
import {letters, load, master} from '../walk/lib/master.mjs';
import {Person} from '../walk/lib/person.mjs';
import {Site} from '../walk/lib/site.mjs';
import {kills} from './kill.mjs';
import {drain, pressedTwice, twice} from './process.mjs';
import {fullDisk} from './disk.mjs';
import {uploadBroken, uploadFullDisk, uploadKilled} from './upload.mjs';
import {mailKills, mailRelay, mailServers} from './mail.mjs';

const only = process.argv.slice(2);
const count = new Count();
const WRITERS = 6;

// A site with members who are logged in, ready to save.
export async function members(site, n) {
  await site.address();
  await site.cmd(['init']);
  await load(site, master(n));
  const posted = await letters(site, n);
  await site.start();
  return Promise.all(posted.map((letter, i) => new Person(site).register(letter,
    {contact: `担当 ${i}`, mail: `tantou-${i}@example.jp`, password: `Mado-guchi-${i}-Xy`})));
}

const faults = {kills, drain, twice, 'pressed twice': pressedTwice, 'full disk': fullDisk,
  'upload broken': uploadBroken, 'upload killed': uploadKilled, 'upload full disk': uploadFullDisk,
  'mail kills': mailKills, 'mail servers': mailServers, 'mail relay': mailRelay};
for (const [name, fault] of Object.entries(faults)) {
  if (only.length && !only.some((w) => name.includes(w))) continue;
  const start = Date.now();
  const before = count.failed;
  count.where = name;
  try {
    await fault({count, Site, members: (site, n = WRITERS) => members(site, n)});
  } catch (e) {
    count.ok(false, 'it goes to its end', e.stack);
  }
  const s = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${count.failed > before ? 'FAILED' : 'ok'} ${name} ${s} s`);
}
count.end();
