import { Button, Center } from "@mantine/core";

export interface LoadMoreProps {
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly onClick: () => void;
}

/** The end of a list that has further pages. */
export function LoadMore({ hasMore, busy, onClick }: LoadMoreProps) {
  if (!hasMore) return null;
  return (
    <Center mt="md">
      <Button variant="default" loading={busy} onClick={onClick}>
        Show more
      </Button>
    </Center>
  );
}
