/** The middle one; null of nothing. */
export function median(values: readonly (number | null)[]): number | null {
  return quantile(values, 0.5);
}

/** The value that a share `q` of the values does not exceed; null of nothing. */
export function quantile(values: readonly (number | null)[], q: number): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.max(0, Math.ceil(q * known.length) - 1)] ?? null;
}

/** `a / b`; null where one is missing or `b` is 0. */
export function ratio(a: number | null, b: number | null): number | null {
  return a === null || b === null || b === 0 ? null : Math.round((a / b) * 100) / 100;
}

/** How much more `value` is than `base`, in percent. */
export function percentMore(value: number | null, base: number | null): number | null {
  if (value === null || base === null || base === 0) return null;
  return Math.round((value / base - 1) * 1000) / 10;
}
