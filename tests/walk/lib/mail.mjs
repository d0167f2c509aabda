// mail.mjs: reads a mail: its header, its text, the links in it.
function words(s) {
  return s.replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, how, text) => how.toLowerCase() === 'b'
      ? Buffer.from(text, 'base64').toString() : quoted(text.replace(/_/g, ' ')));
}

function quoted(s) {
  return Buffer.from(s.replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, h) => String.fromCharCode(parseInt(h, 16))), 'latin1')
    .toString();
}

export function readMail(bytes) {
  const all = bytes.toString('latin1').replace(/\r\n/g, '\n');
  const end = all.indexOf('\n\n');
  const head = {};
  for (const line of all.slice(0, end).replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = line.match(/^([\w-]+):\s*(.*)$/) || [];
    if (name) head[name.toLowerCase()] = words(Buffer.from(value, 'latin1').toString());
  }
  let text = all.slice(end + 2);
  const how = (head['content-transfer-encoding'] || '').toLowerCase();
  if (how === 'base64') text = Buffer.from(text, 'base64').toString();
  else if (how === 'quoted-printable') text = quoted(text);
  else text = Buffer.from(text, 'latin1').toString();
  return {head, to: head.to || '', subject: head.subject || '', text,
    links: text.match(/https?:\/\/\S+/g) || []};
}
