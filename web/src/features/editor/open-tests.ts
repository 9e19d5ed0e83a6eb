import { appState } from "./editor-acts.ts";

/** Opens the tests of the automation, where this build has them. */
export function openTests(): void {
  const open: unknown = Reflect.get(appState(), "testDrawerOpened");
  if (typeof open === "function") open();
}
