// run.mjs: runs the walks (*.walk.mjs) beside a mail server, then the Nu checker over every
// page they saw.
//
//     node tests/walk/run.mjs [WORD…]      only walks whose name contains a word
//
// V=1 shows what held. MADOGUCHI_BIN=… takes another program. WALK_POST=own does without Postfix.
// Screenshots and HTML stay in build/walk/.
import {readdirSync, rmSync} from 'node:fs';
import {Count} from './lib/count.mjs';
import {nu} from './lib/nu.mjs';
import {Post} from './lib/post.mjs';
import {Site} from './lib/site.mjs';
import {browser, pages, shots} from './lib/visitor.mjs';

const only = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const count = new Count();
rmSync(shots, {recursive: true, force: true});
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

// Two at a time, so that one works while the other waits; the longest ones begin.
const LONG = ['pages', 'later', 'register'];
const rank = (file) => (LONG.findIndex((w) => file.startsWith(w)) + 1 || LONG.length + 1);
const queue = readdirSync(here).filter((f) => f.endsWith('.walk.mjs'))
  .filter((f) => !only.length || only.some((w) => f.includes(w)))
  .sort((a, c) => rank(a) - rank(c) || a.localeCompare(c));
await Promise.all([0, 1].map(async () => {
  for (let next; (next = queue.shift());) await walk(next);
}));
await b.close();
count.where = 'post';
console.log(`  ${post.read.size} mails by ${post.why ? `our own server (${post.why})` : 'Postfix'}`);
count.ok(post.safe(), 'every mail came over TLS, after a login');
await post.stop();
count.where = 'html';
try {
  await nu(pages, count);
} catch (e) {
  count.ok(false, 'pages were kept', e.message);
}
count.end();
