const units = [
  { unit: "day", ms: 86_400_000 },
  { unit: "hour", ms: 3_600_000 },
  { unit: "minute", ms: 60_000 },
  { unit: "second", ms: 1_000 },
] as const;
const amounts = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** A span of time in words, such as "2 minutes", in the largest unit that it fills. `ms` in milliseconds. */
export function spanWords(ms: number): string {
  const fitting = units.find((each) => ms >= each.ms) ?? units[3];
  const amount = amounts.format(ms / fitting.ms);
  return `${amount} ${fitting.unit}${amount === "1" ? "" : "s"}`;
}
