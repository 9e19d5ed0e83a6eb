import type { Role } from "@formloom/shared/api";
import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { failureCountQuery } from "../effects/failure-queries.ts";

export interface MainNavProps {
  readonly role: Role;
  readonly label: string;
  readonly onChoose?: () => void;
}

const everyone: readonly Role[] = ["admin", "owner", "viewer"];
const destinations = [
  { to: "/", label: "Forms", roles: everyone },
  { to: "/runs", label: "Runs", roles: everyone },
  { to: "/failures", label: "Failures", roles: everyone },
  { to: "/outbox", label: "Outbox", roles: everyone },
  { to: "/connections", label: "Connections", roles: ["admin", "owner"] },
  { to: "/alerts", label: "Alerts", roles: everyone },
  { to: "/admin/health", label: "Health", roles: ["admin"] },
  { to: "/admin/people", label: "People", roles: ["admin"] },
] as const;

/** Where one can go, as far as one's role lets one. */
export function MainNav({ role, label, onChoose }: MainNavProps) {
  return (
    <nav aria-label={label} className="topnav">
      {destinations
        .filter(({ roles }) => roles.some((allowed) => allowed === role))
        .map(({ to, label: name }) => (
          <Link
            key={to}
            to={to}
            className="topnav-link"
            activeOptions={{ exact: to === "/", includeSearch: false }}
            onClick={() => onChoose?.()}
          >
            {name}
            {to === "/failures" && <FailureBadge />}
          </Link>
        ))}
    </nav>
  );
}

/** How many causes wait; nothing where none does. */
function FailureBadge() {
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
