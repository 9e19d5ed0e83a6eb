import { Link, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";

export interface FormTabsProps {
  readonly formId: string;
}

const tabs = [
  { to: "/forms/$formId", label: "Questions" },
  { to: "/forms/$formId/responses", label: "Responses" },
  { to: "/forms/$formId/automations", label: "Automations" },
  { to: "/forms/$formId/settings", label: "Settings" },
] as const;

/** The parts of a form. On small screens the bar scrolls, and brings the open part into sight. */
export function FormTabs({ formId }: FormTabsProps) {
  const bar = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    const links = [...(bar.current?.querySelectorAll("a") ?? [])];
    const active = links.findLast((link) => pathname.startsWith(link.pathname));
    active?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <nav aria-label="Form" className="tabbar" ref={bar}>
      {tabs.map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          params={{ formId }}
          className="tab-link"
          activeOptions={{ exact: to === "/forms/$formId" }}
        >
          {label}
        </Link>
      ))}
      <Link to="/runs" search={{ formId }} className="tab-link">
        Runs
      </Link>
    </nav>
  );
}
