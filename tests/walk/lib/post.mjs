// post.mjs: the mail server of a run of walks, and the mailboxes behind it: Debian's Postfix,
// with TLS and a login. Where Postfix cannot run (no root, or another mail server is
// installed) a server of our own does the same with the same words.
import {existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {readMail} from './mail.mjs';
import {LOGIN, Postfix, certificate} from './postfix.mjs';
import {Sink} from './sink.mjs';

const SITES = 60; // of one run
const back = (n) => `back-${n}.example.jp`;

// Everybody at example.jp has a mailbox, nobody at gone.example.jp has one.
const DOMAINS = ['example.jp', 'gone.example.jp', ...Array.from({length: SITES}, (_, n) => back(n))];
const BOXES = [['@example\\.jp$', 'readers'],
  ...Array.from({length: SITES}, (_, n) => [`@back-${n}\\.example\\.jp$`, `back-${n}`])];

export class Post {
  async start() {
    this.why = process.env.WALK_POST === 'own' ? 'as asked' : await Postfix.missing();
    this.server = this.why ? new Own() : new Postfix();
    await this.server.start({domains: DOMAINS, boxes: BOXES});
    this.password = join(this.server.dir, 'password');
    writeFileSync(this.password, `${LOGIN.password}\n`, {mode: 0o600});
    this.given = 0;
    this.read = new Map();
    return this;
  }

  // What a site is told to send by, and where its mails are found.
  office() {
    const n = this.given++;
    if (n >= SITES) throw new Error('post.mjs: more sites than SITES in one run');
    return {env: {MADOGUCHI_MAIL_SERVER: this.server.url, MADOGUCHI_MAIL_CA: this.server.ca,
      MADOGUCHI_MAIL_USER: LOGIN.user, MADOGUCHI_MAIL_PASSWORD_FILE: this.password,
      MADOGUCHI_MAIL_RETURN_PATH: `bounce@${back(n)}`, MADOGUCHI_MAIL_BOUNCES: this.server.box(`back-${n}`)},
    mails: () => this.mails(back(n))};
  }

  // What was sent from there, in the order in which it was written: the sender of the
  // envelope has the mail's number in it.
  mails(domain) {
    const dir = join(this.server.box('readers'), 'new');
    for (const f of existsSync(dir) ? readdirSync(dir) : []) {
      if (this.read.has(f)) continue;
      const mail = readMail(readFileSync(join(dir, f)));
      const [, n, from] = (mail.head['return-path'] || '').match(/<bounce\+(\d+)\.[^@]*@([^>]*)>/i) || [];
      this.read.set(f, {...mail, n: Number(n), from});
    }
    return [...this.read.values()].filter((m) => m.from === domain).sort((a, b) => a.n - b.n);
  }

  // Every mail came over TLS, after a login.
  safe() {
    return [...this.read.values()].every((m) => /ESMTPSA/.test(m.head.received || ''));
  }

  async stop() {
    await this.server?.stop();
  }
}

// The same without Postfix.
class Own {
  async start({domains, boxes}) {
    this.dir = mkdtempSync(join(tmpdir(), 'madoguchi-post-'));
    this.boxes = boxes.map(([of, box]) => [new RegExp(of, 'i'), box]);
    this.n = 0;
    const tls = await certificate(this.dir);
    this.sink = await new Sink({tls, users: {[LOGIN.user]: LOGIN.password}, reply: (command, mail) => {
      if (command === 'RCPT' && !domains.includes(mail.to.split('@')[1])) return '554 5.7.1 no relay';
      if (command === 'TEXT') this.deliver(mail);
      return undefined;
    }}).start();
    this.url = this.sink.url;
    this.ca = tls.cert;
    return this;
  }

  box(name) {
    return join(this.dir, 'box', name);
  }

  deliver({from, to, text}) {
    const [, box] = this.boxes.find(([of]) => of.test(to)) || [];
    if (box) {
      for (const d of ['new', 'cur', 'tmp']) mkdirSync(join(this.box(box), d), {recursive: true});
      writeFileSync(join(this.box(box), 'new', `${Date.now()}.${++this.n}.relay`),
        `Return-Path: <${from}>\nReceived: from portal by relay.example with ESMTPSA\n${Buffer.from(text, 'latin1').toString('latin1')}\n`, 'latin1');
    } else if (from) {
      this.deliver({from: '', to: from, text: `From: MAILER-DAEMON@relay.example\nTo: ${from}
Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n
--b\nContent-Type: text/plain\n\n<${to}>: unknown user: "${to}"\n
--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n
Final-Recipient: rfc822; ${to}\nAction: failed\nStatus: 5.1.1\n
--b--\n`});
    }
  }

  async stop() {
    await this.sink?.stop();
    if (this.dir) rmSync(this.dir, {recursive: true, force: true});
  }
}
