import type { Picture } from "../scenario.ts";

// Line charts as SVG, of a few elements only. Nothing is painted behind them and text is a middle grey,
// so they can be read on a light and on a dark page.

const width = 640;
const height = 320;
const area = { left: 72, right: 616, top: 56, bottom: 252 };
const grey = "#7d8590";
const colours = ["#2f81f7", "#d97706", "#1a9f6c", "#c2419b"];

/** Draws one growth curve; the text of an SVG file. */
export function drawPicture(picture: Picture): string {
  const points = picture.lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(([x]) => x))].toSorted((a, b) => a - b);
  const top = niceCeiling(Math.max(0, ...points.map(([, y]) => y ?? 0)));
  const placeX = xPlacer(xs, picture.xScale);
  const placeY = (y: number): number => area.bottom - (y / top) * (area.bottom - area.top);
  const parts = [
    text(area.left, 22, picture.title, { size: 15, weight: 600 }),
    ...yAxis(top, placeY),
    ...labelled(xs, placeX).map((x) =>
      text(placeX(x), area.bottom + 20, showNumber(x), { anchor: "middle" }),
    ),
    text((area.left + area.right) / 2, area.bottom + 44, picture.xLabel, { anchor: "middle" }),
    text(area.left, 42, picture.yLabel, {}),
    ...picture.lines.flatMap((line, index) => {
      const known = line.points.flatMap(([x, y]) => (y === null ? [] : [[placeX(x), placeY(y)]]));
      return drawLine(known, line.label, index);
    }),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(picture.title)}" font-family="system-ui, sans-serif">`,
    ...parts,
    "</svg>\n",
  ].join("\n");
}

/** Where a value stands from left to right. With `log`, 0 stands one step left of the smallest. */
function xPlacer(xs: readonly number[], scale: Picture["xScale"]): (x: number) => number {
  const smallest = xs.find((x) => x > 0) ?? 1;
  const value = (x: number): number => {
    if (scale === "linear") return x;
    return x === 0 ? Math.log10(smallest) - 1 : Math.log10(x);
  };
  const [low, high] = [value(xs[0] ?? 0), value(xs.at(-1) ?? 1)];
  const inset = 24;
  const room = area.right - area.left - 2 * inset;
  return (x) => area.left + inset + ((value(x) - low) / Math.max(1e-9, high - low)) * room;
}

/** The values whose labels have room beside one another; the largest always has. */
function labelled(xs: readonly number[], placeX: (x: number) => number): number[] {
  const kept: number[] = [];
  for (const x of xs.toReversed()) {
    const next = kept.at(-1);
    const room = 8 + 4 * (showNumber(x).length + showNumber(next ?? 0).length);
    if (next === undefined || placeX(next) - placeX(x) >= room) kept.push(x);
  }
  return kept;
}

function yAxis(top: number, placeY: (y: number) => number): string[] {
  return [0, 0.25, 0.5, 0.75, 1].flatMap((share) => {
    const y = fixed(placeY(share * top));
    return [
      `<line x1="${area.left}" x2="${area.right}" y1="${y}" y2="${y}" stroke="${grey}" stroke-opacity="${share === 0 ? 0.8 : 0.25}"/>`,
      text(area.left - 8, y + 4, showNumber(share * top), { anchor: "end" }),
    ];
  });
}

function drawLine(points: readonly (readonly number[])[], label: string, index: number): string[] {
  const colour = colours[index % colours.length];
  const path = points.map(([x, y]) => `${fixed(x ?? 0)},${fixed(y ?? 0)}`).join(" ");
  const legendX = area.left + index * 180;
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      ([x, y]) => `<circle cx="${fixed(x ?? 0)}" cy="${fixed(y ?? 0)}" r="3.5" fill="${colour}"/>`,
    ),
    `<circle cx="${legendX + 4}" cy="${height - 10}" r="4" fill="${colour}"/>`,
    text(legendX + 14, height - 6, label, {}),
  ];
}

interface TextStyle {
  readonly size?: number;
  readonly weight?: number;
  readonly anchor?: "start" | "middle" | "end";
}

function text(x: number, y: number, content: string, style: TextStyle): string {
  const { size = 12, weight = 400, anchor = "start" } = style;
  return `<text x="${fixed(x)}" y="${fixed(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${grey}">${escape(content)}</text>`;
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function niceCeiling(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= value * 0.999) ?? 10;
  return step * power;
}

const showNumber = (value: number): string =>
  value.toLocaleString("en-GB", { maximumSignificantDigits: 3 });
const fixed = (value: number): number => Math.round(value * 10) / 10;
const escape = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
