import { hourMs, minuteMs } from './calendar.ts';
import { countIn } from './find-numbers.ts';
import { findAll, withoutOverlaps, type Found } from './found.ts';

/** How long from now. */
export interface Delay {
  readonly ms: number;
  readonly vague: boolean;
  /** Said as a delay (过半小时, 半小时以后); 半小时 alone may be how long something takes. */
  readonly explicit: boolean;
}

const count = '(\\d{1,3}(?:\\.5)?|[一二两三四五六七八九十]{1,4})[多来几]?';
const later = '((?:[以之]?后)?)';
const vagueWords =
  /(?:等|过|待)?一会儿?|[等待过]会儿?|等下(?!次|个|周|午)|等一下|稍后|晚一?点儿?(?=再|打|联系|说|吧|回|给|$|，)|过一?下(?!子)/g;

const delays: readonly (readonly [RegExp, (match: RegExpExecArray) => number | null])[] = (
  [
    ['大?半个?(?:小时|钟头)', () => hourMs / 2],
    ['([一三])刻钟', ([, , quarters]) => (quarters === '三' ? 45 : 15) * minuteMs],
    [`${count}个?(半)?个?(?:小时|钟头)(半)?`, ([, , many, half, halfAfter]) => times(many, hourMs, half ?? halfAfter)],
    [`${count}分钟`, ([, , many]) => times(many, minuteMs)],
  ] satisfies readonly (readonly [string, (match: RegExpExecArray) => number | null])[]
).map(([unit, ms]) => [new RegExp(`(再?过|等)?${unit}${later}`, 'g'), ms]);

/** 半小时以后, 过二十分钟, 一个半小时后, 一会儿. */
export function findDelays(text: string): readonly Found<Delay>[] {
  const counted = delays.flatMap(([words, ms]) =>
    findAll(text, words, (match) => {
      const length = ms(match);
      const explicit = match[1] !== undefined || match.at(-1) !== '';
      return length === null ? null : { ms: length, vague: false, explicit };
    }),
  );
  return withoutOverlaps([
    ...counted,
    ...findAll(text, vagueWords, () => ({ ms: hourMs, vague: true, explicit: false })),
  ]);
}

function times(many: string | undefined, unitMs: number, half?: string): number | null {
  const read = countIn(many ?? '');
  return read === null ? null : (read + (half === undefined ? 0 : 0.5)) * unitMs;
}
