import type { ReactNode } from "react";
import { IconByName } from "./icon-by-name.tsx";
import "./flow.css";

/** Size of every card in px, so that it can be laid out before it is drawn. */
export const cardSize = { width: 268, height: 78, footer: 30 } as const;

export interface FlowCardProps {
  readonly icon: string;
  readonly title: string;
  /** What stands above the title in small, such as the kind of box. */
  readonly kind?: string | undefined;
  readonly line: string;
  /** Chooses the colour of the icon's tile. */
  readonly hue: string;
  readonly look: "plain" | "off" | "faded" | "bold";
  readonly selected: boolean;
  /** Seen from so far that only icon and title can be made out; default no. */
  readonly isFar?: boolean;
  readonly footer?: ReactNode;
  /** Buttons in the upper corner. */
  readonly corner?: ReactNode;
}

/** A box on the canvas: icon, title, one line, and a footer for its state. */
export function FlowCard({
  icon,
  title,
  kind,
  line,
  hue,
  look,
  selected,
  isFar = false,
  footer,
  corner,
}: FlowCardProps) {
  return (
    <div
      className="flow-card"
      data-look={look}
      data-selected={selected || undefined}
      data-hue={hue}
      data-far={isFar || undefined}
    >
      <div className="flow-card-body">
        <span className="flow-card-icon">
          <IconByName name={icon} />
        </span>
        <div className="flow-card-text">
          <div
            className="flow-card-title"
            title={kind === undefined ? title : `${title} (${kind})`}
          >
            {title}
          </div>
          {!isFar && (
            <div className="flow-card-line" title={line}>
              {line}
            </div>
          )}
        </div>
        {corner}
      </div>
      {footer !== undefined && footer !== null && <div className="flow-card-footer">{footer}</div>}
    </div>
  );
}
