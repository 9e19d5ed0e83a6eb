/** Names of settings and headers that mostly hold credentials. */
const secretName =
  /^(?:proxy-)?authorization$|^cookie$|(?:^|[-_.])(?:secret|password|passwd|token|api-?key|apikey|access-?key|private-?key|signature)$/i;
const lonePill = /^\s*\{\{[^{}]*\}\}\s*$/;

/**
 * Settings without what may be a credential: known secrets and other people's ids wherever they stand,
 * values whose name says that they are one, and what addresses carry of them. Pills stay, as they hold
 * no value of their own. Pure but for `isPrivate`.
 */
export function clearSecrets(
  config: Readonly<Record<string, unknown>>,
  isPrivate: (text: string) => boolean,
): { readonly config: Record<string, unknown>; readonly paths: readonly string[] } {
  const paths: string[] = [];
  const clear = (value: unknown, at: readonly string[]): unknown => {
    if (typeof value === "string") {
      const clean = cleanText(value, at.at(-1) ?? "", isPrivate);
      if (clean !== value) paths.push(at.join("."));
      return clean;
    }
    if (Array.isArray(value))
      return value.map((item, index) => clear(item, [...at, String(index)]));
    if (typeof value !== "object" || value === null) return value;
    return clearMembers(value, at);
  };
  const clearMembers = (value: object, at: readonly string[]): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        if (!isPrivate(key)) return [[key, clear(item, [...at, key])]];
        paths.push(at.join("."));
        return [];
      }),
    );
  return { config: clearMembers(config, []), paths };
}

function cleanText(text: string, name: string, isPrivate: (text: string) => boolean): string {
  if (isPrivate(text)) return "";
  if (secretName.test(name) && text !== "" && !lonePill.test(text)) return "";
  return withoutCredentials(text);
}

/** An address without the user, the password and the keys in its query. */
function withoutCredentials(text: string): string {
  if (!/^https?:\/\//i.test(text)) return text;
  const bare = text.replace(/^(https?:\/\/)[^/?#@\s]*@/i, "$1");
  return bare.replace(
    /([?&])([^=&#]+)=([^&#]*)/g,
    (whole, sign: string, key: string, value: string) =>
      secretName.test(key) && !lonePill.test(value) ? `${sign}${key}=` : whole,
  );
}
