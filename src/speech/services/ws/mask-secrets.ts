const longestReason = 300;

/**
 * What somebody outside said, fit for a log and for a person: no secret in it, neither plain nor as it stands in a URL, on one line,
 * at most 300 characters. Services echo requests in their errors, keys and signatures included.
 */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret)]).filter((form) => form !== '');
  const longestFirst = [...new Set(forms)].toSorted((one, other) => other.length - one.length);
  let masked = text;
  for (const form of longestFirst) masked = masked.replaceAll(form, '***');
  const line = masked.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  return line.length > longestReason ? `${line.slice(0, longestReason - 1)}…` : line;
}
