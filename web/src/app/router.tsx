import { createRouter } from "@tanstack/react-router";
import { onSignedOut } from "../effects/api-client.ts";
import { queryClient } from "../effects/query-client.ts";
import { meQuery } from "../effects/session.ts";
import { CrashPage } from "./crash-page.tsx";
import { NotFoundPage } from "./not-found-page.tsx";
import { routeTree } from "./route-tree.ts";

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultErrorComponent: ({ error }) => <CrashPage error={error} />,
  defaultNotFoundComponent: NotFoundPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}

onSignedOut(() => {
  // Without a known person the gate of the routes does the same, with better knowledge.
  if (queryClient.getQueryData(meQuery.queryKey) === undefined) return;
  const { href } = router.state.location;
  void router.navigate({ to: "/sign-in", search: { next: href } }).then(() => queryClient.clear());
});
