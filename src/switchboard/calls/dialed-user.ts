/** The user that a request URI asks for, null where it names none or is no SIP URI (RFC 3261 §19.1.1). */
export function dialedUser(requestUri: string): string | null {
  const [, user] = /^sips?:([^@;?]+)@/i.exec(requestUri) ?? [];
  if (user === undefined) return null;
  try {
    return decodeURIComponent(user);
  } catch {
    return null;
  }
}
