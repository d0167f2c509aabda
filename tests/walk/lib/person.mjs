// person.mjs: someone without a browser: HTTP, cookies and forms, nothing else. What a
// server that dies leaves behind is an exception here, never an answer.
import http from 'node:http';

const entities = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'"};
const plain = (s) => s.replace(/&(amp|lt|gt|quot|#39);/g, (_, e) => entities[e]);

export class Person {
  constructor(site, {from} = {}) {
    this.site = site;
    this.from = from; // X-Forwarded-For, where the site believes it
    this.jar = new Map();
    this.agent = new http.Agent({keepAlive: true, maxSockets: 1});
  }

  ask(method, path, form) {
    const body = form && new URLSearchParams(form).toString();
    const headers = {Host: `127.0.0.1:${this.site.port}`,
      Cookie: [...this.jar].map(([k, v]) => `${k}=${v}`).join('; ')};
    if (this.from) headers['X-Forwarded-For'] = this.from;
    if (body !== undefined)
      Object.assign(headers, {Origin: this.site.origin, 'Content-Length': Buffer.byteLength(body),
        'Content-Type': 'application/x-www-form-urlencoded'});
    return new Promise((done, fail) => {
      const r = http.request({host: '127.0.0.1', port: this.site.port, method, path, headers,
        agent: this.agent, timeout: 15000}, (res) => {
        const parts = [];
        res.on('data', (d) => parts.push(d));
        res.on('error', fail);
        res.on('aborted', () => fail(new Error('cut off')));
        res.on('end', () => {
          for (const c of res.headers['set-cookie'] || []) {
            const [, k, v] = c.match(/^([^=]+)=([^;]*)/);
            if (/max-age=0/i.test(c) || v === '') this.jar.delete(k);
            else this.jar.set(k, v);
          }
          done({status: res.statusCode, to: res.headers.location || '', headers: res.headers,
            text: Buffer.concat(parts).toString()});
        });
      });
      r.on('timeout', () => r.destroy(new Error('no answer in 15 s')));
      r.on('error', fail);
      r.end(body);
    });
  }

  get(path) {
    return this.ask('GET', path);
  }

  post(path, form) {
    return this.ask('POST', path, form);
  }

  // Every field of the page's own form, as a browser would send it.
  async form(path) {
    const r = await this.get(path);
    if (r.status !== 200) throw new Error(`${path}: ${r.status} ${r.to}`);
    const fields = {};
    const main = r.text.slice(r.text.indexOf('<main'));
    for (const tag of main.match(/<input[^>]*>/g) || []) {
      const at = Object.fromEntries([...tag.matchAll(/([a-z_-]+)="([^"]*)"/g)]
        .map(([, k, v]) => [k, plain(v)]));
      if (at.name) fields[at.name] = at.value || '';
    }
    return fields;
  }

  async enter(login, password) {
    const f = await this.form('/login');
    const r = await this.post('/login', {...f, login, password});
    if (r.status !== 303) throw new Error(`login: ${r.status}`);
    return r.to;
  }

  // First editing after a letter's login; leaves a registered member who is logged in.
  async register(letter, who) {
    await this.enter(letter.login, letter.password);
    const f = await this.form('/my/account');
    const r = await this.post('/my/account', {...f, contact: who.contact, mail: who.mail,
      mail2: who.mail, password: who.password, password2: who.password, phone: '03-0000-0000'});
    if (r.to !== '/my/account/confirm') throw new Error(`register: ${r.status} ${r.to}`);
    const done = await this.post('/my/account/confirm',
      {...await this.form('/my/account/confirm'), step: 'commit'});
    if (done.to !== '/my/account/done') throw new Error(`register: ${done.status} ${done.to}`);
    Object.assign(this, who);
    return this;
  }

  // Presses the link in the mail that came with the registration.
  async proveMail() {
    const {links} = await this.site.mailTo(this.mail);
    const path = new URL(links.find((l) => l.includes('/mail/'))).pathname;
    const r = await this.post(path, await this.form(path));
    if (r.to !== '/mail-confirmed') throw new Error(`${path}: ${r.status} ${r.to}`);
  }

  // One change of the telephone number, three requests; true when it was acknowledged.
  async savePhone(phone) {
    const r = await this.post('/my/account', {...await this.form('/my/account'), phone});
    if (r.to !== '/my/account/confirm') throw new Error(`input: ${r.status} ${r.to}`);
    const done = await this.post('/my/account/confirm',
      {...await this.form('/my/account/confirm'), step: 'commit'});
    return done.to === '/my/account/done';
  }

  // What is kept, as マイページ tells it; the form itself may show a draft.
  async phone() {
    const [, phone] = (await this.get('/my')).text.match(/電話番号<\/dt>\s*<dd[^>]*>\s*([0-9-]+)/) || [];
    return phone;
  }

  leave() {
    this.agent.destroy();
  }
}
