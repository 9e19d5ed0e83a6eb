import { useEffect, useEffectEvent } from "react";

/**
 * Escape means what is open, wherever the focus is by then and before anything else hears of it: not
 * the panel below, which would close as well once what was open is gone.
 */
export function useEscape(isOpen: boolean, close: () => void): void {
  const closed = useEffectEvent(close);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      closed();
    };
    globalThis.addEventListener("keydown", onKey, { capture: true });
    return () => globalThis.removeEventListener("keydown", onKey, { capture: true });
  }, [isOpen]);
}
