import { useEffect, useEffectEvent } from "react";

/** What is open over the page, the topmost last. */
const layers: (() => void)[] = [];

/**
 * Escape closes the topmost of what is open and nothing below it, wherever the focus is by then, and before
 * anything else hears of it. A menu within closes itself first.
 */
export function useEscape(isOpen: boolean, close: () => void): void {
  const closed = useEffectEvent(close);
  useEffect(() => {
    if (!isOpen) return undefined;
    const layer = () => closed();
    if (layers.length === 0) globalThis.addEventListener("keydown", escaped, { capture: true });
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
      if (layers.length > 0) return;
      globalThis.removeEventListener("keydown", escaped, { capture: true });
    };
  }, [isOpen]);
}

function escaped(event: KeyboardEvent): void {
  const close = layers.at(-1);
  if (event.key !== "Escape" || event.isComposing || close === undefined) return;
  if (isTaken(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  close();
}

/** Menus, and fields whose list is open. */
const isTaken = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest("[role=menu], [data-mantine-stop-propagation=true]") !== null;
