/** Mainland area codes of two digits; all others have three. */
const shortAreaCodes = /^(?:10|2[0-9])/u;

/** What says where a number lives: a mainland area code; null where the number does not tell. */
export function regionOf(e164: string): string | null {
  const national = /^\+86([2-9]\d{8,10}|10\d{7,8})$/u.exec(e164)?.[1];
  if (national === undefined) return null;
  return national.slice(0, shortAreaCodes.test(national) ? 2 : 3);
}
