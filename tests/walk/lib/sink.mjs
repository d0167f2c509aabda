// sink.mjs: a mail server of our own that answers as told and remembers everything.
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {TLSSocket, createSecureContext} from 'node:tls';

export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

// reply(command, mail): a line instead of the willing one; null: no answer, for ever.
// tls {cert, key} (paths): takes mails only after STARTTLS and a login of users.
export class Sink {
  constructor({pause = 0, reply = () => undefined, tls, users = {}} = {}) {
    Object.assign(this, {pause, reply, users, mails: [], sockets: new Set(), most: 0});
    if (tls) this.tls = createSecureContext({cert: readFileSync(tls.cert), key: readFileSync(tls.key)});
  }

  async start() {
    this.server = createServer((s) => {
      this.sockets.add(s);
      this.most = Math.max(this.most, this.sockets.size);
      s.on('close', () => this.sockets.delete(s));
      this.talk(s, !this.tls);
    });
    await new Promise((r) => this.server.listen(0, '127.0.0.1', r));
    this.port = this.server.address().port;
    this.url = `smtp://127.0.0.1:${this.port}`;
    return this;
  }

  stop() {
    for (const s of this.sockets) s.destroy();
    return new Promise((r) => this.server.close(r));
  }

  // AUTH PLAIN, with the words in the same line or in the next.
  known(words) {
    const [, user, password] = Buffer.from(words, 'base64').toString().split('\0');
    return Boolean(this.users[user]) && this.users[user] === password;
  }

  talk(s, open, greet = true) {
    let rest = '', mail = null, text = null, asked = false;
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
    const login = (words) => {
      asked = false;
      open = this.known(words);
      say(open ? '235 2.7.0 fine' : '535 5.7.8 no');
    };
    const read = (d) => {
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
        } else if (asked) login(line);
        else if (/^EHLO/i.test(line)) {
          say(['250-sink', ...this.tls ? [s.encrypted ? '250-AUTH PLAIN' : '250-STARTTLS'] : [],
            '250 ENHANCEDSTATUSCODES'].join('\r\n'));
        } else if (/^HELO/i.test(line)) say('250 sink');
        else if (/^STARTTLS/i.test(line) && this.tls && !s.encrypted) {
          say('220 2.0.0 go on');
          s.removeListener('data', read);
          const safe = new TLSSocket(s, {isServer: true, secureContext: this.tls});
          this.talk(safe, false, false);
          return;
        } else if (/^AUTH PLAIN/i.test(line) && s.encrypted) {
          const words = line.slice(10).trim();
          if (words) login(words);
          else { asked = true; say('334 '); }
        } else if (!open && /^(MAIL|RCPT|DATA)/i.test(line)) say('530 5.7.0 not without TLS and a login');
        else if (/^MAIL/i.test(line)) { mail = {from: line.match(/<(.*?)>/)[1]}; answer('MAIL', '250 2.1.0 fine'); }
        else if (/^RCPT/i.test(line)) { mail.to = line.match(/<(.*?)>/)[1]; answer('RCPT', '250 2.1.5 fine'); }
        else if (/^DATA/i.test(line)) { text = []; say('354 go on'); }
        else if (/^RSET/i.test(line)) { mail = null; say('250 2.0.0 fine'); }
        else if (/^QUIT/i.test(line)) { say('221 2.0.0 bye'); s.end(); }
        else say('502 5.5.1 what?');
      }
    };

    s.on('error', () => {});
    if (greet) answer('CONNECT', '220 sink ESMTP');
    s.on('data', read);
  }
}
