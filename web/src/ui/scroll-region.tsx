import type { ReactNode } from "react";

export interface ScrollRegionProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Lets a wide table scroll within itself, by keyboard too, and not the page. */
export function ScrollRegion({ label, children }: ScrollRegionProps) {
  return (
    // A region that scrolls must be reachable without a pointer.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="surface scroll-region" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
