// pairs.mjs: whether two things that were timed one after the other, again and again, take
// the same time. What else the machine does disturbs both of a pair alike.
const sorted = (v) => [...v].sort((a, b) => a - b);
const at = (v, q) => v[Math.min(v.length - 1, Math.max(0, Math.floor(q * v.length)))];

// a[i], b[i]: times of a pair. The median of the differences with its interval of 95 %
// (order statistics: no assumption about their distribution), and the noise: the range in
// which the middle half of single answers lies.
export function pairs(a, b) {
  const d = sorted(a.map((x, i) => x - b[i]));
  const half = 0.98 * Math.sqrt(d.length);
  const low = d[Math.max(0, Math.floor(d.length / 2 - half))];
  const high = d[Math.min(d.length - 1, Math.ceil(d.length / 2 + half))];
  const all = sorted([...a, ...b]);
  return {median: at(d, 0.5), low, high, noise: at(all, 0.75) - at(all, 0.25)};
}

// Nobody learns from it: no difference is seen, or one so small beside the noise that one
// address would have to be asked about more often than the limits let anybody ask.
export const SHARE = 0.1;
export const within = (p) => (p.low <= 0 && p.high >= 0) || Math.abs(p.median) <= SHARE * p.noise;
