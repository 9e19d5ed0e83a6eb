import { ActionIcon, CopyButton, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMemo } from "react";
import { valueRows } from "./value-rows.ts";

export interface ValueViewProps {
  readonly value: unknown;
  readonly labels?: Readonly<Record<string, string>>;
  /** What stands there when there is nothing. */
  readonly empty: string;
}

/** A value for reading; as it is stored, folded below. */
export function ValueView({ value, labels, empty }: ValueViewProps) {
  const rows = useMemo(() => valueRows(value, labels), [value, labels]);
  const isEmpty = value === null || value === undefined || rows.length === 0;
  if (isEmpty) {
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  }
  return (
    <>
      <dl className="value-rows">
        {rows.map((row, index) => (
          <div
            // Rows are a drawing of one value, made anew with it.
            // oxlint-disable-next-line react/no-array-index-key
            key={index}
            className="value-row"
            data-heading={row.isHeading || undefined}
            style={{ paddingInlineStart: row.depth * 14 }}
          >
            <dt>{row.label === "" ? "Value" : row.label}</dt>
            <dd>
              {row.text}
              {!row.isHeading && row.text !== "–" && (
                <CopyValue label={row.label} text={row.text} />
              )}
            </dd>
          </div>
        ))}
      </dl>
      <details className="raw-value">
        <summary>As stored</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
        <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
      </details>
    </>
  );
}

function CopyValue({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <ActionIcon
          className="value-copy"
          variant="subtle"
          color="gray"
          size={24}
          aria-label={copied ? "Copied" : `Copy ${label === "" ? "the value" : label}`}
          onClick={copy}
        >
          {copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        </ActionIcon>
      )}
    </CopyButton>
  );
}
