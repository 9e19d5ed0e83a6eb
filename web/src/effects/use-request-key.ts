import { newId } from "@formloom/shared/kernel";
import { useState } from "react";

export interface RequestKeys {
  /** The key of a request for this wish: the same one until it is answered, so that a try again does nothing twice. */
  readonly keyOf: (wish: unknown) => string;
  /** The wish was heard: the same one again is a new one. */
  readonly answered: () => void;
}

/** Keys for requests that must not be done twice, by a double click or after an answer got lost. */
export function useRequestKey(): RequestKeys {
  const [keys] = useState(createRequestKeys);
  return keys;
}

export function createRequestKeys(): RequestKeys {
  let last: { readonly wish: string; readonly key: string } | null = null;
  return {
    keyOf: (wanted) => {
      const wish = JSON.stringify(wanted);
      if (last?.wish !== wish) last = { wish, key: newId() };
      return last.key;
    },
    answered: () => {
      last = null;
    },
  };
}
