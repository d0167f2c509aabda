// run.mjs: measures the release build on data of full size and prints a table with goals.
//
//     node tests/bench/run.mjs [WORD…]      only parts whose name contains a word
//
// BENCH_SECONDS=3 BENCH_RUNS=3. What is compared runs in turns; shown are medians and, as
// ±, half of the widest difference between runs. Server on core 0, load on core 1 where the
// table says "one core".
import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import http from 'node:http';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {spawn} from 'node:child_process';
import zlib from 'node:zlib';
import {ACCOUNTS, INSTITUTIONS, SESSIONS, data, mail, masterFile, password, place, token} from './data.mjs';
import {Sink} from '../walk/lib/sink.mjs';
import {Person} from '../walk/lib/person.mjs';
import {Site, root, run} from '../walk/lib/site.mjs';
import {upload} from '../walk/lib/papers.mjs';
import {filings, lastDayData} from './lastday.mjs';
import {SHARE, pairs, within} from './pairs.mjs';
import {plan} from './plan.mjs';
import {address, once, request, rev, write} from './scripts.mjs';

const only = process.argv.slice(2);
const SECONDS = Number(process.env.BENCH_SECONDS || 3);
const RUNS = Number(process.env.BENCH_RUNS || 3);
const cores = cpus().length;
const rows = [];

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor((v.length - 1) / 2)];
const noise = (v) => (v.length < 2 ? 0 : (Math.max(...v) - Math.min(...v)) / 2 / median(v) * 100);
const round = (x) => (x >= 100 ? Math.round(x).toLocaleString('en') : x.toPrecision(3));

function row(what, values, unit = '', goal = '', met = undefined) {
  const v = Array.isArray(values) ? values : [values];
  const text = `${round(median(v))}${unit}${v.length > 1 ? ` ±${noise(v).toFixed(0)} %` : ''}`;
  rows.push([what, text, goal, met === undefined ? '' : met(median(v)) ? 'yes' : 'NO']);
  console.log(`  ${what}: ${text}`);
}

async function load({port}, connections, seconds, rate, file, pin = cores > 1) {
  const args = [String(port), String(connections), String(seconds), String(rate), file];
  const tool = join(place, 'load');
  const r = pin ? await run('taskset', ['-c', '1', tool, ...args]) : await run(tool, args);
  if (r.status) throw new Error(`load: ${r.err}`);
  return JSON.parse(r.out);
}

const ticks = (pid) => {
  const f = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  return Number(f[11]) + Number(f[12]); // hundredths of a second
};
const memory = (pid, what = 'VmRSS') =>
  Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`${what}:\\s+(\\d+)`))[1]) / 1024;

async function started({pinned = false, dir, env = {}} = {}) {
  const site = new Site(dir || await data(), {MADOGUCHI_LOG_LEVEL: 'error',
    MADOGUCHI_PORTAL_PROXY: '127.0.0.1', ...env});
  await site.start();
  if (pinned && cores > 1) {
    await run('taskset', ['-a', '-p', '-c', '0', String(site.child.pid)]);
  }
  return site;
}

const member = (i) => `s=${token(i)}`;

// Requests/s and microseconds of CPU a request, in one run.
async function measure(server, pid, connections, file) {
  const before = ticks(pid);
  const r = await load(server, connections, SECONDS, 0, file);
  const n = r.steps.reduce((sum, s) => sum + s.n, 0);
  return {...r, perSecond: n / r.seconds, cpu: (ticks(pid) - before) * 1e4 / n};
}

async function nginx(files) {
  const dir = join(place, 'nginx');
  rmSync(dir, {recursive: true, force: true});
  mkdirSync(join(dir, 'www'), {recursive: true});
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, 'www', name), bytes);
  const site = new Site(dir);
  await site.address();
  writeFileSync(join(dir, 'nginx.conf'), `${process.getuid() === 0 ? 'user root;' : ''}
worker_processes 1; daemon off; pid ${dir}/pid; error_log ${dir}/error.log;
events { worker_connections 4096; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; types {} default_type text/html;
 open_file_cache max=100 inactive=1h; client_body_temp_path ${dir}/b; proxy_temp_path ${dir}/p;
 fastcgi_temp_path ${dir}/f; uwsgi_temp_path ${dir}/u; scgi_temp_path ${dir}/s;
 server { listen 127.0.0.1:${site.port}; root ${dir}/www; } }`);
  const child = spawn('taskset', ['-c', '0', '/usr/sbin/nginx', '-p', dir, '-c', `${dir}/nginx.conf`], {stdio: 'ignore'});
  await new Promise((r) => setTimeout(r, 500));
  const worker = Number((await run('pgrep', ['-P', String(child.pid)])).out.trim().split('\n')[0]);
  return {port: site.port, pid: worker, stop: () => child.kill('SIGTERM')};
}

