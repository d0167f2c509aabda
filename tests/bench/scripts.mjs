// scripts.mjs: writes what load.c plays.
import {writeFileSync} from 'node:fs';

export function request(site, method, path, {cookie = '', form, from} = {}) {
  const body = form === undefined ? '' : new URLSearchParams(form).toString()
    .replace(/%0([12])/g, (_, n) => String.fromCharCode(n));
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\n${
    cookie ? `Cookie: ${cookie}\r\n` : ''}${from ? `X-Forwarded-For: ${from}\r\n` : ''}${
    form === undefined ? '' : `Origin: ${site.origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`}\r\n${body}`;
}

// What load.c fills in: the last _once or _rev that the connection saw.
export const once = (n) => '\u0001'.repeat(n);
export const rev = '\u0002'.repeat(10);

// scripts: lists of requests. Each list is played on one connection, from first to last.
export function write(file, scripts) {
  const parts = [];
  for (const s of scripts) {
    for (const r of s) {
      const text = Buffer.from(r);
      const n = Buffer.alloc(4);
      n.writeUInt32LE(text.length);
      parts.push(n, text);
    }
    parts.push(Buffer.alloc(4));
  }
  writeFileSync(file, Buffer.concat(parts));
  return file;
}

// A subscriber's address, another one for each i: the limits are per address.
export const address = (i) => `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
