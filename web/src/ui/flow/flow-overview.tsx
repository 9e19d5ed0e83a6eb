import { Panel, useReactFlow, useStore, type Node, type ReactFlowState } from "@xyflow/react";
import { type PointerEvent, useMemo } from "react";

export interface FlowOverviewProps {
  readonly nodes: readonly Node[];
}

const margin = 40;
/** Of the overview on the screen, in px. */
const size = { width: 200, height: 140 } as const;

const viewOf = ({ transform: [x, y, zoom], width, height }: ReactFlowState): string =>
  [-x / zoom, -y / zoom, width / zoom, height / zoom].map(Math.round).join(" ");

/**
 * The whole picture in small, with what is in view; a press or drag on it goes there. One path for all
 * boxes: React Flow's own has a subscription for each, which made every move of 1,000 steps 10 ms longer.
 */
export function FlowOverview({ nodes }: FlowOverviewProps) {
  const { setCenter, getZoom } = useReactFlow();
  const [x = 0, y = 0, width = 0, height = 0] = useStore(viewOf).split(" ").map(Number);
  const { box, scale, path } = useMemo(() => pictureOf(nodes), [nodes]);
  const frame = {
    x: box.x - (size.width * scale - box.width) / 2,
    y: box.y - (size.height * scale - box.height) / 2,
  };
  const goTo = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons === 0) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const point = {
      x: frame.x + (event.clientX - left) * scale,
      y: frame.y + (event.clientY - top) * scale,
    };
    void setCenter(point.x, point.y, { zoom: getZoom() });
  };
  return (
    <Panel position="bottom-right" className="flow-overview">
      <svg
        role="img"
        aria-label="Overview of the picture"
        width={size.width}
        height={size.height}
        viewBox={`${frame.x} ${frame.y} ${size.width * scale} ${size.height * scale}`}
        onPointerDown={goTo}
        onPointerMove={goTo}
      >
        <path className="flow-overview-boxes" d={path} />
        <rect className="flow-overview-view" x={x} y={y} width={width} height={height} />
      </svg>
    </Panel>
  );
}

function pictureOf(nodes: readonly Node[]) {
  const box = boundsOf(nodes);
  const scale = Math.max(box.width / size.width, box.height / size.height, 1);
  return { box, scale, path: pathOf(nodes, scale) };
}

function boundsOf(nodes: readonly Node[]) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { position, width = 0, height = 0 } of nodes) {
    left = Math.min(left, position.x);
    top = Math.min(top, position.y);
    right = Math.max(right, position.x + width);
    bottom = Math.max(bottom, position.y + height);
  }
  return {
    x: left - margin,
    y: top - margin,
    width: right - left + 2 * margin,
    height: bottom - top + 2 * margin,
  };
}

/** No box is thinner than two pixels of the screen. */
function pathOf(nodes: readonly Node[], scale: number): string {
  return nodes
    .map(({ position: { x, y }, width = 0, height = 0 }) => {
      const [across, down] = [Math.max(width, scale * 2), Math.max(height, scale * 2)];
      return `M${Math.round(x)} ${Math.round(y)}h${Math.round(across)}v${Math.round(down)}h${-Math.round(across)}z`;
    })
    .join("");
}
