/** Who draws, looks and mends in the journeys. */
export const owner = {
  name: "Ada Lovelace",
  email: "ada@example.test",
  password: "correct horse battery",
} as const;
