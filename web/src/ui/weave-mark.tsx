export interface WeaveMarkProps {
  /** Width in px. */
  readonly width?: number;
}

const warp = [10, 30, 50, 70, 90, 110];
const weft = [
  { y: 12, color: "var(--mantine-color-weld-4)" },
  { y: 28, color: "var(--mantine-color-plum-5)" },
  { y: 44, color: "var(--mantine-color-woad-4)" },
];

/** A scrap of cloth: weft threads that go over and under the warp. Decoration only. */
export function WeaveMark({ width = 96 }: WeaveMarkProps) {
  return (
    <svg viewBox="0 0 120 56" width={width} aria-hidden="true" focusable="false">
      {warp.map((x) => (
        <path
          key={x}
          d={`M${x} 2V54`}
          stroke="var(--app-line)"
          strokeWidth="7"
          strokeLinecap="round"
        />
      ))}
      {weft.map(({ y, color }, row) =>
        warp
          .filter((_x, column) => (row + column) % 2 === 0)
          .map((x) => (
            <path
              key={`${x}-${y}`}
              d={`M${Math.max(x - 15, 4)} ${y}H${Math.min(x + 15, 116)}`}
              stroke={color}
              strokeWidth="7"
              strokeLinecap="round"
            />
          )),
      )}
    </svg>
  );
}
