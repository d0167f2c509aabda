// run.mjs: runs the walks (*.walk.mjs) beside a mail server, then the Nu checker over every
// page they saw.
//
//     node tests/walk/run.mjs [WORD…]      only walks whose name contains a word
//
// V=1 shows what held. MADOGUCHI_BIN=… takes another program. WALK_POST=own does without Postfix.
// HTML stays in build/walk/, with pictures of what is wrong; PICTURES=1: of every page.
import {mkdirSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {Count} from './lib/count.mjs';
import {nu} from './lib/nu.mjs';
import {Post} from './lib/post.mjs';
import {Site} from './lib/site.mjs';
import {browser, pages, shots} from './lib/visitor.mjs';

const only = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const count = new Count();
rmSync(shots, {recursive: true, force: true});
mkdirSync(pages, {recursive: true});
const b = await browser();
const post = Site.post = new Post();
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => post.stop().finally(() => process.exit(1)));
await post.start();
async function walk(file) {
  const name = file.replace('.walk.mjs', '');
  const start = Date.now();
  const mine = count.at(name);
  try {
    await (await import(new URL(file, here))).default({b, count: mine});
  } catch (e) {
    mine.ok(false, 'it goes to its end', e.stack);
  }
  console.log(`${mine.bad ? 'FAILED' : 'ok'} ${name} ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

// Several at a time, so that one works while the others wait; the longest ones begin. Who
// finds no walk any more has the pages checked that are there.
const LANES = 3;
const LONG = ['pages', 'pages-staff', 'later', 'lost', 'called', 'claimed', 'register', 'helped', 'mailbox'];
const rank = (file) => (LONG.indexOf(file.replace('.walk.mjs', '')) + 1 || LONG.length + 1);
const queue = readdirSync(here).filter((f) => f.endsWith('.walk.mjs'))
  .filter((f) => !only.length || only.some((w) => f.includes(w)))
  .sort((a, c) => rank(a) - rank(c) || a.localeCompare(c));
const checked = new Set();
const check = async () => {
  const files = readdirSync(pages).filter((f) => !checked.has(f));
  files.forEach((f) => checked.add(f));
  await nu(files.map((f) => join(pages, f)), count.at('html'));
};
let early;
await Promise.all(Array.from({length: LANES}, async () => {
  for (let next; (next = queue.shift());) await walk(next);
  await (early ||= check());
}));
await b.close();
count.where = 'post';
console.log(`  ${post.read.size} mails by ${post.why ? `our own server (${post.why})` : 'Postfix'}`);
count.ok(post.safe(), 'every mail came over TLS, after a login');
await post.stop();
await check();
count.ok(checked.size, 'pages were kept');
count.end();
