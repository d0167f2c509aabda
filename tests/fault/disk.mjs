// disk.mjs: the disk is full. What is not saved is not acknowledged, pages can still be
// read, and with room again everything goes on. Needs root, for a small disk of its own.
import {closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Site, run} from '../walk/lib/site.mjs';

// Fills the disk to the last byte.
function fill(path) {
  const f = openSync(path, 'w');
  for (let n = 65536; n >= 1;) {
    try { writeSync(f, Buffer.alloc(n)); } catch { n = Math.floor(n / 2); }
  }
  closeSync(f);
}

export async function fullDisk({count, members}) {
  if (process.getuid() !== 0) return count.skip('a small disk can be mounted by root only');
  const dir = mkdtempSync(join(tmpdir(), 'madoguchi-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', dir]);
  if (mounted.status) {
    rmSync(dir, {recursive: true});
    return count.skip(`no mount here: ${mounted.err.trim()}`);
  }
  const site = new Site(join(dir, 'data'));
  try {
    const [one, two] = await members(site, 2);
    count.ok(await one.savePhone('03-0000-0001'), 'with room a save is taken');
    fill(join(dir, 'filler'));
    count.is(statfsSync(dir).bavail, 0, 'the disk is full');
    const said = [];
    let last = '03-0000-0001';
    for (let n = 2; n < 12; n++) {
      const phone = `03-0000-${String(n).padStart(4, '0')}`;
      const ok = await one.savePhone(phone).catch((e) => { said.push(e.message); return false; });
      if (ok) last = phone;
    }
    count.ok(said.length > 0, 'saves are refused', said.join());
    count.ok(said.every((s) => /: (500|503)/.test(s)), 'with an answer, not a broken connection', said.join());
    count.ok((await two.get('/my')).status === 200, 'pages can be read');
    rmSync(join(dir, 'filler'));
    count.is(await one.phone(), last, 'what was acknowledged is there, nothing else');
    count.ok(await one.savePhone('03-0000-7777'), 'with room again a save is taken');
    count.is(await one.phone(), '03-0000-7777', 'and is there');
    count.is((await site.stop()).code, 0, 'SIGTERM ends it with 0');
    count.ok(/ok/.test(await site.cmd(['check'])), 'madoguchi check finds all well');
  } finally {
    await site.kill().catch(() => {});
    await run('umount', ['-l', dir]);
    rmSync(dir, {recursive: true, force: true});
  }
  return undefined;
}
