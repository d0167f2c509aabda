// ranks.mjs: whether two lists of times come from the same distribution: the rank sum test
// of Mann and Whitney, two-sided, by its normal approximation with the correction for ties.
export function ranks(a, b) {
  const all = [...a.map((v) => [v, 0]), ...b.map((v) => [v, 1])].sort((x, y) => x[0] - y[0]);
  const n = all.length;
  let sum = 0, ties = 0;

  for (let i = 0, j; i < n; i = j) {
    for (j = i; j < n && all[j][0] === all[i][0]; j++);
    for (let k = i; k < j; k++)
      if (all[k][1] === 0) sum += (i + j + 1) / 2;
    ties += (j - i) ** 3 - (j - i);
  }
  const u = sum - a.length * (a.length + 1) / 2;
  const mean = a.length * b.length / 2;
  const sd = Math.sqrt(a.length * b.length / 12 * (n + 1 - ties / (n * (n - 1))));
  return sd ? 2 * tail((Math.abs(u - mean) - 0.5) / sd) : 1;
}

// P(Z > z), Abramowitz and Stegun 26.2.17: off by less than 1e-7.
function tail(z) {
  if (z < 0) return 0.5;
  const t = 1 / (1 + 0.2316419 * z);
  const p = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI) * p;
}
