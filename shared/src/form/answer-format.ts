import type { FieldKind } from "./field-kind.ts";

const emailPattern =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]{1,64}@(?:[A-Za-z0-9\u0080-\u{10ffff}](?:[A-Za-z0-9\u0080-\u{10ffff}-]{0,61}[A-Za-z0-9\u0080-\u{10ffff}])?\.)+[A-Za-z\u0080-\u{10ffff}][A-Za-z0-9\u0080-\u{10ffff}-]{0,61}[A-Za-z0-9\u0080-\u{10ffff}]$/u;
/** Blanks, controls and characters that turn text round. */
const unseenPattern = /[\p{White_Space}\p{Cc}\p{Cf}]/u;
const phonePattern = /^\+?[\d\s().\-/]{3,40}$/;
const datePattern = /^(\d{4})-(\d{2})-(\d{2})$/;
const timePattern = /^(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?$/;
const maxEmailLength = 254;
const maxUrlLength = 2_000;

const rules: Partial<Record<FieldKind, readonly [(text: string) => boolean, string]>> = {
  email: [isEmail, "One e-mail address is expected here, such as ada@example.org."],
  phone: [isPhone, "A phone number is expected here, such as +44 20 7946 0958."],
  url: [isUrl, "A web address is expected here, such as https://example.org."],
  date: [isDate, "A date is expected here, as 2026-04-30."],
  time: [(text) => timePattern.test(text), "A time of day is expected here, as 14:05."],
};

/** What is wrong with a text for a field of this kind, in one sentence; undefined when nothing is. */
export function formatProblem(kind: FieldKind, text: string): string | undefined {
  const rule = rules[kind];
  return rule === undefined || rule[0](text) ? undefined : rule[1];
}

function isEmail(text: string): boolean {
  if (text.length > maxEmailLength || text.includes("..") || text.includes(".@")) return false;
  return !text.startsWith(".") && !unseenPattern.test(text) && emailPattern.test(text);
}

function isPhone(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "").length;
  return phonePattern.test(text) && !/[\r\n]/.test(text) && digits >= 3 && digits <= 20;
}

function isUrl(text: string): boolean {
  if (text.length > maxUrlLength || unseenPattern.test(text)) return false;
  if (!/^https?:\/\//i.test(text)) return false;
  const url = URL.parse(text);
  return url !== null && url.hostname !== "" && url.username === "" && url.password === "";
}

function isDate(text: string): boolean {
  const parts = datePattern.exec(text);
  if (parts === null) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || year < 1) return false;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
