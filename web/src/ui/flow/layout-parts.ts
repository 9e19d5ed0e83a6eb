export interface LayoutBox {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Where somebody put it; it stays there. */
  readonly fixed?: LayoutPoint | undefined;
}

export interface LayoutLink {
  readonly source: string;
  readonly target: string;
  /** Place among the links that leave one box, from the left. */
  readonly order: number;
}

export interface LayoutPoint {
  readonly x: number;
  readonly y: number;
}

/** Names a link among those between the same boxes. */
export function linkKey({ source, target, order }: LayoutLink): string {
  return `${source} ${order} ${target}`;
}
