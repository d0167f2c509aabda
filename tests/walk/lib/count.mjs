// count.mjs: counts what held and what did not; nothing here stops a walk.
export class Count {
  passed = 0;
  failed = 0;
  skipped = 0;
  where = '';

  ok(held, what, more = '') {
    if (held) {
      this.passed++;
      if (process.env.V) console.log(`  ok ${this.where}: ${what}`);
    } else {
      this.failed++;
      console.log(`FAILED ${this.where}: ${what}${more ? `\n    ${more}` : ''}`);
    }
    return Boolean(held);
  }

  is(got, want, what) {
    return this.ok(got === want, what, `got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
  }

  skip(why) {
    this.skipped++;
    console.log(`skipped ${this.where}: ${why}`);
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed ? 1 : 0;
  }
}
