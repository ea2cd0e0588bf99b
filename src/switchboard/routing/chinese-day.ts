import chineseDays from 'chinese-days';

/** What mainland China does on a day: a public holiday, a weekend worked in exchange, or what its weekday says. */
export type ChineseDay = { readonly kind: 'holiday' | 'made-up'; readonly name: string } | { readonly kind: 'usual' };

/** `date` is `YYYY-MM-DD`. Years whose holidays are not yet decreed have usual days alone. */
export function chineseDay(date: string): ChineseDay {
  // A bare date is read as UTC and shown in the machine's zone, the day before west of Greenwich: noon is safe.
  const { work, name } = chineseDays.getDayDetail(`${date}T12:00:00`);
  const [, chineseName] = name.split(',');
  if (chineseName === undefined) return { kind: 'usual' };
  return { kind: work ? 'made-up' : 'holiday', name: chineseName };
}
