import type { CallSummary } from '../../contract/call-summary.ts';
import type { CallRecord } from '../../contract/call-record.ts';
import type { Entity, ExtractField } from '../../contract/script-document.ts';
import type { TimeContext } from '../entity/calendar.ts';
import { canonicalText } from '../entity/clause.ts';
import { findValues } from '../entity/find-values.ts';
import { lettersOf, plainText } from '../model/plain-text.ts';
import { masked, type HeldCall } from './held-call.ts';
import { sentenceArgument, valueArgument } from './summary-request.ts';

type Said = CallRecord['transcript'][number];

const longestValue = 100;

/**
 * The values in a model's answer that can be believed, by name: each stands in a sentence of the customer's that the model gave with it
 * and that is in the transcript; a choice is one of the script's. Everything else is left out.
 */
export function extractedValues(args: Readonly<Record<string, string>>, call: HeldCall): CallSummary['extracted'] {
  const { record, document, utcOffsetMinutes } = call;
  const context = { nowMs: record.startedAtMs, utcOffsetMinutes };
  const given = (name: string): string => (Object.hasOwn(args, name) ? (args[name] ?? '').trim() : '');
  return Object.fromEntries(
    Object.entries(document?.extract ?? {}).flatMap(([name, field]) => {
      const answer = given(valueArgument(name));
      if (answer === '' || answer.length > longestValue) return [];
      for (const { text, turn, offsetMs } of saidWith(given(sentenceArgument(name)), record).toReversed()) {
        const value = valueIn(field, answer, text, context);
        if (value !== null) return [[name, { question: field.question, value, evidence: { turn, offsetMs, text } }]];
      }
      return [];
    }),
  );
}

/** What the customer said that has the sentence in it, without numbers of people. A piece of a word is no evidence. */
function saidWith(sentence: string, { transcript }: Pick<CallRecord, 'transcript'>): readonly Said[] {
  const wanted = letters(sentence);
  return transcript
    .filter(({ speaker }) => speaker === 'customer')
    .map((entry) => ({ ...entry, text: masked(entry.text) }))
    .filter(({ text }) => {
      const whole = letters(text);
      return wanted !== '' && whole.includes(wanted) && (wanted.length >= 4 || wanted === whole);
    });
}

/** The answer as a slot of its type would keep it; null where the sentence does not have it. */
function valueIn(field: ExtractField, answer: string, sentence: string, context: TimeContext): string | null {
  switch (field.type) {
    case 'choice':
      return field.values.includes(answer) ? answer : null;
    case 'yes-no':
      return answer === 'yes' || answer === 'no' ? answer : null;
    case 'text':
      return letters(answer) !== '' && letters(sentence).includes(letters(answer)) ? answer : null;
    default:
      return numberIn(entities[field.type], answer, sentence, context);
  }
}

const entities = {
  number: { type: 'number', units: [] },
  amount: { type: 'amount', unitYuan: 1 },
  date: { type: 'date' },
} satisfies Readonly<Record<string, Entity>>;
const isoDay = /^\d{4}-\d\d-\d\d$/;

/** The number, sum or day that the answer says, where the sentence says it too. */
function numberIn(entity: Entity, answer: string, sentence: string, context: TimeContext): string | null {
  const values = (text: string): readonly string[] =>
    findValues(entity, canonicalText(text), true, context).map(({ value }) => value);
  const value = isoDay.test(answer) ? answer : values(answer).at(-1);
  return value !== undefined && values(sentence).includes(value) ? value : null;
}

const letters = (text: string): string => lettersOf(plainText(text));
