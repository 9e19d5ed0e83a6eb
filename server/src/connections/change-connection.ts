import type { createConnection, RouteBody } from "@formloom/shared/api";
import { newId } from "@formloom/shared/kernel";
import { asJson, type TransactionClient } from "../db/client.ts";
import type { Connection } from "../db/generated/client.ts";
import { notFound, Refusal } from "../http/refusal.ts";
import { hostOf, splitSettings, unknownKind, type ConnectionKind } from "./connection-kinds.ts";
import type { ConnectionDeps } from "./connection-deps.ts";
import { secretTexts } from "../secret-texts.ts";
import { readConnection } from "./connection-secrets.ts";

type Settings = Readonly<Record<string, unknown>>;

/** Stores credentials, the secret ones encrypted and bound to the row. */
export async function addConnection(
  deps: ConnectionDeps,
  ownerId: string,
  body: RouteBody<typeof createConnection>,
): Promise<Connection> {
  const kind = deps.kindOf(body.kind);
  if (kind === null) throw unknownKind();
  const settings = kind.parse(body.config);
  const place = { id: newId(), kind: body.kind, ownerId };
  return deps.prisma.$transaction(async (tx) => {
    const data = { ...place, name: body.name, ...sealSettings(deps, kind, { place, settings }) };
    const row = await tx.connection.create({ data });
    const subject = { subjectType: "connection", subjectId: row.id };
    await deps.audit.record(
      { userId: ownerId, action: "connection.created", ...subject, detail: { kind: row.kind } },
      tx,
    );
    return row;
  });
}

interface ConnectionChange {
  readonly id: string;
  readonly ownerId: string;
  /** Null: whatever the version. */
  readonly version: number | null;
  readonly name?: string | undefined;
  /** New settings; secret ones that are left out stay as they are, unless the host changes. */
  readonly config?: Settings | undefined;
}

/** Changes a connection; 422 `secret_required` when its secrets would go to another host. */
export async function changeConnection(
  deps: ConnectionDeps,
  change: ConnectionChange,
): Promise<Connection> {
  return deps.prisma.$transaction(async (tx) => {
    const row = await lockConnection(tx, change);
    const sealed = change.config === undefined ? {} : mergeSettings(deps, row, change.config);
    const updated = await tx.connection.update({
      where: { id: row.id },
      data: {
        ...sealed,
        ...(change.name === undefined ? {} : { name: change.name }),
        version: { increment: 1 },
      },
    });
    const subject = { subjectType: "connection", subjectId: row.id };
    await deps.audit.record(
      { userId: change.ownerId, action: "connection.changed", ...subject },
      tx,
    );
    return updated;
  });
}

function mergeSettings(deps: ConnectionDeps, row: Connection, config: Settings) {
  const kind = deps.kindOf(row.kind);
  if (kind === null) throw unknownKind();
  const typed = splitSettings(kind.facts, config);
  const host = hostOf(kind.facts, config);
  const isNew = kind.facts.secrets.filter((name) => !Object.hasOwn(typed.secret, name));
  const old = isNew.length === 0 ? {} : readConnection(deps.vault, row).secret;
  const kept = Object.fromEntries(Object.entries(old).filter(([name]) => isNew.includes(name)));
  // A host that is itself a secret and was left out is kept, and is no other host.
  const settings = { ...typed.config, ...kept, ...typed.secret };
  const target = host === "" ? hostOf(kind.facts, settings) : host;
  if (Object.keys(kept).length > 0 && target !== row.host) {
    throw new Refusal("secret_required", "The host changes: enter the secrets again.", {
      errors: Object.keys(kept).map((name) => ({
        path: `config.${name}`,
        code: "secret_required",
        message: "Enter it again.",
      })),
    });
  }
  const place = { id: row.id, kind: row.kind, ownerId: row.ownerId };
  return {
    ...sealSettings(deps, kind, { place, settings: kind.parse(settings) }),
    testedAt: null,
    testError: null,
  };
}

function sealSettings(
  { vault, secrets }: ConnectionDeps,
  kind: ConnectionKind,
  input: {
    readonly place: { readonly id: string; readonly kind: string; readonly ownerId: string };
    readonly settings: Settings;
  },
) {
  const { config, secret } = splitSettings(kind.facts, input.settings);
  secrets.add(...secretTexts(secret));
  return {
    config: asJson(config),
    secret: vault.seal(secret, input.place),
    host: hostOf(kind.facts, input.settings),
  };
}

async function lockConnection(
  tx: TransactionClient,
  { id, ownerId, version }: ConnectionChange,
): Promise<Connection> {
  await tx.$queryRaw`SELECT "id" FROM "Connection" WHERE "id" = ${id}::uuid FOR UPDATE`;
  const row = await tx.connection.findFirst({ where: { id, ownerId } });
  if (row === null) throw notFound();
  if (version !== null && version !== row.version) {
    throw new Refusal("stale", "Somebody changed this meanwhile: read it again, then change it.");
  }
  return row;
}
