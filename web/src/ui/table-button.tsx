import { Button } from "@mantine/core";
import { IconTableExport } from "@tabler/icons-react";

export interface TableButtonProps {
  /** Where the table is; the browser saves it under the name that the server gives. */
  readonly href: string;
}

/** Saves what a list shows, all of it, as a table for spreadsheets. */
export function TableButton({ href }: TableButtonProps) {
  return (
    <Button
      component="a"
      href={href}
      download
      variant="default"
      leftSection={<IconTableExport size={17} aria-hidden />}
    >
      Download as CSV
    </Button>
  );
}