function fetchAll(site, path, headers = {}) {
  return new Promise((done, fail) => http.get({host: '127.0.0.1', port: site.port, path, headers}, (r) => {
    const parts = [];
    r.on('data', (d) => parts.push(d));
    r.on('end', () => done({status: r.statusCode, headers: r.headers, bytes: Buffer.concat(parts)}));
  }).on('error', fail));
}

const parts = {
  async 'static page'() {
    const site = await started({pinned: true, env: {MADOGUCHI_PORTAL_THREADS: '1'}});
    const page = (await fetchAll(site, '/')).bytes.toString();
    const css = page.match(/href="([^"]+\.css[^"]*)"/)[1];
    const {bytes} = await fetchAll(site, css);
    const other = await nginx({'page.css': bytes});
    const ours = write(join(place, 'static'), [[request(site, 'GET', css)]]);
    const theirs = write(join(place, 'static-nginx'), [[request(other, 'GET', '/page.css')]]);
    const a = [], b = [];
    for (let i = 0; i < RUNS; i++) {
      a.push(await measure(site, site.child.pid, 64, ours));
      b.push(await measure(other, other.pid, 64, theirs));
    }
    other.stop();
    await site.stop();
    row(`static file, ${bytes.length} bytes, one core, req/s`, a.map((x) => x.perSecond));
    row('  the same bytes from nginx, req/s', b.map((x) => x.perSecond));
    row('  ours ÷ nginx', a.map((x, i) => x.perSecond / b[i].perSecond), '×', '≥ 1.5× (2×)', (v) => v >= 1.5);
    row('  CPU a request, ours', a.map((x) => x.cpu), ' µs');
    row('  CPU a request, nginx', b.map((x) => x.cpu), ' µs');
  },

  async 'my page'() {
    const site = await started({pinned: true, env: {MADOGUCHI_PORTAL_THREADS: '1'}});
    const one = await fetchAll(site, '/my', {Cookie: member(0)});
    if (one.status !== 200) throw new Error(`/my: ${one.status}`);
    const file = write(join(place, 'my'), Array.from({length: 20000},
      (_, i) => [request(site, 'GET', '/my', {cookie: member(i)})]));
    await measure(site, site.child.pid, 64, file);
    const a = [];
    for (let i = 0; i < RUNS; i++) a.push(await measure(site, site.child.pid, 64, file));
    await site.stop();
    row(`my page, ${one.bytes.length} bytes, one core, req/s`, a.map((x) => x.perSecond));
    row('  CPU a request', a.map((x) => x.cpu), ' µs', '≤ 25 µs', (v) => v <= 25);
    row('  p99, 64 clients at full load', a.map((x) => x.steps[0].p99 / 1000), ' ms');
  },

  async saves() {
    const site = await started();
    const N = 192, COPIES = 16;
    const forms = [];
    for (let i = 0; i < N; i++) {
      const p = new Person(site);
      p.jar.set('s', token(30000 + i));
      const input = await p.form('/my/account');
      await p.post('/my/account', {...input, phone: '03-0000-0001'});
      forms.push([input, await p.form('/my/account/confirm')]);
      p.leave();
    }
    const scripts = [];
    for (let c = 0; c < COPIES; c++)
      forms.forEach(([input, confirm], i) => {
        const cookie = member(30000 + i), from = address(c * N + i);
        scripts.push([
          request(site, 'GET', '/my/account', {cookie}),
          request(site, 'POST', '/my/account', {cookie, from, form: {...input, _rev: rev, phone: `03-0000-${1000 + c}`}}),
          request(site, 'GET', '/my/account/confirm', {cookie}),
          request(site, 'POST', '/my/account/confirm', {cookie, from,
            form: {...confirm, _rev: rev, _once: once(confirm._once.length), step: 'commit'}}),
        ]);
      });
    const file = write(join(place, 'saves'), scripts);
    for (const n of [1, 16, 64]) {
      const a = [];
      for (let i = 0; i < RUNS; i++) a.push(await measure(site, site.child.pid, n, file));
      const bad = a.some((x) => x.status[4] || x.status[5] || x.broken);
      if (bad) console.log(`  answers by class: ${a.map((x) => `${x.status} broken ${x.broken}`).join(' | ')}`);
      row(`durable POSTs, ${n} client${n > 1 ? 's' : ''} (and as many pages), /s${bad ? ' REFUSED SOME' : ''}`,
        a.map((x) => (x.steps[1].n + x.steps[3].n) / x.seconds));
      row('  confirmed saves (UPDATE + audit), /s', a.map((x) => x.steps[3].n / x.seconds));
      row('  their p50', a.map((x) => x.steps[3].p50 / 1000), ' ms');
      row('  their p99', a.map((x) => x.steps[3].p99 / 1000), ' ms', n === 64 ? '≤ 60 ms (20)' : '',
        n === 64 ? (v) => v <= 60 : undefined);
    }
    await site.stop();
  },

  async 'login storm'() {
    const site = await started();
    const hashes = [];
    for (let i = 0; i < RUNS; i++) hashes.push(Number((await run(join(place, 'hash'), ['2'], {cwd: root})).out));
    const p = new Person(site);
    const form = await p.form('/login');
    const cookie = [...p.jar].map(([k, v]) => `${k}=${v}`).join('; ');
    const logins = write(join(place, 'logins'), Array.from({length: 20000}, (_, i) => [request(site, 'POST',
      '/login', {cookie, from: address(100000 + i), form: {...form, login: mail(60000 + i), password}})]));
    const my = write(join(place, 'my'), Array.from({length: 20000},
      (_, i) => [request(site, 'GET', '/my', {cookie: member(i)})]));
    const calm = [], storm = [], rate = [];
    for (let i = 0; i < RUNS; i++) {
      calm.push(await load(site, 64, SECONDS, 1000, my, false));
      const [a, b] = await Promise.all([load(site, 64, SECONDS + 1, 0, logins, false),
        new Promise((r) => setTimeout(r, 500)).then(() => load(site, 64, SECONDS, 1000, my, false))]);
      storm.push(b);
      rate.push(a.status[3] / (SECONDS + 1));
    }
    await site.stop();
    const p99 = (x) => x.steps[0].p99 / 1000;
    row('my page p99 at 1,000/s', calm.map(p99), ' ms');
    row('  while 64 clients log in', storm.map(p99), ' ms');
    row('  ratio', median(storm.map(p99)) / median(calm.map(p99)), '×', '≤ 3 (1.5)', (v) => v <= 3);
    const can = median(hashes) * Math.max(1, cores - 1);
    row('logins/s meanwhile', rate);
    row(`  ÷ what ${Math.max(1, cores - 1)} core(s) can hash (${round(can)}/s)`, rate.map((x) => x / can), '',
      '≥ 0.9', (v) => v >= 0.9);
  },

  // Whether the time of the answer tells if an address is a login. Each try comes from a
  // browser, a network and an address of its own: no limit and no count is in the way. The
  // addresses stand far from each other, known and unknown ones among the same neighbours:
  // one after the other, each would find its row's page read already, and only the known.
  async 'known or unknown'() {
    const site = await started();
    const TRIES = 200, WARM = 20;
    // Every form in which a stranger types an address: who asks an owner to approve another
    // one types that one, too, which is new each time.
    const forms = {
      '/login': (who) => ({login: who, password: 'Wrong-guess-1'}),
      '/register': (who) => ({mail: who}),
      '/password': (who) => ({mail: who}),
      '/password/colleague': (who, i) => ({login: who, new_mail: `neu${i}@example.jp`, mail2: `neu${i}@example.jp`}),
    };
    const FAR = 104729; /* a prime: each account once in ACCOUNTS turns */
    let turn = Math.floor(Date.now() / 1000) * 701 % ACCOUNTS;
    const ask = async (path, i, known) => {
      const p = new Person(site, {from: address((i * 2 + known) * 257 + 1)});
      const at = 1000 + i * FAR % ACCOUNTS;
      const who = known ? mail(at) : mail(at).replace('example', 'exemple');
      const form = {...await p.form(path), ...forms[path](who, i * 2 + known)};
      const start = process.hrtime.bigint();
      const r = await p.post(path, form);
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      p.leave();
      return {ms, said: `${r.status} ${r.to} ${r.text.replaceAll(who, '').length}`};
    };
    for (const path of Object.keys(forms)) {
      const ms = [[], []], said = [new Set(), new Set()];
      for (let i = -WARM; i < TRIES; i++, turn++)
        for (const known of Math.random() < 0.5 ? [0, 1] : [1, 0]) {
          const r = await ask(path, turn, known);
          if (i < 0) continue;
          ms[known].push(r.ms);
          said[known].add(r.said);
        }
      row(`${path}, known address, ${TRIES} tries`, median(ms[1]), ' ms');
      row('  unknown address', median(ms[0]), ' ms');
      const p = pairs(ms[1], ms[0]);
      row('  difference of a pair', p.median, ' ms');
      console.log(`    95 %: ${p.low.toFixed(3)} to ${p.high.toFixed(3)} ms, noise ${p.noise.toFixed(3)} ms`);
      row('  of the noise', Math.abs(p.median) / p.noise * 100, ' %',
        `within noise: none seen, or ≤ ${SHARE * 100} %`, () => within(p));
      row('  different answers', new Set([...said[0], ...said[1]]).size, '', '1', (v) => v === 1);
    }
    await site.stop();
  },

  async start() {
    const dir = await data();
    const ms = [];
    for (let i = 0; i < RUNS + 2; i++) {
      const site = new Site(dir, {MADOGUCHI_LOG_LEVEL: 'error'});
      await site.address();
      const start = process.hrtime.bigint();
      await site.start();
      await fetchAll(site, '/my', {Cookie: member(1)});
      ms.push(Number(process.hrtime.bigint() - start) / 1e6);
      await site.stop();
    }
    row('start to first answer, all data', ms, ' ms', '≤ 200 (50)', (v) => v <= 200);
  },

  async memory() {
    const site = await started();
    const {pid} = site.child;
    await fetchAll(site, '/my', {Cookie: member(1)});
    row('RSS idle, web process', memory(pid), ' MiB', '≤ 24 (12)', (v) => v <= 24);
    const jobs = Number((await run('pgrep', ['-P', String(pid)])).out.trim().split('\n')[0]);
    if (jobs) row('  and its job process', memory(jobs), ' MiB');
    const file = write(join(place, 'idle'), [[request(site, 'GET', '/login')]]);
    const hold = spawn(join(place, 'load'), [String(site.port), '10000', 'idle', '0', file], {stdio: ['pipe', 'pipe', 'inherit']});
    const said = await new Promise((r) => hold.stdout.once('data', (d) => r(JSON.parse(d))));
    row(`  with ${said.steps[0].n.toLocaleString('en')} idle connections`, memory(pid), ' MiB', '≤ 120 (60)', (v) => v <= 120);
    row('  of that anonymous memory', memory(pid, 'RssAnon'), ' MiB');
    hold.stdin.end();
    await site.stop();
  },

  async 'first view'() {
    const site = await started();
    const want = {'Accept-Encoding': 'gzip, br'};
    const page = await fetchAll(site, '/', want);
    const html = (page.headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(page.bytes)
      : page.headers['content-encoding'] === 'br' ? zlib.brotliDecompressSync(page.bytes) : page.bytes).toString();
    const paths = [...new Set([...html.matchAll(/(?:<link rel="(?:icon|stylesheet)" href|<script src|<img src)="([^"]+)"/g)].map((m) => m[1]))];
    let bytes = page.bytes.length;
    for (const p of paths) bytes += (await fetchAll(site, p, want)).bytes.length;
    await site.stop();
    row('first view, bytes of bodies', bytes / 1024, ' KiB', '≤ 16 (12)', (v) => v <= 16);
    row('  requests', paths.length + 1, '', '≤ 4 (3)', (v) => v <= 4);
  },

  async import() {
    const dir = join(place, 'import');
    rmSync(dir, {recursive: true, force: true});
    const site = new Site(dir, {MADOGUCHI_LOG_LEVEL: 'error'});
    await site.cmd(['init']);
    const file = masterFile();
    for (const [what, goal, limit] of [['import of 230,000 rows', '≤ 6 s (3)', 6], ['  again, unchanged', '≤ 2 s (1)', 2]]) {
      const start = Date.now();
      await site.cmd(['import', 'institutions', file]);
      row(what, (Date.now() - start) / 1000, ' s', goal, (v) => v <= limit);
    }
    rmSync(dir, {recursive: true, force: true});
  },

  // 200,000 mails of news are on their way when somebody asks for a new password. The relay
  // takes 20 ms for each mail, as a real one does.
  async 'mail lanes'() {
    const QUEUED = 200000, TURNS = 5;
    const dir = join(place, 'mail');
    rmSync(dir, {recursive: true, force: true});
    const sink = await new Sink({pause: 20}).start();
    const site = new Site(dir, {MADOGUCHI_LOG_LEVEL: 'error', MADOGUCHI_MAIL_SERVER: sink.url,
      MADOGUCHI_MAIL_STARTTLS: 'no', MADOGUCHI_PORTAL_PROXY: '127.0.0.1'});
    await site.address();
    const [, who] = (await site.cmd(['demo'])).match(/registered login.*\n\s+(\S+)/);
    const sql = (text) => run('sqlite3', [join(dir, 'portal.db'), text]);
    await sql(`DELETE FROM outbox_try; DELETE FROM outbox; WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ${QUEUED})
      INSERT INTO outbox (key, lane, mail_to, subject, body, template, state, next_at, message_id, created_at)
      SELECT 'news:x:' || i, 9, 'reader-' || i || '@example.jp', 'お知らせ', 'text', 'news', 'queued', 0, 'ID' || i, unixepoch() FROM c`);
    await site.start();
    await new Promise((r) => setTimeout(r, 3000));
    const from = sink.mails.length, start = Date.now(), ms = [];
    for (let i = 0; i < TURNS; i++) {
      const p = new Person(site, {from: address((i + 1) * 257)});
      const form = {...await p.form('/password'), mail: i % 2 ? who : `nobody-${i}@example.jp`};
      const asked = Date.now();
      if ((await p.post('/password', form)).status >= 400) throw new Error('no reset');
      p.leave();
      for (let got; !got && Date.now() < asked + 60000; await new Promise((r) => setTimeout(r, 5))) {
        got = sink.mails.find((m) => m.to === form.mail && m.at >= asked);
        if (got) ms.push(got.at - asked);
      }
      await new Promise((r) => setTimeout(r, 1000));
    }
    if (ms.length < TURNS) throw new Error('a mail was lost');
    const left = QUEUED - sink.mails.length;
    row(`a reset while ${Math.round(left / 1000)},000 wait`, Math.max(...ms) / 1000, ' s', '< 10 s', (v) => v < 10);
    row('  mails/s meanwhile', (sink.mails.length - from) / (Date.now() - start) * 1000);
    await site.stop();
    await sink.stop();
    rmSync(dir, {recursive: true, force: true});
  },

  async 'plan of a maker'() {
    const r = await plan(place);
    row(`a plan of ${r.ROWS.toLocaleString('en')} rows, preview`, r.preview / 1000, ' s', '≤ 5 s', (v) => v <= 5);
    row('  one page of it', r.look, ' ms');
    row('  applied', r.apply / 1000, ' s', '≤ 10 s', (v) => v <= 10);
    row('  the same file again', r.again / 1000, ' s');
    row(`  ${r.mails.toLocaleString('en')} mails written`, r.tell / 1000, ' s', 'one each',
      () => r.mails === r.ROWS);
  },

  // The last day of a window: each filing opens the form, sends it with a paper of 300 KB,
  // looks at the confirm page, commits, and reads the receipt. They begin on time, whatever
  // became of those before.
  async 'last day'() {
    const dir = await data();
    await lastDayData(dir);
    const site = await started({dir});
    const all = [];
    let next = 40000;
    for (const [what, perMinute, seconds] of [['200 filings a minute', 200, 30], ['ten times as many', 2000, 30]]) {
      const got = await filings(site, perMinute, seconds, () => next++, member);
      all.push(...got);
      const ms = got.flatMap((x) => x.ms);
      const at = (q) => [...ms].sort((a, b) => a - b)[Math.floor(q * (ms.length - 1))];
      row(`${what}, answers`, ms.length);
      row('  p50', at(.5), ' ms');
      row('  p95', at(.95), ' ms', '< 300 ms', (v) => v < 300);
      row('  p99', at(.99), ' ms');
      row('  the file and its form, p95', [...got.map((x) => x.ms[1])].sort((a, b) => a - b)[Math.floor(.95 * (got.length - 1))], ' ms');
    }
    const lost = all.filter((x) => x.error);
    if (lost.length) console.log(`  ${lost.length} failed, first: ${lost[0].error}`);
    await site.stop();
    const count = async (sql) => Number((await run('sqlite3', [join(dir, 'portal.db'), sql])).out);
    const receipts = new Set(all.map((x) => x.number).filter(Boolean)).size;
    const filed = await count("SELECT count(*) FROM notice WHERE state = 'filed'");
    const papers = await count("SELECT count(*) FROM attachment WHERE owner_table = 'notice'");
    row('begun, of which without a receipt', all.length - receipts, '', '0', (v) => v === 0);
    row('  receipts without a row, or rows without one', Math.abs(receipts - filed), '', '0', (v) => v === 0);
    row('  filings without their paper', filed - papers, '', '0', (v) => v === 0);
    const check = await run(join(root, 'build/release/madoguchi'), ['--data', dir, 'check']);
    row('  papers that are whole', Number((check.out.match(/files: (\d+), each whole/) || [0, 0])[1]), '', `${papers}`, (v) => v === papers);
    await lastDayData(dir);
  },

  // A chain's list of 300: sent, shown, filed.
  async 'chain filing'() {
    const dir = await data(), ROWS = 300;
    await lastDayData(dir);
    const first = 90000;
    await run('sqlite3', [join(dir, 'portal.db'), `INSERT OR IGNORE INTO member (account, institution, role, joined_at)
      SELECT ${first}, id, 'owner', unixepoch() FROM institution WHERE id > ${first} AND kind = 'pharmacy' ORDER BY id LIMIT ${ROWS - 1};
      UPDATE session SET account = ${first}, institution = ${first} WHERE id = 1100`]);
    const codes = (await run('sqlite3', [join(dir, 'portal.db'), `SELECT pref || score_table || code FROM institution i
      JOIN member m ON m.institution = i.id WHERE m.account = ${first}`])).out.trim().split('\n');
    const site = await started({dir});
    const p = new Person(site);
    p.jar.set('s', token(100));
    const list = ['医療機関等コード,類型,contract_on,vendor,done_month',
      ...codes.map((c, i) => `${c},1,${[7, 70, 170].includes(i) ? '2023-03-01' : '2023-02-10'},みほん,2023-07`)].join('\r\n');
    const form = await p.form('/my/notices/bulk');
    const start = Date.now();
    const sent = await upload(p, '/my/notices/bulk', {_csrf: form._csrf, programme: '2023'},
      {list: {name: 'list.csv', bytes: Buffer.from(list)}});
    const shown = await p.form(sent.to);
    const said = await p.post(sent.to, shown);
    const ms = Date.now() - start;
    if (said.status !== 303) throw new Error(`chain: ${said.status}`);
    await site.stop();
    row(`a list of ${codes.length} rows sent, shown and filed`, ms / 1000, ' s', '≤ 10 s', (v) => v <= 10);
    row('  filed, three of them being wrong', Number((await run('sqlite3', [join(dir, 'portal.db'),
      "SELECT count(*) FROM notice WHERE state = 'filed'"])).out), '', `${codes.length - 3}`, (v) => v === codes.length - 3);
    await run('sqlite3', [join(dir, 'portal.db'), `DELETE FROM member WHERE account = ${first} AND institution <> ${first};
      UPDATE session SET account = 1100, institution = 1100 WHERE id = 1100`]);
    await lastDayData(dir);
  },

  async size() {
    const stripped = join(place, 'stripped');
    await run('strip', ['-o', stripped, join(root, 'build/release/madoguchi')]);
    row('binary, stripped', statSync(stripped).size / 1048576, ' MiB', '≤ 2 (1)', (v) => v <= 2);
  },
};

console.log(`${INSTITUTIONS.toLocaleString('en')} institutions, ${ACCOUNTS.toLocaleString('en')} accounts, ${SESSIONS.toLocaleString('en')} sessions; ${cores} cores; ${RUNS} runs of ${SECONDS} s`);
for (const [name, part] of Object.entries(parts)) {
  if (only.length && !only.some((w) => name.includes(w))) continue;
  try {
    await part();
  } catch (e) {
    console.log(`  ${name}: ${e.stack}`);
    rows.push([name, 'not measured', '', 'NO']);
    process.exitCode = 1;
  }
}
const width = Math.max(...rows.map((r) => r[0].length)) + 2;
console.log(`\n${'measured'.padEnd(width)}${'value'.padEnd(22)}${'goal'.padEnd(18)}met`);
for (const [what, value, goal, met] of rows)
  console.log(`${what.padEnd(width)}${value.padEnd(22)}${goal.padEnd(18)}${met}`);
