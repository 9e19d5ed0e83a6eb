import type { Role } from "@formloom/shared/api";
import { Link } from "@tanstack/react-router";

export interface MainNavProps {
  readonly role: Role;
  readonly label: string;
  readonly onChoose?: () => void;
}

const everyone: readonly Role[] = ["admin", "owner", "viewer"];
const destinations = [
  { to: "/", label: "Forms", roles: everyone },
  { to: "/runs", label: "Runs", roles: everyone },
  { to: "/outbox", label: "Outbox", roles: everyone },
  { to: "/connections", label: "Connections", roles: ["admin", "owner"] },
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
          </Link>
        ))}
    </nav>
  );
}
