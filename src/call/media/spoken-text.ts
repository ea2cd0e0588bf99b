const isWordCharacter = (char: string | undefined): boolean =>
  char !== undefined && /[\p{Script=Latin}\p{N}'’]/u.test(char);

/**
 * What has been said of a text when `share` (0–1) of its sound has been heard: whole characters, and of Latin words and
 * numbers whole ones only. Sounds are not spread evenly over characters; nearer than this no engine of ours tells.
 */
export function spokenPrefix(text: string, share: number): string {
  if (share >= 1) return text;
  const chars = Array.from(text);
  let end = Math.floor(chars.length * Math.max(0, share));
  while (end > 0 && isWordCharacter(chars[end - 1]) && isWordCharacter(chars[end])) end--;
  return chars.slice(0, end).join('');
}

/** How long a text will sound, before its sound is there: used until the true length is known. */
export function estimatedSpeechMs(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (isWordCharacter(char) ? 80 : 220), 0);
}
