import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { failureCountQuery } from "../effects/failure-queries.ts";

/** How many causes of failures wait; nothing where none does. */
export function FailureBadge() {
  const { data } = useQuery(failureCountQuery);
  const causes = data?.causes ?? 0;
  if (causes === 0) return null;
  return (
    <span className="nav-badge">
      {causes > 99 ? "99+" : causes}
      <VisuallyHidden> open</VisuallyHidden>
    </span>
  );
}
