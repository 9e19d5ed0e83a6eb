import type { OutcomeKind } from "./outcome-bars.ts";

const idOf = (kind: OutcomeKind): string => `outcome-${kind}`;

/** How a part of a bar is filled; needs {@link OutcomePatterns} on the page. */
export const fillOf = (kind: OutcomeKind): string => `url(#${idOf(kind)})`;

/** Lines and dots over each colour, so that whoever sees no colours tells the parts apart. */
const marks: readonly { readonly kind: OutcomeKind; readonly path: string }[] = [
  { kind: "completed", path: "" },
  { kind: "filtered", path: "M0 3h6" },
  { kind: "underWay", path: "M3 0v6" },
  { kind: "cancelled", path: "M0 3h6M3 0v6" },
  { kind: "needsAttention", path: "M2 2h2v2h-2z" },
  { kind: "failed", path: "M-1 1l2 -2M0 6l6 -6M5 7l2 -2" },
];

/** What bars are filled with; once on the page. */
export function OutcomePatterns() {
  return (
    <svg className="outcome-patterns" width={0} height={0} aria-hidden>
      <defs>
        {marks.map(({ kind, path }) => (
          <pattern
            key={kind}
            id={idOf(kind)}
            data-kind={kind}
            width={6}
            height={6}
            patternUnits="userSpaceOnUse"
          >
            <rect width={6} height={6} />
            <path d={path} />
          </pattern>
        ))}
      </defs>
    </svg>
  );
}
