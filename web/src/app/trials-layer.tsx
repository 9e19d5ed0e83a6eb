import { lazy, Suspense, useEffect } from "react";
import { useAppStore } from "../store/store.ts";

const TrialsDrawer = lazy(async () => ({
  default: (await import("../features/trials/trials-drawer.tsx")).TrialsDrawer,
}));

/** The trials of the automation in the editor, where they were asked for. */
export function TrialsLayer() {
  const isOpen = useAppStore((state) => state.trialView !== null && state.editor !== null);
  const closed = useAppStore((state) => state.trialsClosed);
  // Whoever leaves the editor does not find them open in the next one.
  useEffect(() => closed, [closed]);
  return <Suspense>{isOpen && <TrialsDrawer />}</Suspense>;
}
