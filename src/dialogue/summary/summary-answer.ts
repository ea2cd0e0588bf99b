import type { CallSummary } from '../../contract/call-summary.ts';
import type { ModelPart } from '../../contract/language-model.ts';
import { judgeSentence, type Bounds, type Withheld } from '../model/guard.ts';
import { lettersOf, plainText, speakable } from '../model/plain-text.ts';
import { promiseIn } from '../model/promises.ts';
import { extractedValues } from './extracted-values.ts';
import { languageOf, masked, type HeldCall } from './held-call.ts';
import { plainSummary } from './plain-summary.ts';
import { summaryRules, summaryTool, wordsArgument } from './summary-request.ts';

const longestSummary = 600;

/**
 * What a call came to, with what a model answered of it: its words where they state nothing that the call does not hold, else those of the
 * record; and the values that can be believed. An answer changes nothing else, whatever is in it.
 */
export function summaryFrom(parts: readonly ModelPart[], model: string, call: HeldCall): CallSummary {
  const tool = parts.find((part) => part.kind === 'tool' && part.name === summaryTool);
  const args = tool?.kind === 'tool' ? tool.args : {};
  const spoken = parts.flatMap((part) => (part.kind === 'words' ? [part.text] : [])).join('');
  const words = speakable((Object.hasOwn(args, wordsArgument) ? args[wordsArgument] : undefined) ?? spoken);
  const withheld = judgeSummary(words, call);
  return {
    ...(withheld === null
      ? { text: masked(words), model, withheld }
      : { text: plainSummary(call), model: null, withheld: { ...withheld, because: masked(withheld.because) } }),
    extracted: extractedValues(args, call),
  };
}

/** The first thing in a model's summary that the call does not hold, or that is no summary; null where there is none. */
function judgeSummary(words: string, call: HeldCall): Withheld | null {
  if (!/[\p{L}\p{N}]/u.test(words)) return { rule: 'garbled', because: 'no words' };
  if (words.length > longestSummary) return { rule: 'garbled', because: `${words.length} characters` };
  const bounds = boundsOf(call);
  let before = '';
  // Clause by clause; the comma of a number parts nothing.
  for (const clause of words.split(/(?<=[。！？!?；;，])|(?<=[.,])\s+/u)) {
    const withheld = judgeClause(clause, { ...bounds, before }, call);
    if (withheld !== null) return withheld;
    before += clause;
  }
  return null;
}

function judgeClause(clause: string, bounds: Bounds, { document }: HeldCall): Withheld | null {
  // What somebody in the call promised may be told of it.
  const promise = promiseIn(clause, bounds.before);
  if (promise !== null && !lettersOf(bounds.facts).includes(lettersOf(plainText(promise))))
    return { rule: 'promise', because: promise };
  const names = Object.values(document?.products ?? {}).map(({ name }) => plainText(name));
  const product = names.find((name) => plainText(clause).includes(name) && !bounds.facts.includes(name));
  if (product !== undefined) return { rule: 'policy', because: product };
  return judgeSentence(clause, bounds, ['person', 'promise']);
}

/** All that was said in the call, and what its record says, count as facts. */
function boundsOf(call: HeldCall): Omit<Bounds, 'before'> {
  const { record, document } = call;
  const said = plainText(record.transcript.map(({ text }) => masked(text)).join('\n'));
  return {
    language: languageOf(call),
    facts: [plainText([document?.name ?? '', plainSummary(call)].join('\n')), said].join('\n'),
    customer: said,
    instructions: plainText(summaryRules(call).join('\n')),
    grounded: false,
    words: [],
  };
}
