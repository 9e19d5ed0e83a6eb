import {
  defineBackend,
  type Preview,
  type StepContext,
  type StepResult,
} from "@formloom/plugin-sdk";
import type { z } from "zod";
import { manifest } from "./manifest.ts";

type Settings = z.output<typeof manifest.config>;

const otherwise = { port: "otherwise", name: "Otherwise" };

export const backend = defineBackend(manifest, {
  run(ctx): StepResult {
    const { port, name } = chooseWay(ctx);
    return { output: { branch: name }, port };
  },
  dryRun(ctx): Preview {
    const { port, name } = chooseWay(ctx);
    return {
      summary: `Goes on by “${name}”`,
      content: { kind: "none" },
      port,
      output: { branch: name },
    };
  },
});

/** The first way whose condition holds. */
function chooseWay(ctx: StepContext<Settings>): { readonly port: string; readonly name: string } {
  return ctx.config.branches.find(({ condition }) => ctx.matches(condition)) ?? otherwise;
}
