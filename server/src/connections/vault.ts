import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

/** What a ciphertext is bound to: moved to another row, kind or owner it cannot be read. */
export interface SecretPlace {
  readonly id: string;
  readonly kind: string;
  readonly ownerId: string;
}

/** Encrypts what is stored and makes the keys for everything else that needs one. */
export interface Vault {
  seal(value: unknown, place: SecretPlace): Buffer<ArrayBuffer>;
  /** Throws {@link UnreadableSecret} when it was changed, moved, or made with another key. */
  open(sealed: Uint8Array, place: SecretPlace): unknown;
  /** A key of 32 bytes for one purpose, the same at each start. */
  derive(purpose: string): Buffer;
}

/** A ciphertext that cannot be read. Which of the possible reasons it was is not told. */
export class UnreadableSecret extends Error {
  constructor() {
    super("A stored secret cannot be read with this server's key: enter it again.");
  }
}

const format = 1;
const idBytes = 4;
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const boxOverhead = nonceBytes + tagBytes;
const wrappedBytes = keyBytes + boxOverhead;
const headBytes = 1 + idBytes + wrappedBytes;

/**
 * AES-256-GCM with a data key per record, wrapped by the master key: random nonces are used once or
 * twice per data key, and a new master key needs to touch only the wrapped ones.
 * Layout: format, id of the master key, wrapped data key, sealed value; a box is nonce, tag, text.
 */
export function createVault(masterKey: Buffer): Vault {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", masterKey, "formloom", purpose, keyBytes));
  const wrappingKey = derive("wrap data keys");
  const keyId = createHash("sha256").update(derive("key id")).digest().subarray(0, idBytes);
  return {
    derive,
    seal(value, place) {
      const dataKey = randomBytes(keyBytes);
      const bound = additionalData(place);
      const head = Buffer.concat([Buffer.of(format), keyId, closeBox(wrappingKey, dataKey, bound)]);
      return Buffer.concat([head, closeBox(dataKey, Buffer.from(JSON.stringify(value)), bound)]);
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed);
      const known = bytes[0] === format && bytes.subarray(1, 1 + idBytes).equals(keyId);
      if (!known || bytes.length < headBytes + boxOverhead) throw new UnreadableSecret();
      const bound = additionalData(place);
      const dataKey = openBox(wrappingKey, bytes.subarray(1 + idBytes, headBytes), bound);
      const text = openBox(dataKey, bytes.subarray(headBytes), bound).toString();
      const value: unknown = JSON.parse(text);
      return value;
    },
  };
}

function additionalData({ id, kind, ownerId }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify([id, kind, ownerId]));
}

function closeBox(key: Buffer, text: Buffer, bound: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bound);
  const sealed = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function openBox(key: Buffer, box: Buffer, bound: Buffer): Buffer {
  const nonce = box.subarray(0, nonceBytes);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(bound).setAuthTag(box.subarray(nonceBytes, boxOverhead));
  try {
    return Buffer.concat([decipher.update(box.subarray(boxOverhead)), decipher.final()]);
  } catch {
    throw new UnreadableSecret();
  }
}
