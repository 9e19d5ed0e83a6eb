import type { Role } from "@formloom/shared/api";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

export interface MainNavProps {
  readonly role: Role;
  readonly label: string;
  readonly onChoose?: () => void;
}

/** Comes after the page, whose first load it is not part of. */
const FailureBadge = lazy(async () => ({
  default: (await import("./failure-badge.tsx")).FailureBadge,
}));

const everyone: readonly Role[] = ["admin", "owner", "viewer"];
const destinations = [
  { to: "/", label: "Forms", roles: everyone },
  { to: "/runs", label: "Runs", roles: everyone },
  { to: "/failures", label: "Failures", roles: everyone },
  { to: "/tasks", label: "Tasks", roles: everyone },
  { to: "/outbox", label: "Outbox", roles: everyone },
  { to: "/connections", label: "Connections", roles: ["admin", "owner"] },
  { to: "/alerts", label: "Alerts", roles: everyone },
  { to: "/admin/health", label: "Health", roles: ["admin"] },
  { to: "/admin/people", label: "People", roles: ["admin"] },
  { to: "/admin/audit", label: "Audit", roles: ["admin"] },
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
            {to === "/failures" && (
              <Suspense>
                <FailureBadge />
              </Suspense>
            )}
          </Link>
        ))}
    </nav>
  );
}
