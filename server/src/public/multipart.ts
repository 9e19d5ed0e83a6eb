import { Busboy } from "@fastify/busboy";
import { Refusal } from "../http/refusal.ts";

/** A file as it was sent. Name and type are what the sender says, good for showing only. */
export interface Upload {
  readonly fieldId: string;
  readonly name: string;
  readonly contentType: string;
  readonly content: Buffer;
}

export interface Multipart {
  readonly pairs: readonly (readonly [string, string])[];
  readonly uploads: readonly Upload[];
}

const limits = {
  fields: 2_000,
  files: 20,
  fieldSize: 262_145,
  fieldNameSize: 200,
  headerPairs: 20,
};
const replacement = "\ufffd";

/** Splits a multipart body that was read whole. */
export function readMultipart(body: Buffer, contentType: string): Promise<Multipart> {
  // Text that was no UTF-8 comes out with U+FFFD in it; then the body itself does not hold that.
  const mayReplace = !body.includes(Buffer.from(replacement));
  return new Promise((resolve, reject) => {
    const pairs: (readonly [string, string])[] = [];
    const uploads: Upload[] = [];
    const refuse = (): void => {
      reject(new Refusal("invalid_request", "The multipart body is malformed or too large."));
    };
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({ headers: { "content-type": contentType }, limits });
    } catch {
      refuse();
      return;
    }
    parser.on("field", (name, value, nameCut, valueCut) => {
      const broken = mayReplace && (name.includes(replacement) || value.includes(replacement));
      if (nameCut || valueCut || broken) refuse();
      else pairs.push([name, value]);
    });
    parser.on("file", (fieldId, stream, fileName, _encoding, fileType) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => void chunks.push(chunk));
      stream.on("error", refuse);
      stream.on("end", () => {
        const content = Buffer.concat(chunks);
        // What a file input sends when nothing was chosen.
        if (content.length === 0 && (fileName ?? "") === "") return;
        uploads.push({
          fieldId,
          name: safeName(fileName ?? ""),
          contentType: safeType(fileType),
          content,
        });
      });
    });
    parser.on("partsLimit", refuse).on("filesLimit", refuse).on("fieldsLimit", refuse);
    parser.on("error", refuse);
    parser.on("finish", () => resolve({ pairs, uploads }));
    parser.end(body);
  });
}

/** The last part of a path, without controls and characters that turn text round. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? "";
  const clean = last
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}<>:"|?*]/gu, "")
    .trim()
    .slice(0, 200)
    .toWellFormed();
  return clean === "" || /^\.+$/.test(clean) ? "file" : clean;
}

function safeType(type: string): string {
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type)
    ? type.toLowerCase()
    : "application/octet-stream";
}
