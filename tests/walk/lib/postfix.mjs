// postfix.mjs: Debian's Postfix with a configuration, a queue and a log of its own under /tmp.
// It wants STARTTLS and a login. Needs root, or sudo that asks for no password.
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {run} from './site.mjs';
import {sleep} from './sink.mjs';

export const LOGIN = {user: 'portal', password: 'Relay-884212'};

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

const root = process.getuid() === 0;
const as = (file, args) => (root ? [file, args] : ['sudo', ['-n', file, ...args]]);

async function own(file, args) {
  const r = await run(...as(file, args));
  if (r.status) throw new Error(`${file}: ${r.err}${r.out}`);
  return r.out.trim();
}

// A key and a certificate for 127.0.0.1 that nobody vouches for but cert.pem itself.
export async function certificate(dir) {
  const made = {cert: join(dir, 'cert.pem'), key: join(dir, 'key.pem')};
  const r = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1',
    '-nodes', '-days', '60', '-subj', '/CN=relay', '-addext', 'subjectAltName=IP:127.0.0.1',
    '-keyout', made.key, '-out', made.cert]);
  if (r.status) throw new Error(`openssl: ${r.err}`);
  return made;
}

export class Postfix {
  static async missing() {
    if (!existsSync('/usr/sbin/postfix')) return 'Postfix is not installed';
    if (!root && (await run('sudo', ['-n', 'true'])).status) return 'Postfix needs root';
    return '';
  }

  // boxes: what goes where: a regular expression over addresses, and a Maildir below dir.
  // What is for none of these domains is handed on to next (a Sink); what is for one of
  // them, but has no box, is taken and then sent back.
  async start({domains, boxes, next}) {
    this.dir = mkdtempSync(join(tmpdir(), 'madoguchi-postfix-'));
    chmodSync(this.dir, 0o755);
    const at = (name) => join(this.dir, name);
    const port = await new Promise((done) => {
      const s = createServer().listen(0, '127.0.0.1', () => { const {port: n} = s.address(); s.close(() => done(n)); });
    });
    const {cert, key} = await certificate(this.dir);
    Object.assign(this, {url: `smtp://127.0.0.1:${port}`, port, ca: cert, etc: at('etc')});
    for (const name of ['etc', 'queue', 'data', 'box']) mkdirSync(at(name));
    this.auth = await logins({[LOGIN.user]: LOGIN.password});
    // Mailboxes belong to whoever runs the tests; Postfix writes none for root.
    const who = root ? 'nobody' : String(process.getuid());
    const [uid, gid] = [await own('id', ['-u', who]), await own('id', ['-g', who])];
    await own('chown', ['postfix', at('data')]);
    if (root) await own('chown', [uid, at('box')]);
    else await own('chown', ['root', at('queue')]);
    writeFileSync(at('etc/boxes'), boxes.map(([of, box]) => `/${of}/ box/${box}/\n`).join(''));
    writeFileSync(at('etc/master.cf'), MASTER(port));
    writeFileSync(at('etc/main.cf'), `compatibility_level = 3.6
queue_directory = ${at('queue')}
data_directory = ${at('data')}
maillog_file = ${at('log')}
maillog_file_prefixes = ${this.dir}
myhostname = relay.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
${next ? `relayhost = [127.0.0.1]:${next.port}\n` : ''}smtp_host_lookup = native
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = ${cert}
smtpd_tls_key_file = ${key}
smtpd_tls_loglevel = 1
smtpd_tls_received_header = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:${this.auth.address().port}
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = ${domains.join(', ')}
virtual_mailbox_base = ${this.dir}
virtual_mailbox_maps = regexp:${at('etc/boxes')}
virtual_uid_maps = static:${uid}
virtual_gid_maps = static:${gid}
`);
    await own('postfix', ['-c', this.etc, 'start']);
    this.up = true;
    for (let i = 0; i < 100; i++) {
      if (await this.answers()) return this;
      await sleep(100);
    }
    throw new Error(`Postfix does not answer: ${this.log}`);
  }

  box(name) {
    return join(this.dir, 'box', name);
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
    if (this.up) await run(...as('postfix', ['-c', this.etc, 'stop']));
    if (this.dir && !root) await run(...as('rm', ['-rf', this.dir]));
    if (this.dir) rmSync(this.dir, {recursive: true, force: true});
  }
}
