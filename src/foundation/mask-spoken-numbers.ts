const digit = '[\\d零〇洞一幺二两三四五六七拐八九]';
/** The day of an ISO time is nobody's number. */
const isoDay = '(?<![\\d -])(?:19|20)\\d\\d-[01]\\d-[0-3]\\d(?![ -]?\\d)';
const digitRun = new RegExp(`(${isoDay})|${digit}(?:[ ,，、-]?${digit}){6,}`, 'g');
const spoken: Readonly<Record<string, string>> = Object.fromEntries(
  ['零〇洞', '一幺', '二两', '三', '四', '五', '六', '七拐', '八', '九'].flatMap((names, value) =>
    Array.from(names, (name) => [name, String(value)]),
  ),
);

/** Words with every number of seven digits and more in them masked, written in digits or as it was dictated (幺三八，零零一三). */
export function maskSpokenNumbers(text: string, mask: (digits: string) => string): string {
  return text.replaceAll(
    digitRun,
    (run, day?: string) =>
      day ?? mask(Array.from(run.replaceAll(/[^\p{L}\d]/gu, ''), (name) => spoken[name] ?? name).join('')),
  );
}
