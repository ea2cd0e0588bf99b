import { quantityOf } from './answer-question.ts';
import { labels, type OfferedKey, type Question } from './read-question.ts';
import { happens, oneOf, type CustomerTurn, type Talker } from './talker.ts';

/** Whoever has called a hotline knows that 0 leads to a person, offered or not. */
const tryZero = 0.08;

/** He presses one of the keys he was offered, or types a number; null where there is nothing to press. */
export function pressesKeys(talker: Talker, { keys, takesNumberKeys }: Question): CustomerTurn | null {
  if (takesNumberKeys && keys.length === 0) return { kind: 'keys', digits: String(quantityOf(talker, '万')) };
  if (happens(talker, tryZero)) return { kind: 'keys', digits: '0' };
  const [refusals, others] = sorted(talker, keys);
  const agrees = refusals.length === 0 || (others.length > 0 && happens(talker, talker.persona.willing));
  const key = oneOf(talker, agrees ? others : refusals);
  return key === undefined ? null : { kind: 'keys', digits: key.digit };
}

/** Keys that refuse, and those that agree or name a thing; the way to a person is seldom wanted. */
function sorted(talker: Talker, keys: readonly OfferedKey[]): readonly [readonly OfferedKey[], readonly OfferedKey[]] {
  const wanted = keys.filter(({ label }) => !labels.person.test(label) || happens(talker, 0.2));
  return [wanted.filter(({ label }) => labels.no.test(label)), wanted.filter(({ label }) => !labels.no.test(label))];
}
