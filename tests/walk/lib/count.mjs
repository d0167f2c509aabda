// count.mjs: counts what held and what did not; nothing here stops a walk.
export class Count {
  passed = 0;
  failed = 0;
  skipped = 0;
  bad = 0; // of failed: here, or in what was made from here by at()
  where = '';

  // The same count under another name, for walks that go side by side.
  at(where) {
    const total = this.total || this;
    return Object.assign(Object.create(total), {where, total, above: this, bad: 0});
  }

  ok(held, what, more = '') {
    const total = this.total || this;
    if (held) {
      total.passed++;
      if (process.env.V) console.log(`  ok ${this.where}: ${what}`);
    } else {
      total.failed++;
      for (let c = this; c; c = c.above) c.bad++;
      console.log(`FAILED ${this.where}: ${what}${more ? `\n    ${more}` : ''}`);
    }
    return Boolean(held);
  }

  is(got, want, what) {
    return this.ok(got === want, what, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  }

  skip(why) {
    (this.total || this).skipped++;
    console.log(`skipped ${this.where}: ${why}`);
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed ? 1 : 0;
  }
}
