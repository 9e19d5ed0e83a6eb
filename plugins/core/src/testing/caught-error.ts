/** The error that a promise ends with; throws where it ends well. */
export async function caughtError(work: unknown): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("Expected an error, but it ended well.");
}

/** The `facts.code` of an SDK error that a promise ends with. */
export async function caughtCode(work: () => unknown): Promise<string> {
  const error = await caughtError(new Promise((resolve) => resolve(work())));
  const facts: unknown = Reflect.get(error, "facts");
  const code: unknown =
    typeof facts === "object" && facts !== null ? Reflect.get(facts, "code") : undefined;
  return typeof code === "string" ? code : error.name;
}
