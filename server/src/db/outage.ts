/** Classes of SQLSTATE that say the database is away or overloaded, not that the statement is wrong. */
const outageClasses = ["08", "53", "57", "58", "40"];

/** Whether an error of the database means "try again later". */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (typeof code !== "string") return /connection|timeout|terminat/i.test(error.message);
  if (/^[0-9A-Z]{5}$/.test(code)) return outageClasses.includes(code.slice(0, 2));
  return code.startsWith("E");
}
