import type { FailureGroupView } from "@formloom/shared/api";

/** Who has to act before it can work. */
export const whoWords: Readonly<Record<FailureGroupView["who"], string>> = {
  owner: "For you to mend:",
  admin: "For an admin of this server to mend:",
  service: "The other service has to work again:",
  product: "The step itself has a fault:",
};
