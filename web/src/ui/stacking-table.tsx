import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { ScrollRegion } from "./scroll-region.tsx";

export interface StackingTableProps {
  readonly label: string;
  /** Names of the columns; an empty one has no name. */
  readonly columns: readonly string[];
  /**
   * Rows. A cell with `data-wide` takes a line of its own on a phone, one with `data-first` the first, and
   * one with `data-last` stands at the end of its line; `data-label` says there what the column is. */
  readonly children: ReactNode;
}

/** A table whose rows become small blocks on a phone, so that nothing has to be scrolled sideways. */
export function StackingTable({ label, columns, children }: StackingTableProps) {
  return (
    <ScrollRegion label={label}>
      <Table verticalSpacing="sm" className="stacking-table">
        <Table.Thead>
          <Table.Tr>
            {columns.map((name) =>
              name === "" ? (
                <Table.Td key={name} />
              ) : (
                <Table.Th key={name} scope="col">
                  {name}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{children}</Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}
