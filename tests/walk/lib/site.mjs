// site.mjs: one running madoguchi with a data directory of its own under /tmp.
import {execFile, spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readMail} from './mail.mjs';

export const root = new URL('../../../', import.meta.url).pathname;
export const program = process.env.MADOGUCHI_BIN || join(root, 'build/madoguchi');

export function run(file, args, {input, env, ...more} = {}) {
  return new Promise((done) => {
    const child = execFile(file, args,
      {encoding: 'buffer', maxBuffer: 1 << 28, env: {...process.env, ...env}, ...more},
      (error, stdout, stderr) => done({status: error ? error.code ?? 1 : 0,
        out: stdout.toString(), err: stderr.toString(), bytes: stdout}));
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

function freePort() {
  return new Promise((done) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const {port} = s.address();
      s.close(() => done(port));
    });
  });
}

export class Site {
  // The mail server of all sites that are made from now on; without one mails are files.
  static post = null;

  constructor(data, env = {}) {
    this.kept = Boolean(data);
    this.data = data || mkdtempSync(join(tmpdir(), 'madoguchi-walk-'));
    this.office = Site.post?.office();
    this.env = {MADOGUCHI_LOG_LEVEL: 'warn', ...this.office?.env, ...env};
    this.log = '';
  }

  // A command on the data directory; its output, or an error that tells what it said.
  async cmd(args, input) {
    const r = await run(program, ['--data', this.data, ...args],
      {input, env: {...this.env, ...this.origin && {MADOGUCHI_PORTAL_ORIGIN: this.origin}}});
    if (r.status) throw new Error(`madoguchi ${args.join(' ')}: status ${r.status}: ${r.err}`);
    return r.out;
  }

  // A new portal: made once in a run, then copied.
  async init() {
    Site.blank ||= (async () => {
      const dir = mkdtempSync(join(tmpdir(), 'madoguchi-blank-'));
      process.once('exit', () => rmSync(dir, {recursive: true, force: true}));
      const r = await run(program, ['--data', dir, 'init'], {env: {MADOGUCHI_LOG_LEVEL: 'warn'}});
      if (r.status) throw new Error(`madoguchi init: status ${r.status}: ${r.err}`);
      return dir;
    })();
    const r = await run('cp', ['-a', `${await Site.blank}/.`, this.data]);
    if (r.status) throw new Error(r.err);
  }

  // From now on the portal's clock is the one of a file, which later() moves on.
  clock() {
    const lib = readdirSync('/usr/lib').map((d) => `/usr/lib/${d}/faketime/libfaketimeMT.so.1`).find(existsSync);
    if (!lib) throw new Error('faketime is not installed');
    this.ahead = 0;
    writeFileSync(`${this.data}.clock`, '+0');
    Object.assign(this.env, {LD_PRELOAD: lib, FAKETIME_TIMESTAMP_FILE: `${this.data}.clock`,
      FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
      ASAN_OPTIONS: 'verify_asan_link_order=0'});
  }

  now() {
    return Date.now() + 1000 * (this.ahead || 0);
  }

  async later(hours) {
    this.ahead += hours * 3600;
    writeFileSync(`${this.data}.clock`, `+${this.ahead}`);
    await new Promise((r) => setTimeout(r, 1500));
  }

  // The portal's clock from now on: "2023-03-31 12:00:00" in Tokyo, also after its next start.
  async at(moment) {
    this.ahead = Math.round((Date.parse(`${moment.replace(' ', 'T')}+09:00`) - Date.now()) / 1000);
    writeFileSync(`${this.data}.clock`, `${this.ahead < 0 ? '' : '+'}${this.ahead}`);
    await new Promise((r) => setTimeout(r, 1500));
  }

  // Waits until the portal's clock has just come to that second.
  async until(moment) {
    const left = Date.parse(`${moment.replace(' ', 'T')}+09:00`) - this.now();
    if (left < 0) throw new Error(`${moment} is over`);
    await new Promise((r) => setTimeout(r, left + 30));
  }

  async address() {
    if (!this.port) {
      this.port = await freePort();
      this.origin = `http://127.0.0.1:${this.port}`;
    }
    return this.origin;
  }

  async start(...more) {
    await this.address();
    this.child = spawn(program, ['--data', this.data, 'serve', '--listen',
      `127.0.0.1:${this.port}`, ...more], {detached: true, stdio: ['ignore', 'pipe', 'pipe'],
      env: {...process.env, ...this.env, MADOGUCHI_PORTAL_ORIGIN: this.origin}});
    this.ended = new Promise((done) => this.child.on('exit', (code, signal) =>
      done({code, signal})));
    this.child.stderr.on('data', (d) => { this.log += d; });
    this.said = '';
    await new Promise((done, fail) => {
      const late = setTimeout(() => fail(new Error('no answer in 10 s')), 10000);
      this.child.stdout.on('data', (d) => {
        this.said += d;
        if (/listening on/.test(this.said)) { clearTimeout(late); done(); }
      });
      this.ended.then((how) => {
        clearTimeout(late);
        fail(new Error(`it ended at once: ${JSON.stringify(how)} ${this.log}`));
      });
    });
    return this;
  }

  async stop(signal = 'SIGTERM') {
    if (!this.child) return undefined;
    try { process.kill(this.child.pid, signal); } catch { /* it is gone */ }
    const how = await this.ended;
    this.child = null;
    return how;
  }

  // Power off: the daemon and its job process, no chance to say anything.
  async kill() {
    try { process.kill(-this.child.pid, 'SIGKILL'); } catch { /* it is gone */ }
    await this.ended;
    this.child = null;
  }

  remove() {
    if (!this.kept) rmSync(this.data, {recursive: true, force: true});
    rmSync(`${this.data}.clock`, {force: true});
  }

  // The mails that have arrived, oldest first: headers, text, links.
  mails() {
    if (this.office) return this.office.mails();
    const dir = join(this.data, 'mail');
    if (!existsSync(dir)) return [];
    return readdirSync(dir).filter((f) => f.endsWith('.eml')).sort()
      .map((f) => readMail(readFileSync(join(dir, f))));
  }

  async mailTo(address, {pattern = /./, wait = 8000} = {}) {
    for (const end = Date.now() + wait; ;) {
      const all = this.mails().filter((m) => m.to.includes(address) && pattern.test(m.subject + m.text));
      if (all.length) return all.at(-1);
      if (Date.now() > end) throw new Error(`no mail to ${address} in ${wait} ms`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }
}
