/**
 * Ends a switch over a union: a forgotten member is a compile error, and a value that slipped past
 * the types throws. Only the type of the value is named, as its content may be somebody's answer.
 */
export function assertNever(value: never): never {
  throw new Error(`Expected every case to be handled, found an unknown ${typeof value}.`);
}
