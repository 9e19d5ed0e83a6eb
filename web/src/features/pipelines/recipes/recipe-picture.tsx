import type { Graph } from "@formloom/shared/graph";
import type { NodeType } from "@formloom/shared/plugin";
import { IconByName } from "../../../ui/flow/icon-by-name.tsx";
import { placePicture } from "./picture-places.ts";

export interface RecipePictureProps {
  readonly graph: Graph;
  readonly types: ReadonlyMap<string, NodeType>;
}

const box = 32;
const gapX = 26;
const gapY = 6;
const icon = 18;
const edge = 1;

const left = (column: number) => edge + column * (box + gapX);
const top = (row: number) => edge + row * (box + gapY);

/** The steps as small boxes. It adds nothing to the sentence beside it, so it is hidden from readers. */
export function RecipePicture({ graph, types }: RecipePictureProps) {
  const picture = placePicture(graph);
  const more = picture.left > 0 ? 22 : 0;
  const width = left(picture.columns) - gapX + edge + more;
  const height = top(picture.rows) - gapY + edge;
  return (
    <svg
      className="recipe-picture"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      aria-hidden
    >
      {picture.places.map(({ id, column, row, after }) => {
        if (after === null) return null;
        const from = { x: left(after.column) + box, y: top(after.row) + box / 2 };
        const to = { x: left(column), y: top(row) + box / 2 };
        const middle = (from.x + to.x) / 2;
        return (
          <path
            key={id}
            className="recipe-thread"
            d={`M${from.x} ${from.y} C${middle} ${from.y} ${middle} ${to.y} ${to.x} ${to.y}`}
          />
        );
      })}
      {picture.places.map(({ id, type, column, row }) => (
        <g key={id} transform={`translate(${left(column)} ${top(row)})`}>
          <rect className="recipe-box" width={box} height={box} rx={9} />
          <g transform={`translate(${(box - icon) / 2} ${(box - icon) / 2})`}>
            <IconByName name={types.get(type)?.icon ?? "puzzle"} size={icon} />
          </g>
        </g>
      ))}
      {picture.left > 0 && (
        <text
          className="recipe-more"
          x={width - edge}
          y={height - box / 2 + 4}
          textAnchor="end"
        >{`+${picture.left}`}</text>
      )}
    </svg>
  );
}
