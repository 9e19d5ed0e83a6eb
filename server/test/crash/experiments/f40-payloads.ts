import * as fc from "fast-check";
import { exactly, reported, type FaultExperiment } from "../fault-experiment.ts";
import { publishChain, webhookNode } from "../graphs.ts";
import { judge, oracleRow } from "../oracle.ts";
import { waitForRest } from "../rest.ts";
import { withWorld, type World } from "../world.ts";

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const data = (subject: string, budget = "1"): string =>
  `{"data":{"subject":${subject},"budget":${budget}}}`;

/** Bodies by name, as text, since most are no value that JSON.stringify would make. */
const edges: Readonly<Record<string, string>> = {
  "10 MB": data(`"${"x".repeat(10 * 1_048_576)}"`),
  "1 MiB and one byte": data(`"${"x".repeat(1_048_577)}"`),
  "depth 5,000": data(nested(5_000)),
  "depth 33": data(nested(33)),
  NUL: data(String.raw`"a\u0000b"`),
  "lone surrogate": data(String.raw`"a\ud800b"`),
  "1e400": data('"a"', "1e400"),
  "2^53+1": data('"a"', "9007199254740993"),
  "minus zero": data('"a"', "-0"),
  "1 MB key": `{"data":{"${"k".repeat(1_000_000)}":1}}`,
  "100,000 keys": `{"data":{${Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join(",")}}}`,
  "duplicate keys": `{"data":{"subject":"a","subject":"b"}}`,
  __proto__: `{"data":{"__proto__":{"x":1},"subject":"a"}}`,
  "right to left, zero width": data('"\u202Eabc\u200B\u2066"'),
  "emoji of several": data('"👩‍👩‍👧‍👦🏳️‍🌈"'),
  "not JSON": "{",
  empty: "",
};

export const f40: FaultExperiment = {
  id: "F40",
  title: "Payloads at the edges, through the whole path",
  goal: "4xx and nothing stored, or stored and seen equal in database and webhook; never 500",
  run: async ({ scale, seed }) => {
    const runs = scale === "full" ? 20_000 : 300;
    return withWorld({ seed }, async (world) => {
      const { formId } = await publishChain(world.api(), [webhookNode(world, "hook")]);
      const tally = { stored: 0, refused: 0, wrong: [] as string[] };
      const tryBody = async (name: string, body: string): Promise<void> => {
        const fault = await submitEdge(world, formId, body, tally);
        if (fault !== null) tally.wrong.push(`${name}: ${fault}`);
      };
      for (const [name, body] of Object.entries(edges)) await tryBody(name, body);
      const number = fc.oneof(fc.double({ noNaN: true }), fc.maxSafeInteger(), fc.string());
      const property = fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 200 }),
        number,
        async (subject, budget) => {
          await tryBody("any", JSON.stringify({ data: { subject, budget } }));
        },
      );
      await fc.assert(property, { numRuns: runs, seed });
      await waitForRest(world);
      const verdict = await judge(world);
      // Subjects are any text here, so that deliveries cannot be told apart by them.
      const faults = { ...verdict.faults, I4: [], I5: [] };
      return [
        exactly(
          `wrong of ${runs + Object.keys(edges).length}${tally.wrong.length > 0 ? ` (${tally.wrong.slice(0, 3).join("; ")})` : ""}`,
          tally.wrong.length,
          0,
        ),
        exactly("deliveries, one for each stored", verdict.deliveries, tally.stored),
        reported("stored", tally.stored),
        reported("refused", tally.refused),
        oracleRow({ ...verdict, faults }),
      ];
    });
  },
};

/** What is wrong with how a body was taken, or null. */
async function submitEdge(
  world: World,
  formId: string,
  body: string,
  tally: { stored: number; refused: number },
): Promise<string | null> {
  const answer = await fetch(`${world.server.url}/api/forms/${formId}/responses`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  }).catch(() => null);
  // A body far too large may be cut off before it is through: nothing was stored then either.
  if (answer === null) {
    tally.refused += 1;
    return body.length > 1_048_576 ? null : "the connection broke";
  }
  const text = await answer.text();
  if (answer.status >= 400 && answer.status < 500) {
    tally.refused += 1;
    return null;
  }
  if (answer.status !== 201) return `status ${answer.status}`;
  tally.stored += 1;
  const { id } = JSON.parse(text) as { id: string }; // the contract's answer to a 201
  const [row] = await world.sql(`SELECT answers FROM "FormResponse" WHERE id = $1`, [id]);
  const sent: unknown = (JSON.parse(body) as { data: unknown }).data; // it was taken, so it is JSON with data
  const same = JSON.stringify(sorted(row?.["answers"])) === JSON.stringify(sorted(sent));
  return same
    ? null
    : `stored ${JSON.stringify(row?.["answers"]).slice(0, 80)} for ${body.slice(0, 80)}`;
}

/** As the normaliser leaves it: what is empty is no answer. */
function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const given = Object.entries(value).filter(([, item]) => item !== null && item !== "");
  return Object.fromEntries(given.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
