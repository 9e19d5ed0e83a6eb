import type { StepError } from "@formloom/shared/plugin";

/** What helps after a failure: mend the credentials, mend what goes in, wait and try again, or the admin. */
export type StepRemedy = "reconnect" | "fix" | "again" | "admin";

const aboutCredentials =
  /^(connection_(missing|unreadable|invalid|host_mismatch)|smtp_(auth|no_tls|530|534|535)|http_(401|403)|slack_(invalid_auth|not_authed|token_.*|account_inactive|missing_scope))$/;

/** What helps, by what failed and who has to act; the button follows from it. */
export function remedyOf({ code, who }: StepError): StepRemedy {
  if (aboutCredentials.test(code)) return "reconnect";
  if (who === "service") return "again";
  return who === "owner" ? "fix" : "admin";
}
