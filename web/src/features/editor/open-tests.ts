import { appState } from "./editor-acts.ts";

/** Opens the tests of the automation. */
export function openTests(): void {
  appState().testDrawerOpened();
}
