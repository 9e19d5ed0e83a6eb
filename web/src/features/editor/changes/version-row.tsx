import { Badge, Group, Text } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentPropsWithRef } from "react";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { VersionEntry } from "./version-entry.ts";

function RowAnchor({ children, ...rest }: Omit<ComponentPropsWithRef<"a">, "style">) {
  return <a {...rest}>{children}</a>;
}

const RowLink = createLink(RowAnchor);

export interface VersionRowProps {
  readonly pipelineId: string;
  readonly entry: VersionEntry;
  readonly chosen: boolean;
}

/** One version in the list: number, who, when, and the note. */
export function VersionRow({ pipelineId, entry, chosen }: VersionRowProps) {
  return (
    <RowLink
      to="/pipelines/$pipelineId/versions"
      params={{ pipelineId }}
      search={{ show: entry.key }}
      replace
      className="version-row"
      aria-current={chosen ? "true" : undefined}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={600} size="sm">
          {entry.title}
        </Text>
        {entry.live && (
          <Badge
            variant="light"
            color="moss"
            tt="none"
            c="light-dark(var(--mantine-color-moss-8), var(--mantine-color-moss-2))"
          >
            Live
          </Badge>
        )}
      </Group>
      <VersionMeta entry={entry} />
      {entry.note !== "" && (
        <Text size="sm" lineClamp={2} className="wrap-anywhere">
          {entry.note}
        </Text>
      )}
    </RowLink>
  );
}

/** Who made it, and when. */
export function VersionMeta({ entry }: Pick<VersionRowProps, "entry">) {
  if (entry.at === null) return null;
  return (
    <Text size="xs" c="dimmed">
      {entry.author === "" ? "" : `${entry.author}, `}
      <RelativeTime at={entry.at} />
    </Text>
  );
}
