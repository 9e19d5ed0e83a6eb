const literalPattern = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
const maxSignificantDigits = 17;

interface Decimal {
  /** Significant digits without zeros at either end; empty for zero. */
  readonly digits: string;
  /** The power of ten of the last digit. */
  readonly exponent: number;
}

/**
 * What would be lost by reading a JSON number as a double: `number_range` when it becomes infinite,
 * or zero without being zero; `number_precision` when it is an integer that comes back as another one,
 * or has more than 17 significant digits.
 */
export function checkNumber(literal: string): "number_range" | "number_precision" | undefined {
  if (literal.length <= 15 && !/[eE]/.test(literal)) return undefined;
  const written = readDecimal(literal);
  if (written === undefined || written.digits === "") return undefined;
  const value = Number(literal);
  if (!Number.isFinite(value) || value === 0) return "number_range";
  if (written.exponent < 0) {
    return written.digits.length > maxSignificantDigits ? "number_precision" : undefined;
  }
  const kept = readDecimal(String(value));
  const same = kept?.digits === written.digits && kept.exponent === written.exponent;
  return same ? undefined : "number_precision";
}

function readDecimal(literal: string): Decimal | undefined {
  const match = literalPattern.exec(literal);
  if (match === null) return undefined;
  const [, whole = "", fraction = "", power = "0"] = match;
  const all = stripLeadingZeros(whole + fraction);
  const digits = stripTrailingZeros(all);
  return { digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}

function stripLeadingZeros(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === 48) start += 1;
  return digits.slice(start);
}

/** By hand: the pattern `0+$` takes quadratic time on a long run of zeros before another digit. */
function stripTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
