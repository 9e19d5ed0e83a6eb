import { describe } from "vitest";
import { checkActs } from "./conformance-acts.ts";
import { checkContract } from "./conformance-contract.ts";
import { loadSubject, type Subject } from "./subject.ts";

/**
 * The suite that every node type passes: what the manifest promises, and how the acts behave in a world
 * that says yes, says no, lies, or says nothing. Registers its tests with vitest.
 *
 * @param folderUrl The plugin's folder, ending in a slash.
 * @example conformance(new URL("./webhook/", import.meta.url));
 */
export function conformance(folderUrl: URL): void {
  let loading: Promise<Subject> | undefined;
  const load = () => (loading ??= loadSubject(folderUrl));
  const name = folderUrl.pathname.split("/").findLast((part) => part !== "") ?? "";
  describe(`${name} keeps the contract`, () => {
    checkContract(folderUrl, load);
  });
  describe(`${name} behaves`, () => {
    checkActs(load);
  });
}
