import { lazy, Suspense } from "react";
import { useAppStore } from "../store/store.ts";

const TrialsDrawer = lazy(async () => ({
  default: (await import("../features/trials/trials-drawer.tsx")).TrialsDrawer,
}));

/** The trials of the automation in the editor, where they were asked for. */
export function TrialsLayer() {
  const isOpen = useAppStore((state) => state.trialView !== null && state.editor !== null);
  return <Suspense>{isOpen && <TrialsDrawer />}</Suspense>;
}
