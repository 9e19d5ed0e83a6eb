import {
  exportPipeline as exportContract,
  importPipeline as importContract,
} from "@formloom/shared/api";
import { storedFields } from "../forms/present-form.ts";
import type { BoundRoute } from "../http/call.ts";
import { route } from "../http/contract-route.ts";
import { graphBodyLimits } from "../http/read-body.ts";
import type { SecretRegistry } from "../secret-registry.ts";
import { exportPipeline } from "./export-pipeline.ts";
import { findGaps, importPipeline, toGraph } from "./import-pipeline.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { presentPipeline } from "./present-pipeline.ts";

/** Automations as files. */
export function pipelineFileRoutes(
  deps: PipelineDeps & { readonly secrets: SecretRegistry },
): BoundRoute[] {
  const { prisma, graphTools, nodeTypes } = deps;
  return [
    route(exportContract, ({ params }) => exportPipeline(deps, params.pipelineId)),
    route(
      importContract,
      async ({ caller, params: { formId }, body: file }) => {
        const row = await importPipeline(deps, { formId, userId: caller.id, file });
        const form = await prisma.form.findUniqueOrThrow({ where: { id: formId } });
        const fields = storedFields(form);
        return {
          pipelineId: row.id,
          pipeline: await presentPipeline(deps, row, true),
          gaps: findGaps(file, { fields, nodeTypes }),
          problems: [...graphTools.compile(toGraph(file), { fields }).problems],
        };
      },
      graphBodyLimits,
    ),
  ];
}
