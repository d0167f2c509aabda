// run.mjs: runs the walks (*.walk.mjs), then the Nu checker over every page they saw.
//
//     node tests/walk/run.mjs [WORD…]      only walks whose name contains a word
//
// V=1 shows what held. MADOGUCHI_BIN=… takes another program.
// Screenshots and HTML stay in build/walk/.
import {readdirSync, rmSync} from 'node:fs';
import {Count} from './lib/count.mjs';
import {nu} from './lib/nu.mjs';
import {browser, pages, shots} from './lib/visitor.mjs';

const only = process.argv.slice(2);
const here = new URL('.', import.meta.url);
const count = new Count();
rmSync(shots, {recursive: true, force: true});
const b = await browser();
for (const file of readdirSync(here).filter((f) => f.endsWith('.walk.mjs')).sort()) {
  if (only.length && !only.some((w) => file.includes(w))) continue;
  const start = Date.now();
  const before = count.failed;
  count.where = file.replace('.walk.mjs', '');
  try {
    await (await import(new URL(file, here))).default({b, count});
  } catch (e) {
    count.ok(false, 'it goes to its end', e.stack);
  }
  const s = ((Date.now() - start) / 1000).toFixed(1);
  console.log(`${count.failed > before ? 'FAILED' : 'ok'} ${file.replace('.walk.mjs', '')} ${s} s`);
}
await b.close();
count.where = 'html';
try {
  await nu(pages, count);
} catch (e) {
  count.ok(false, 'pages were kept', e.message);
}
count.end();
