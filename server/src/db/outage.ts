/** Classes of SQLSTATE that say the database is away or overloaded, not that the statement is wrong. */
const outageClasses = ["08", "53", "57", "58", "40"];

/** Codes of Prisma that say so: unreachable, timed out, closed, no free connection, no transaction in time. */
export const prismaOutages = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);
/** What pg says without a code when the database does not answer, or went away. */
const codelessOutage =
  /^(?:Query read timeout|timeout exceeded when trying to connect|Connection terminated.*|Client has encountered a connection error and is not queryable)$/;

/** Whether an error is one of pg's own, which carry no code, about a database that is away. */
export const isCodelessOutage = (error: unknown): boolean =>
  error instanceof Error && codelessOutage.test(error.message);

/** Whether an error of the database means "try again later". */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  if (typeof code !== "string") return /connection|timeout|terminat/i.test(error.message);
  if (prismaOutages.has(code)) return true;
  if (/^[0-9A-Z]{5}$/.test(code)) return outageClasses.includes(code.slice(0, 2));
  return code.startsWith("E");
}
