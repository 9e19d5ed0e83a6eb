import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { ErrorMessage } from "./error-message.tsx";

export interface QueryGateProps<Data> {
  readonly query: {
    readonly data: Data | undefined;
    readonly error: unknown;
    readonly refetch: () => unknown;
  };
  /** Turns the error into words. */
  readonly explain: (error: unknown) => {
    readonly what: string;
    readonly why: string;
    readonly who: string;
  };
  readonly children: (data: Data) => ReactNode;
  /** How many lines stand in while it loads. */
  readonly rows?: number;
}

/** Data, or the shape of what is loading, or what went wrong with a button that tries again. */
export function QueryGate<Data>({ query, explain, children, rows = 3 }: QueryGateProps<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error !== null) {
    return (
      <ErrorMessage
        {...explain(query.error)}
        action={{ label: "Try again", onClick: () => void query.refetch() }}
      />
    );
  }
  return (
    <Stack component="section" aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={64} radius="lg" />
      ))}
    </Stack>
  );
}
