// visitor.mjs: a person at a browser. Finds fields by label and buttons by text, with
// JavaScript or without; every page that it sees is kept and looked at (see seen()).
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';
import {chromium} from 'playwright-core';
import {root} from './site.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const escape = (s) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
export const shots = join(root, 'build/walk');
export const pages = join(shots, 'html');

// What axe has looked at in this run: the same elements in the same look are seen once, by
// whichever walk comes first. What differs from portal to portal only is left out.
const known = new Set();
const same = (html) => html.replace(/(no-)?script-\d+/g, 'v').replace(/[A-Za-z0-9_-]{16,}/g, 'x')
  .replace(/127\.0\.0\.1:\d+/g, 'o').replace(/\d+/g, '0');

// A walk goes wide with script and narrow without, or the other way round.
const named = (v) => ({...v, name: `${v.script ? 'script' : 'no-script'}-${v.width}`});
export const variants = [{script: true, width: 1280}, {script: false, width: 375}].map(named);
export const crossed = [{script: true, width: 375}, {script: false, width: 1280}].map(named);

export function browser() {
  return chromium.launch({executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
      '--disable-background-networking', '--disable-component-update', '--disable-sync']});
}

export class Visitor {
  static async enter(b, site, count, {script = true, width = 1280, name = '', from} = {}) {
    const v = new Visitor();
    mkdirSync(pages, {recursive: true});
    Object.assign(v, {site, count, script, width, name, looked: new Set(), posts: 0});
    v.context = await b.newContext({baseURL: site.origin, javaScriptEnabled: script,
      locale: 'ja-JP', timezoneId: 'Asia/Tokyo', reducedMotion: 'reduce',
      viewport: {width, height: 900},
      // another address for each visitor, where the site believes X-Forwarded-For
      ...from && {extraHTTPHeaders: {'X-Forwarded-For': from}}});
    v.context.setDefaultTimeout(20000);
    v.page = await v.newPage();
    return v;
  }

  async newPage() {
    const page = await this.context.newPage();
    page.on('console', (m) => {
      // A refused form or page is told by the browser as an error, too.
      if (m.type() === 'error' && !/status of (4\d\d|503)/.test(m.text()))
        this.count.ok(false, `console: ${m.text()}`);
    });
    page.on('pageerror', (e) => this.count.ok(false, `script: ${e.message}`));
    page.on('request', (r) => {
      if (r.method() === 'POST') this.posts++;
      if (!r.url().startsWith(this.site.origin) && !/^(data|blob|about|chrome)/.test(r.url()))
        this.count.ok(false, `asks another site: ${r.url()}`);
    });
    page.on('response', (r) => { this.keep(r).catch(() => {}); });
    return page;
  }

  // The HTML as it came, once each, for the Nu checker.
  async keep(r) {
    if (r.request().resourceType() !== 'document' || !/text\/html/.test(r.headers()['content-type']))
      return;
    const html = await r.text();
    const bare = html.replace(/(value|href|action)="[^"]*"/g, '');
    const id = createHash('sha256').update(bare).digest('hex').slice(0, 12);
    const path = new URL(r.url()).pathname.replace(/\/[A-Za-z0-9_-]{16,}/g, '/token')
      .replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'top';
    writeFileSync(join(pages, `${path}-${r.status()}-${id}.html`), html);
  }

  // What holds for every page; the costly looks once for each address, title and width.
  async seen(response) {
    const {page, count} = this;
    const title = await page.title();
    const path = new URL(page.url()).pathname.replace(/\/[A-Za-z0-9_-]{16,}/g, '/token');
    const key = `${path} ${title} ${await page.locator('.err').count() > 0} ${this.width}`;
    if (response) this.status = response.status();
    if (this.looked.has(key)) return;
    this.looked.add(key);
    const over = await page.evaluate(() =>
      document.documentElement.scrollWidth - document.documentElement.clientWidth);
    count.ok(over <= 0, `${path}: no sideways scrolling`, `${over} px at ${this.width}`);
    const fine = !this.script || await this.axe(path);
    if (!process.env.PICTURES && fine && over <= 0) return;
    const file = `${this.name}-${String(this.looked.size).padStart(2, '0')}-${path.replace(/\W+/g, '-').replace(/^-|-$/g, '') || 'top'}.png`;
    await page.screenshot({path: join(shots, file), fullPage: true});
  }

  async axe(path) {
    const {page, count} = this;
    const html = same(await page.content());
    const id = createHash('sha256').update(`${this.width} ${this.view} ${html}`).digest('hex');
    if (known.has(id)) return true;
    known.add(id);
    if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
    const r = await page.evaluate((only) => window.axe.run({runOnly: only, resultTypes: ['violations']}),
      this.rules || tags);
    return count.ok(r.violations.length === 0, `${path}: axe finds nothing`,
      r.violations.map((x) => `${x.id}: ${x.nodes.map((n) => n.html.slice(0, 120)).join(' | ')}`)
        .join('\n    '));
  }

  async open(path) {
    await this.seen(await this.page.goto(path, {waitUntil: 'load'}));
    return this;
  }

  field(label) {
    return this.page.locator('main, [role=main], body').last()
      .getByLabel(new RegExp(`^\\s*${escape(label)}\\s*(必須|任意)?\\s*$`)).first();
  }

  async fill(label, value) {
    await this.field(label).fill(value);
    return this;
  }

  value(label) {
    return this.field(label).inputValue();
  }

  button(name) {
    const exact = new RegExp(`^\\s*${escape(name)}`);
    return this.page.getByRole('button', {name: exact})
      .or(this.page.getByRole('link', {name: exact})).first();
  }

  // Presses a button or follows a link, and waits for the page that comes.
  async press(name, options = {}) {
    return this.going(() => this.button(name).click(options));
  }

  async going(act) {
    // Without script a double click sends twice: the first answer is broken off.
    const coming = this.page.waitForNavigation({waitUntil: 'load'}).catch((e) => {
      if (!/ERR_ABORTED/.test(e.message)) throw e;
      return this.page.waitForLoadState('load');
    });
    const [response] = await Promise.all([coming, (async () => act())()]);
    await this.seen(response);
    return this;
  }

  async back() {
    await this.page.goBack({waitUntil: 'load'});
    return this;
  }

  text() {
    return this.page.locator('body').innerText();
  }

  async says(words, what = `the page says 「${words}」`) {
    const text = (await this.text()).replace(/\s+/g, ' ');
    return this.count.ok(text.includes(words), `${this.path()}: ${what}`, text.slice(0, 600));
  }

  async silent(words, what = `the page does not say 「${words}」`) {
    return this.count.ok(!(await this.text()).includes(words), `${this.path()}: ${what}`);
  }

  path() {
    const u = new URL(this.page.url());
    return u.pathname + u.search;
  }

  at(path, what = `is at ${path}`) {
    return this.count.is(this.path(), path, what);
  }

  // The error summary: its lines, each of which must lead to a field that says the same.
  async errors() {
    const links = this.page.locator('.err-sum a');
    const all = [];
    for (const a of await links.all()) {
      const text = (await a.innerText()).trim();
      const id = (await a.getAttribute('href')).slice(1);
      const inline = await this.page.locator(`[id="${id}-e"]`).allInnerTexts();
      this.count.ok(await this.page.locator(`[id="${id}"]`).count() === 1 &&
        inline.some((t) => t.includes(text)), `「${text}」 leads to its field, which says the same`);
      all.push(text);
    }
    return all;
  }

  async leave() {
    await this.context.close();
  }
}
