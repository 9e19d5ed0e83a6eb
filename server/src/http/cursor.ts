import { createHmac, timingSafeEqual } from "node:crypto";
import { Refusal } from "./refusal.ts";

/** Makes and reads the positions that lists hand out; signed, so that nobody can make one up. */
export interface Cursors {
  /** `list` names the list and its filters: a cursor of another one is refused. */
  write(list: string, position: string): string;
  read(list: string, cursor: string | undefined): string | null;
}

const macBytes = 16;

export function createCursors(key: Buffer): Cursors {
  const sign = (list: string, position: string): Buffer =>
    createHmac("sha256", key).update(`${list}\n${position}`).digest().subarray(0, macBytes);
  return {
    write(list, position) {
      return Buffer.concat([sign(list, position), Buffer.from(position)]).toString("base64url");
    },
    read(list, cursor) {
      if (cursor === undefined) return null;
      const bytes = Buffer.from(cursor, "base64url");
      const position = bytes.subarray(macBytes).toString();
      const mac = bytes.subarray(0, macBytes);
      if (mac.length !== macBytes || !timingSafeEqual(mac, sign(list, position))) {
        throw new Refusal(
          "invalid_cursor",
          "The cursor is not one of this list: begin again without.",
        );
      }
      return position;
    },
  };
}

/** One page out of `limit + 1` rows that were asked for: the extra one only tells that there is more. */
export function toPage<Row, View>(
  rows: readonly Row[],
  page: {
    readonly limit: number;
    readonly present: (row: Row) => View;
    readonly cursorOf: (row: Row) => string;
  },
): { items: View[]; nextCursor: string | null } {
  const shown = rows.slice(0, page.limit);
  const last = shown.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { items: shown.map(page.present), nextCursor: more ? page.cursorOf(last) : null };
}
