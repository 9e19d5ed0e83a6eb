import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Prisma, type PrismaClient } from "../db/client.ts";
import { createVault, UnreadableSecret, type Vault } from "./vault.ts";

/** The key is missing or is not the one that the database's secrets were encrypted with. */
export class KeyError extends Error {}

const place = { id: "keyCheck", kind: "setting", ownerId: "formloom" };
const checkValue = "the key fits";

/**
 * The vault of the configured key, or of the key file in the data folder, which is made at the first
 * start. Throws {@link KeyError} rather than start with a key that does not fit the database.
 */
export async function openVault(
  prisma: PrismaClient,
  config: { readonly secretKey: Buffer | null; readonly dataDir: string },
): Promise<Vault> {
  const stored = await prisma.setting.findUnique({ where: { key: "keyCheck" } });
  const key = config.secretKey ?? readKeyFile(config.dataDir, stored === null);
  const vault = createVault(key);
  const value = stored?.value ?? (await storeCheck(prisma, vault));
  if (!fits(vault, value)) {
    throw new KeyError(
      "FORMLOOM_SECRET_KEY (or the key file in the data folder) is not the key that this database's secrets were encrypted with: start with the right one.",
    );
  }
  return vault;
}

async function storeCheck(prisma: PrismaClient, vault: Vault): Promise<unknown> {
  const value = vault.seal(checkValue, place).toString("base64");
  // Another server that starts at the same moment may have been first; then its check decides.
  await prisma.$executeRaw(
    Prisma.sql`INSERT INTO "Setting" ("key", "value") VALUES ('keyCheck', to_jsonb(${value}::text)) ON CONFLICT DO NOTHING`,
  );
  const stored = await prisma.setting.findUniqueOrThrow({ where: { key: "keyCheck" } });
  return stored.value;
}

function fits(vault: Vault, value: unknown): boolean {
  try {
    return (
      typeof value === "string" && vault.open(Buffer.from(value, "base64"), place) === checkValue
    );
  } catch (error) {
    if (error instanceof UnreadableSecret) return false;
    throw error;
  }
}

function readKeyFile(dataDir: string, mayCreate: boolean): Buffer {
  const file = join(dataDir, "secret.key");
  if (statSync(file, { throwIfNoEntry: false }) === undefined) {
    if (!mayCreate) {
      throw new KeyError(
        `The key file ${file} is gone, but the database holds secrets that need it: put it back, or set FORMLOOM_SECRET_KEY.`,
      );
    }
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
  }
  chmodSync(file, 0o600);
  const key = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
  if (key.length !== 32) throw new KeyError(`The key file ${file} should hold 64 hex digits.`);
  return key;
}
