/** The smallest id that can be made at this time, in ms since 1970: times become bounds of ids by it. */
export function firstIdAt(ms: number): string {
  const time = Math.max(0, Math.min(Math.ceil(ms), 2 ** 48 - 1))
    .toString(16)
    .padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
}

/** When an id was made, or a bound of {@link firstIdAt} is. */
export function timeOfId(id: string): Date {
  return new Date(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16));
}
