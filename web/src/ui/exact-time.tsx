export interface ExactTimeProps {
  /** ISO 8601. */
  readonly at: string;
}

const clock = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment with its day and minute: "12 Mar 2026, 14:02". */
export function ExactTime({ at }: ExactTimeProps) {
  return <time dateTime={at}>{clock.format(new Date(at))}</time>;
}
