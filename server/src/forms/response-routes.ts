import { pipeline as pipe } from "node:stream/promises";
import { Readable } from "node:stream";
import {
  deleteResponse,
  getFile,
  getResponse,
  listResponses,
  updateResponse,
  type ResponseView,
} from "@formloom/shared/api";
import { isRecord } from "@formloom/shared/values";
import type { FormResponse } from "../db/generated/client.ts";
import type { BoundRoute } from "../http/call.ts";
import { route, streamRoute } from "../http/contract-route.ts";
import { toPage } from "../http/cursor.ts";
import { notFound } from "../http/refusal.ts";
import { editResponse, removeResponse } from "./change-response.ts";
import type { FormDeps } from "./form-deps.ts";

export function responseRoutes(deps: FormDeps): BoundRoute[] {
  const { prisma, cursors } = deps;
  return [
    route(listResponses, async ({ params, query }) => {
      const list = `responses ${params.formId}`;
      const before = cursors.read(list, query.cursor);
      const rows = await prisma.formResponse.findMany({
        where: { formId: params.formId, ...(before === null ? {} : { id: { lt: before } }) },
        orderBy: { id: "desc" },
        take: query.limit + 1,
      });
      return toPage(rows, {
        limit: query.limit,
        present: presentResponse,
        cursorOf: (response) => cursors.write(list, response.id),
      });
    }),
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

export function presentResponse(response: FormResponse): ResponseView {
  return {
    id: response.id,
    formId: response.formId,
    answers: isRecord(response.answers) ? response.answers : {},
    submittedAt: response.submittedAt.toISOString(),
    editedAt: response.editedAt?.toISOString() ?? null,
    version: response.version,
  };
}
