import { counted } from "../../ui/counted.ts";

/** Runs a minute. */
export const speeds = [10, 60, 300, 600, 3_000] as const;

/** "60 a minute: about 4 minutes". */
export function speedWords(perMinute: number, runs: number): string {
  const minutes = runs / perMinute;
  const time =
    minutes < 1
      ? "less than a minute"
      : minutes < 90
        ? `about ${counted(Math.ceil(minutes), "minute")}`
        : `about ${counted(Math.ceil(minutes / 60), "hour")}`;
  return `${perMinute.toLocaleString()} a minute: ${time}`;
}
