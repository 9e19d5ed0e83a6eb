import { redirect } from "@tanstack/react-router";
import { ApiError } from "../effects/api-error.ts";
import { queryClient } from "../effects/query-client.ts";
import { meQuery, statusQuery } from "../effects/session.ts";

/** Lets signed-in people pass; sends others to the set-up page or to sign in. */
export async function requireSession(href: string): Promise<void> {
  try {
    await queryClient.ensureQueryData(meQuery);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    const { setUp } = await queryClient.ensureQueryData(statusQuery);
    if (!setUp) throw redirect({ to: "/setup" });
    throw redirect({ to: "/sign-in", search: href === "/" ? {} : { next: href } });
  }
}
