/** Why the embedded database cannot be used: one sentence that says what to do. */
export class EmbeddedError extends Error {
  override readonly name = "EmbeddedError";
}
