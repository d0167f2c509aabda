// smtp.mjs: mail servers for the tests: one of our own that answers as told and remembers
// everything, and Debian's Postfix with everything of its own under /tmp.
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {run} from '../walk/lib/site.mjs';

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// reply(command, mail): a line instead of the willing one; null: no answer, for ever.
export class Sink {
  constructor({pause = 0, reply = () => undefined} = {}) {
    Object.assign(this, {pause, reply, mails: [], sockets: new Set(), most: 0});
  }

  async start() {
    this.server = createServer((s) => this.talk(s));
    await new Promise((r) => this.server.listen(0, '127.0.0.1', r));
    this.port = this.server.address().port;
    this.url = `smtp://127.0.0.1:${this.port}`;
    return this;
  }

  stop() {
    for (const s of this.sockets) s.destroy();
    return new Promise((r) => this.server.close(r));
  }

  talk(s) {
    let rest = '', mail = null, text = null;
    const say = (line) => { if (line !== null && !s.destroyed) s.write(`${line}\r\n`); };
    const answer = (command, willing) => {
      const own = this.reply(command, mail || {});
      say(own === undefined ? willing : own);
    };
    const taken = async (done) => {
      if (this.pause) await sleep(this.pause);
      const own = this.reply('TEXT', done);
      if (own === undefined || /^2/.test(own)) this.mails.push(done);
      say(own === undefined ? '250 2.0.0 taken' : own);
    };

    this.sockets.add(s);
    this.most = Math.max(this.most, this.sockets.size);
    s.on('error', () => {});
    s.on('close', () => this.sockets.delete(s));
    answer('CONNECT', '220 sink ESMTP');
    s.on('data', (d) => {
      rest += d.toString('latin1');
      for (let at; (at = rest.indexOf('\r\n')) >= 0;) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (text && line !== '.') {
          text.push(line.replace(/^\./, ''));
        } else if (text) {
          const done = {...mail, text: text.join('\n'), at: Date.now()};
          done.id = (done.text.match(/^Message-ID: <([^@>]+)/im) || [])[1];
          text = mail = null;
          taken(done);
        } else if (/^EHLO/i.test(line)) say('250-sink\r\n250 ENHANCEDSTATUSCODES');
        else if (/^HELO/i.test(line)) say('250 sink');
        else if (/^MAIL/i.test(line)) { mail = {from: line.match(/<(.*?)>/)[1]}; answer('MAIL', '250 2.1.0 fine'); }
        else if (/^RCPT/i.test(line)) { mail.to = line.match(/<(.*?)>/)[1]; answer('RCPT', '250 2.1.5 fine'); }
        else if (/^DATA/i.test(line)) { text = []; say('354 go on'); }
        else if (/^RSET/i.test(line)) { mail = null; say('250 2.0.0 fine'); }
        else if (/^QUIT/i.test(line)) { say('221 2.0.0 bye'); s.end(); }
        else say('502 5.5.1 what?');
      }
    });
  }
}

const MASTER = (port) => `
127.0.0.1:${port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
`;

// Who may log in at Postfix: it asks in the words of Dovecot's auth protocol, version 1.
async function logins(users) {
  const server = createServer((s) => {
    let rest = '';
    s.on('error', () => {});
    s.write('VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00\nDONE\n');
    s.on('data', (d) => {
      const lines = (rest + d).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const [word, id, ...more] = line.split('\t');
        if (word !== 'AUTH' && word !== 'CONT') continue;
        const sent = word === 'CONT' ? more[0] : more.find((m) => m.startsWith('resp='))?.slice(5);
        if (!sent) {
          s.write(`CONT\t${id}\t\n`);
          continue;
        }
        const [, user, password] = Buffer.from(sent, 'base64').toString().split('\0');
        s.write(`${users[user] && users[user] === password ? 'OK' : 'FAIL'}\t${id}\tuser=${user}\n`);
      }
    });
  });
  await new Promise((r) => server.listen(0, '127.0.0.1', r));
  return server;
}

// Debian's Postfix with a configuration, a queue and a log of its own. It wants a login
// over STARTTLS, hands everything on to next (a Sink), and puts what comes back for the
// domain into a Maildir.
export class Relay {
  static async missing() {
    if (process.getuid() !== 0) return 'Postfix needs root';
    return existsSync('/usr/sbin/postfix') ? '' : 'Postfix is not installed';
  }

  async start(next, domain) {
    this.dir = mkdtempSync(join(tmpdir(), 'madoguchi-relay-'));
    chmodSync(this.dir, 0o755);
    const at = (name) => join(this.dir, name);
    const own = async (file, args, input) => {
      const r = await run(file, args, {input});
      if (r.status) throw new Error(`${file}: ${r.err}${r.out}`);
      return r.out.trim();
    };
    this.port = await new Promise((done) => {
      const s = createServer().listen(0, '127.0.0.1', () => { const {port} = s.address(); s.close(() => done(port)); });
    });
    Object.assign(this, {url: `smtp://127.0.0.1:${this.port}`, ca: at('cert.pem'), box: at('back'), etc: at('etc')});
    for (const name of ['etc', 'queue', 'data', 'back']) mkdirSync(at(name));
    await own('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1',
      '-subj', '/CN=relay', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', at('key.pem'), '-out', this.ca]);
    this.auth = await logins({portal: 'Relay-884212'});
    await own('chown', ['postfix', at('data')]);
    await own('chown', ['nobody', this.box]);
    writeFileSync(at('etc/master.cf'), MASTER(this.port));
    writeFileSync(at('etc/main.cf'), `compatibility_level = 3.6
queue_directory = ${at('queue')}
data_directory = ${at('data')}
maillog_file = ${at('log')}
maillog_file_prefixes = ${this.dir}
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:${next.port}
smtp_host_lookup = native
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = ${this.ca}
smtpd_tls_key_file = ${at('key.pem')}
smtpd_tls_loglevel = 1
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${this.auth.address().port}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
virtual_mailbox_domains = ${domain}
virtual_mailbox_base = ${this.dir}
virtual_mailbox_maps = static:back/
virtual_uid_maps = static:${await own('id', ['-u', 'nobody'])}
virtual_gid_maps = static:${await own('id', ['-g', 'nobody'])}
`);
    await own('postfix', ['-c', this.etc, 'start']);
    this.up = true;
    for (let i = 0; i < 100; i++) {
      if (await this.answers()) return this;
      await sleep(100);
    }
    throw new Error(`Postfix does not answer: ${this.log}`);
  }

  get log() {
    const path = join(this.dir, 'log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  async answers() {
    const r = await run('bash', ['-c', `exec 3<>/dev/tcp/127.0.0.1/${this.port} && head -c 3 <&3`], {timeout: 2000});
    return r.out.startsWith('220');
  }

  async stop() {
    this.auth?.close();
    if (this.up) await run('postfix', ['-c', this.etc, 'stop']);
    if (this.dir) rmSync(this.dir, {recursive: true, force: true});
  }
}
