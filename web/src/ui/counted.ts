const numbers = new Intl.NumberFormat();

/** "1 response", "2,000 responses". */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${numbers.format(count)} ${count === 1 ? noun : plural}`;
}
