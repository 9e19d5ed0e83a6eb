import { startEmbedded } from "../../src/db/embedded.ts";

/**
 * Holds a data folder in a process of its own: prints one line of JSON when the database answers (or
 * why it does not), and stops it when its standard input ends.
 */
const [dataDir = ""] = process.argv.slice(2);
try {
  const database = await startEmbedded({ dataDir });
  process.stdout.write(`${JSON.stringify(database)}\n`);
  process.stdin.resume().once("end", () => void database.stop());
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
}
