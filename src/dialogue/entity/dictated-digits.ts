const spoken = new Map<string, string>(
  Object.entries({
    零: '0',
    〇: '0',
    洞: '0',
    一: '1',
    幺: '1',
    二: '2',
    两: '2',
    三: '3',
    四: '4',
    五: '5',
    六: '6',
    七: '7',
    拐: '7',
    八: '8',
    九: '9',
  }),
);

/** Runs of digits dictated with pauses and 幺 (幺三八，零零一三), as Arabic digits, longest first. */
export function findDictatedDigits(text: string): readonly string[] {
  const found: string[] = [];
  for (const run of text.matchAll(
    /[0-9零〇洞一幺二两三四五六七拐八九]([\s,，、。-]*[0-9零〇洞一幺二两三四五六七拐八九])*/g,
  )) {
    found.push(
      Array.from(run[0])
        .map((character) => spoken.get(character) ?? character)
        .join('')
        .replaceAll(/\D/g, ''),
    );
  }
  return found.sort((left, right) => right.length - left.length);
}

/** A telephone number: 11 digits of a mainland mobile, or a line with its area code. */
export function findPhone(text: string): string | null {
  return findDictatedDigits(text).find((digits) => /^(1[3-9]\d{9}|0\d{9,11}|[48]00\d{7})$/.test(digits)) ?? null;
}
