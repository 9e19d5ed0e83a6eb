import type { InputError } from "../http/refusal.ts";
import { invalidInput } from "../http/refusal.ts";
import type { TransactionClient } from "../db/client.ts";
import { cutText, maxLoggedText } from "../pipeline/worker/prepare-step.ts";
import { masked } from "../pipeline/worker/secret-mask.ts";

/** Final settings of a step, taken from what its log shows. */
export interface FinalSettings {
  readonly runId: string;
  readonly nodeId: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Refuses final settings that hold what a log only hints at: secrets are masked there and very long texts
 * cut, and neither may be taken for the value itself.
 */
export async function checkShown(
  tx: TransactionClient,
  { runId, nodeId, input }: FinalSettings,
): Promise<void> {
  const errors = findHidden(input, await readShown(tx, { runId, nodeId }));
  if (errors.length > 0) throw invalidInput(errors);
}

/** What a step's last attempt was given, as its log shows it; null: it was given nothing. */
export async function readShown(
  tx: TransactionClient,
  { runId, nodeId }: Pick<FinalSettings, "runId" | "nodeId">,
): Promise<unknown> {
  const last = await tx.pluginExecutionLog.findFirst({
    where: { runId, nodeId },
    orderBy: [{ ordinal: "asc" }, { attempt: "desc" }],
    select: { input: true },
  });
  return last?.input ?? null;
}

/** Where final settings repeat a mask, or a cut text, of the log. */
export function findHidden(input: unknown, logged: unknown): InputError[] {
  const hasMask = JSON.stringify(logged ?? null).includes(masked);
  const errors: InputError[] = [];
  visit(input, logged, ["input"]);
  return errors;

  function visit(value: unknown, shown: unknown, path: readonly string[]): void {
    if (typeof value === "string") {
      const error = judge(value, shown);
      if (error !== null) errors.push({ ...error, path: path.join(".") });
      return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      visit(member, memberOf(shown, key), [...path, key]);
    }
  }

  function judge(value: string, shown: unknown): Omit<InputError, "path"> | null {
    if (hasMask && value.includes(masked)) {
      return {
        code: "hidden_value",
        message: "A secret is hidden here: change the step's settings instead.",
      };
    }
    const isCut = value.length > maxLoggedText && value.endsWith(cutText) && value === shown;
    if (!isCut) return null;
    return {
      code: "cut_value",
      message: "Only the beginning of this text was kept: change the step's settings instead.",
    };
  }
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
