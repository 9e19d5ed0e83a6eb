/**
 * Whether a text takes more than `limitBytes` in UTF-8. Exact, but counts only where the number of
 * UTF-16 units leaves it open, so that small texts cost nothing.
 */
export function exceedsBytes(text: string, limitBytes: number): boolean {
  if (text.length > limitBytes) return true;
  if (text.length * 3 <= limitBytes) return false;
  return countBytes(text) > limitBytes;
}

function countBytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    // Each half of a surrogate pair counts 2: together they are the 4 bytes of their character.
    bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}
