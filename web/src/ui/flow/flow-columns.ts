import { readFlow, theStart, type Flow } from "./flow-dominators.ts";
import { linkKey, type LayoutBox, type LayoutLink } from "./layout-parts.ts";

const columnGap = 48;
/** Room that a line keeps for itself where it passes boxes, in px. */
const laneWidth = 72;

/** Where everything stands: centres in px from the left, rows from 0. */
export interface Columns {
  readonly centres: ReadonlyMap<string, number>;
  readonly rows: ReadonlyMap<string, number>;
  /** Where the line of a link that leads to a meeting of ways goes down, by the link's key. */
  readonly lanes: ReadonlyMap<string, number>;
}

/** A box or a lane within the block of the box above. */
interface Part {
  readonly key: string;
  /** From the middle of the block's box, in px. */
  readonly x: number;
  /** Rows below the block's box. */
  readonly row: number;
}

/** A box with everything that only it leads to, as a rectangle. */
interface Block {
  /** Room beside the middle of its box, in px. */
  readonly left: number;
  readonly right: number;
  readonly rows: number;
  readonly parts: readonly Part[];
}

/** Ways side by side, with the meetings below them. */
interface Strip {
  readonly width: number;
  /** Middles of the first and the last way, from the strip's left edge. */
  readonly first: number;
  readonly last: number;
  readonly rows: number;
  readonly parts: readonly Part[];
}

/**
 * Each way on is a column as wide as all that hangs on it; where ways meet again, the meeting stands
 * below the columns that lead to it, and they count as one column from there on.
 */
export function placeColumns(boxes: readonly LayoutBox[], links: readonly LayoutLink[]): Columns {
  const flow = readFlow(boxes, links);
  const widths = new Map(boxes.map((box) => [box.id, box.width]));
  const meetings = meetingsByGate(flow);
  const blocks = new Map<string, Block>();
  for (const id of [...flow.order.toReversed(), theStart]) {
    const strip = composeStrip(id, { flow, blocks, meetings: meetings.get(id) ?? [] });
    blocks.set(id, putAbove(strip, widths.get(id) ?? 0));
  }
  return unfold(flow, blocks);
}

interface Composing {
  readonly flow: Flow;
  readonly blocks: ReadonlyMap<string, Block>;
  /** Boxes to which several ways from here lead, upper ones first. */
  readonly meetings: readonly string[];
}

function composeStrip(id: string, { flow, blocks, meetings }: Composing): Strip {
  let strips = waysFrom(id, flow).map((key) => columnOf(key, blocks.get(key)));
  for (const meeting of meetings) {
    const keys = new Set((flow.into.get(meeting) ?? []).map((link) => wayOf(link, id, flow)));
    const leading = strips.flatMap((strip, at) =>
      strip.parts.some((part) => keys.has(part.key)) ? [at] : [],
    );
    const [from = 0, to = strips.length - 1] = [leading[0], leading.at(-1)];
    const merged = putBelow(sideBySide(strips.slice(from, to + 1)), meeting, blocks.get(meeting));
    strips = [...strips.slice(0, from), merged, ...strips.slice(to + 1)];
  }
  return sideBySide(strips);
}

/** Ways on in their order: boxes that only this one leads to, and lanes of lines to meetings. */
function waysFrom(id: string, flow: Flow): string[] {
  if (id === theStart) return flow.order.filter((each) => !flow.into.has(each));
  return (flow.out.get(id) ?? []).map((link) =>
    flow.into.get(link.target)?.length === 1 ? link.target : linkKey(link),
  );
}

/** By which of the ways from `gate` a link comes along. */
function wayOf(link: LayoutLink, gate: string, flow: Flow): string {
  if (link.source === gate) return linkKey(link);
  let way = link.source;
  for (let above = flow.gate.get(way); above !== undefined && above !== gate;)
    [way, above] = [above, flow.gate.get(above)];
  return way;
}

function meetingsByGate(flow: Flow): Map<string, string[]> {
  const meetings = new Map<string, string[]>();
  for (const id of flow.order) {
    if ((flow.into.get(id)?.length ?? 0) < 2) continue;
    const gate = flow.gate.get(id) ?? theStart;
    meetings.set(gate, [...(meetings.get(gate) ?? []), id]);
  }
  return meetings;
}

function columnOf(key: string, block: Block | undefined): Strip {
  const left = block?.left ?? laneWidth / 2;
  return {
    width: left + (block?.right ?? laneWidth / 2),
    first: left,
    last: left,
    rows: block?.rows ?? 0,
    parts: [{ key, x: left, row: 0 }],
  };
}

function sideBySide(strips: readonly Strip[]): Strip {
  const parts: Part[] = [];
  let left = 0;
  const starts = strips.map((strip) => {
    const start = left;
    for (const part of strip.parts) parts.push({ ...part, x: part.x + start });
    left += strip.width + columnGap;
    return start;
  });
  return {
    width: Math.max(0, left - columnGap),
    first: strips[0]?.first ?? 0,
    last: (starts.at(-1) ?? 0) + (strips.at(-1)?.last ?? 0),
    rows: Math.max(0, ...strips.map((strip) => strip.rows)),
    parts,
  };
}

/** A meeting below the middle of the ways that lead to it. */
function putBelow(strip: Strip, key: string, block: Block | undefined): Strip {
  const { left = 0, right = 0, rows = 1 } = block ?? {};
  const middle = (strip.first + strip.last) / 2;
  const shift = Math.max(0, left - middle);
  const parts = strip.parts.map((part) => ({ ...part, x: part.x + shift }));
  return {
    width: Math.max(strip.width, middle + right) + shift,
    first: strip.first + shift,
    last: strip.last + shift,
    rows: strip.rows + rows,
    parts: [...parts, { key, x: middle + shift, row: strip.rows }],
  };
}

/** The block of a box whose ways on are these. */
function putAbove(strip: Strip, width: number): Block {
  const middle = (strip.first + strip.last) / 2;
  return {
    left: Math.max(width / 2, middle),
    right: Math.max(width / 2, strip.width - middle),
    rows: strip.rows + 1,
    parts: strip.parts.map((part) => ({ ...part, x: part.x - middle, row: part.row + 1 })),
  };
}

function unfold(flow: Flow, blocks: ReadonlyMap<string, Block>): Columns {
  const centres = new Map([[theStart, 0]]);
  // Above the first row.
  const rows = new Map([[theStart, -1]]);
  const lanes = new Map<string, number>();
  for (const id of [theStart, ...flow.order]) {
    const [x, row] = [centres.get(id) ?? 0, rows.get(id) ?? 0];
    for (const part of blocks.get(id)?.parts ?? []) {
      if (!blocks.has(part.key)) lanes.set(part.key, x + part.x);
      else {
        centres.set(part.key, x + part.x);
        rows.set(part.key, row + part.row);
      }
    }
  }
  return { centres, rows, lanes };
}
