// papers.mjs: files to send, and forms with files for a Person.
import http from 'node:http';

// A PDF of about so many bytes, different for each mark.
export function pdf(mark, bytes = 1000) {
  const head = `%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n4 0 obj\n<</Length ${bytes}>>stream\n% ${mark} `;
  const tail = '\nendstream\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 5/Root 1 0 R>>\nstartxref\n9\n%%EOF\n';
  return Buffer.concat([Buffer.from(head),
    Buffer.alloc(Math.max(0, bytes - head.length - tail.length), 'x'), Buffer.from(tail)]);
}

// What a browser sends: fields, then files {field: {name, bytes}}.
export function multipart(fields, files, boundary = 'xMadoguchix') {
  const parts = Object.entries(fields).map(([k, v]) => Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="${k}"\r\n\r\n${v}\r\n`));
  for (const [k, f] of Object.entries(files))
    parts.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${k}"; filename="${f.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`),
      f.bytes, Buffer.from('\r\n'));
  return {type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])};
}

// Sends the form; only: hangs up after so many bytes, and gives null.
export function upload(person, path, fields, files, {only} = {}) {
  const {type, body} = multipart(fields, files);
  const headers = {Host: `127.0.0.1:${person.site.port}`, Origin: person.site.origin,
    'Content-Type': type, 'Content-Length': body.length,
    Cookie: [...person.jar].map(([k, v]) => `${k}=${v}`).join('; ')};
  return new Promise((done, fail) => {
    const r = http.request({host: '127.0.0.1', port: person.site.port, method: 'POST', path,
      headers, agent: false, timeout: 30000}, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => done({status: res.statusCode, to: res.headers.location || '',
        text: Buffer.concat(parts).toString()}));
    });
    r.on('timeout', () => r.destroy(new Error('no answer in 30 s')));
    r.on('error', (e) => (only ? done(null) : fail(e)));
    if (only) r.write(body.subarray(0, only), () => setTimeout(() => r.destroy(), 50));
    else r.end(body);
  });
}
