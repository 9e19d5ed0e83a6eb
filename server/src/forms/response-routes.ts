import { pipeline as pipe } from "node:stream/promises";
import { Readable } from "node:stream";
import {
  deleteResponse,
  exportResponses,
  getFile,
  getResponse,
  listResponses,
  updateResponse,
} from "@formloom/shared/api";
import type { BoundRoute } from "../http/call.ts";
import { route, streamRoute } from "../http/contract-route.ts";
import { notFound } from "../http/refusal.ts";
import { editResponse, removeResponse } from "./change-response.ts";
import { sendResponses } from "./send-responses.ts";
import { presentResponse } from "./present-response.ts";
import { listResponsePage } from "./list-responses.ts";
import { createResponseSearch } from "../search/find-responses.ts";
import type { FormDeps } from "./form-deps.ts";

export function responseRoutes(deps: FormDeps): BoundRoute[] {
  const { prisma, cursors } = deps;
  const search = createResponseSearch(prisma);
  return [
    route(listResponses, ({ params, query }) =>
      listResponsePage({ prisma, cursors, search }, params.formId, query),
    ),
    streamRoute(exportResponses, ({ params, query }, { res }) =>
      sendResponses({ prisma, search }, { formId: params.formId, q: query.q }, res),
    ),
    route(getResponse, async ({ params }) => {
      const where = { id: params.responseId, formId: params.formId };
      const response = await prisma.formResponse.findFirst({ where });
      if (response === null) throw notFound();
      return presentResponse(response);
    }),
    route(updateResponse, async ({ params, body, ifMatch }) =>
      presentResponse(await editResponse(deps, { ...params, version: ifMatch, data: body.data })),
    ),
    route(deleteResponse, async ({ caller, params }) => {
      await removeResponse(deps, { ...params, userId: caller.id });
      return undefined;
    }),
    fileRoute(deps),
  ];
}

/** Whatever was uploaded, a browser gets it as a file to save, never as something to show or run. */
function fileRoute({ prisma }: FormDeps): BoundRoute {
  return streamRoute(getFile, async ({ params }, { res }) => {
    const { fileId: id, responseId, formId } = params;
    const file = await prisma.formFile.findFirst({ where: { id, responseId, formId } });
    if (file === null) throw notFound();
    res.writeHead(200, {
      "content-type": "application/octet-stream",
      "content-length": file.sizeBytes,
      "content-disposition": attachment(file.name),
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "private, no-store",
    });
    await pipe(Readable.from([Buffer.from(file.content)]), res);
  });
}

function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w.-]+/g, "_").slice(0, 100);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
