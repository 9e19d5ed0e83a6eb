/** How long a failed run keeps its details when nobody has looked at it, in days, or its form's days where those are more. */
export const unseenKeptDays = 180;

/** A run's row, with how it ended, is kept so many times as long as its details. */
export const rowsKeptTimes = 4;
