import { Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

export interface PanelSectionProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** One of the parts of a step's settings, with a heading to jump to. */
export function PanelSection({ title, children }: PanelSectionProps) {
  const id = useId();
  return (
    <section className="panel-section" aria-labelledby={id}>
      <Title order={3} id={id} className="panel-section-title">
        {title}
      </Title>
      {children}
    </section>
  );
}
