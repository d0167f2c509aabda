// nu.mjs: the Nu HTML checker over all pages that the walks saw.
import {createRequire} from 'node:module';
import {basename, dirname, join} from 'node:path';
import {run} from './site.mjs';

export async function nu(files, count) {
  const jar = join(dirname(createRequire(import.meta.url).resolve('vnu-jar/package.json')),
    'build/dist/vnu.jar');
  if (!files.length) return;
  const {err, status} = await run('java', ['-jar', jar, '--also-check-html', '--format', 'json', ...files]);
  let messages;
  try {
    messages = JSON.parse(err).messages;
  } catch {
    count.ok(false, 'the Nu checker runs', `status ${status} ${err.slice(0, 300)}`);
    return;
  }
  const bad = new Map();
  for (const m of messages.filter((x) => x.type !== 'info' || x.subType === 'warning')) {
    const f = m.url.split('/').at(-1);
    bad.set(f, [...bad.get(f) || [], `${m.lastLine}: ${m.message} ${(m.extract || '').trim()}`]);
  }
  for (const f of files.map((x) => basename(x)))
    count.ok(!bad.has(f), `Nu checker: ${f}`, (bad.get(f) || []).slice(0, 5).join('\n    '));
}
