import type { Condition, ScriptNodeOf, Utterance } from '../../contract/script-document.ts';
import { mainFlowOf, placeOf } from '../place.ts';
import { patternTexts } from '../pattern-texts.ts';
import { namesIn } from '../template.ts';
import { intentsOf } from '../understand/intents-of.ts';
import { checkRecording } from './check-recording.ts';
import { checkKnowledge } from './check-knowledge.ts';
import { report, type Findings, type Where } from './problem.ts';
import { exists, nodesOf, type PlacedNode } from './targets.ts';

/** The program's functions and the arguments each must be given. */
export const knownFunctions: Readonly<Record<string, readonly string[]>> = {
  'create-order': ['product', 'amount'],
  'lookup-profile': [],
  'send-sms': [],
};

/** Every name that is used is declared: variables in texts, slots, intents, functions, and what conditions speak of. */
export function checkNames(findings: Findings): void {
  for (const placed of nodesOf(findings.document)) {
    checkTexts(findings, placed);
    checkNodeNames(findings, placed);
    placed.node.branches.forEach((branch, index) => {
      const where = { ...placed.place, path: [...placed.path, 'branches', index] };
      if (branch.intent !== undefined) checkIntent(findings, branch.intent, where);
      if (branch.when !== undefined) checkCondition(findings, branch.when, where, placed.place.flow);
    });
  }
  checkOutsideNodes(findings);
}

function checkOutsideNodes(findings: Findings): void {
  const { document } = findings;
  const main = mainFlowOf(document);
  for (const [flow, { enterOn }] of Object.entries(document.flows)) {
    for (const intent of enterOn) checkIntent(findings, intent, { flow, path: ['flows', flow, 'enterOn'] });
  }
  document.knowledge.forEach(({ answers, ask, intents }, index) => {
    checkUtterances(findings, answers, { path: ['knowledge', index, 'answers'] });
    checkUtterances(findings, ask ?? [], { path: ['knowledge', index, 'ask'] });
    for (const intent of intents) checkIntent(findings, intent, { path: ['knowledge', index, 'intents'] });
  });
  checkKnowledge(findings);
  document.grades.forEach(({ when }, index) =>
    checkCondition(findings, when, { path: ['grades', index, 'when'] }, main),
  );
  for (const [id, { who, exclusions, needs }] of Object.entries(document.products)) {
    for (const [key, parts] of Object.entries({ who, exclusions, needs })) {
      parts.forEach(({ when }, index) =>
        checkCondition(findings, when, { path: ['products', id, key, index, 'when'] }, main),
      );
    }
  }
  checkPatternNames(findings);
  checkSlots(findings);
  checkWebFunctions(findings);
  const { patterns } = document;
  if (patterns.acknowledge && new Set(patterns.acknowledge.say.map(({ text }) => text)).size < 2)
    report(
      findings,
      'said-once',
      { path: ['patterns', 'acknowledge', 'say'] },
      'the acknowledgement is never said twice in a row: with one wording it is said once a call; give it two or more',
      'warning',
    );
  document.intents.forEach(({ patterns: expressions, id }, index) => {
    for (const expression of expressions)
      checkExpression(findings, `intent '${id}'`, expression, { path: ['intents', index, 'patterns'] });
  });
}

function checkPatternNames(findings: Findings): void {
  const { patterns } = findings.document;
  const { repeat, skip, chitchat, upset } = patterns;
  // The intent 'skip' is there where a node makes something of it.
  const ownSkips = skip.intents.filter((id) => id !== 'skip');
  const intents = { repeat: repeat.intents, skip: ownSkips, chitchat: chitchat?.intents, upset: upset?.intents };
  for (const [name, ids] of Object.entries(intents))
    for (const intent of ids ?? []) checkIntent(findings, intent, { path: ['patterns', name, 'intents'] });
  for (const { pattern, key, utterances, places } of patternTexts(findings.document))
    checkUtterances(findings, utterances, { path: ['patterns', pattern, key] }, places);
}

/** A declared function hides none of the program's, and each of its places is an argument. */
function checkWebFunctions(findings: Findings): void {
  for (const [name, web] of Object.entries(findings.document.functions)) {
    const where = { path: ['functions', name] };
    if (Object.hasOwn(knownFunctions, name))
      report(
        findings,
        'duplicate',
        where,
        `'${name}' is a function of the program already: call the web service otherwise`,
      );
    const { result: _, ...sent } = web;
    for (const place of namesIn(JSON.stringify(sent)).filter(
      (text) => /^[\w-]+$/.test(text) && !web.args.includes(text),
    ))
      report(findings, 'unknown-variable', where, `{${place}} of '${name}' is none of its 'args'`);
  }
}

function checkSlots(findings: Findings): void {
  for (const [slot, { invalid, pattern }] of Object.entries(findings.document.slots)) {
    checkUtterances(findings, invalid ?? [], { path: ['slots', slot, 'invalid'] }, ['value']);
    if (pattern !== undefined)
      checkExpression(findings, `slot '${slot}'`, pattern, { path: ['slots', slot, 'pattern'] });
  }
}

function checkTexts(findings: Findings, { place, node, path }: PlacedNode): void {
  const at = (key: string): Where => ({ ...place, path: [...path, key] });
  if ('say' in node && node.say !== undefined) checkUtterances(findings, node.say, at('say'));
  if ('rephrase' in node && node.rephrase !== undefined) checkUtterances(findings, node.rephrase, at('rephrase'));
  if ('retry' in node && node.retry !== undefined) checkUtterances(findings, node.retry, at('retry'));
  if (node.kind === 'slot' && node.confirm !== undefined) checkUtterances(findings, node.confirm, at('confirm'));
  if (node.kind === 'transfer') checkText(findings, node.summary, at('summary'));
  if (node.kind === 'function')
    for (const [name, text] of Object.entries(node.args))
      checkText(findings, text, { ...place, path: [...path, 'args', name] });
}

export function checkUtterances(
  findings: Findings,
  utterances: readonly Utterance[],
  where: Where,
  own: readonly string[] = [],
): void {
  utterances.forEach((utterance, index) => {
    const at = { ...where, path: [...where.path, index] };
    checkText(findings, utterance.text, at, own);
    checkRecording(findings, utterance, at);
  });
}

/** `own`: places that only this text has. */
export function checkText(findings: Findings, text: string, where: Where, own: readonly string[] = []): void {
  const { variables, slots } = findings.document;
  for (const name of namesIn(text)) {
    if (!Object.hasOwn(variables, name) && !Object.hasOwn(slots, name) && !own.includes(name))
      report(
        findings,
        'unknown-variable',
        where,
        `{${name}} in "${text}" is neither a variable nor a slot of the script`,
      );
  }
}

function checkNodeNames(findings: Findings, { place, node, path }: PlacedNode): void {
  const slot = (name: string, key: string): void => checkSlot(findings, name, { ...place, path: [...path, key] });
  if (node.kind === 'slot') slot(node.slot, 'slot');
  if (node.kind === 'digits' && node.slot !== undefined) slot(node.slot, 'slot');
  if (node.kind === 'end' && node.callBackAt !== undefined) slot(node.callBackAt, 'callBackAt');
  if (node.kind === 'jump') for (const name of Object.keys(node.set)) slot(name, 'set');
  if (node.kind === 'recommend') checkRecommendation(findings, { place, node, path }, node);
  if (node.kind !== 'function') return;
  for (const name of Object.values(node.saveTo)) slot(name, 'saveTo');
  checkFunction(findings, node.name, node.args, { ...place, path: [...path, 'name'] });
}

export function checkFunction(
  findings: Findings,
  called: string,
  args: Readonly<Record<string, string>>,
  where: Where,
): void {
  const declared = Object.entries(findings.document.functions).map(([name, web]) => [name, web.args] as const);
  const functions = { ...Object.fromEntries(declared), ...knownFunctions };
  const wanted = Object.hasOwn(functions, called) ? functions[called] : undefined;
  if (wanted === undefined) {
    const known = Object.keys(functions)
      .map((name) => `'${name}'`)
      .join(', ');
    report(findings, 'unknown-function', where, `calls '${called}', which is none of ${known}`);
  }
  for (const name of wanted ?? []) {
    if (!Object.hasOwn(args, name))
      report(findings, 'unknown-function', where, `'${called}' needs the argument '${name}'`);
  }
}

function checkRecommendation(
  findings: Findings,
  { place, path }: PlacedNode,
  { products, budget, saveTo }: ScriptNodeOf<'recommend'>,
): void {
  const where = (key: string): Where => ({ ...place, path: [...path, key] });
  const known = Object.keys(findings.document.products);
  const unknown = (products ?? []).filter((id) => !known.includes(id));
  for (const id of unknown)
    report(findings, 'unknown-product', where('products'), `product '${id}' is not in the table 'products'`);
  if (known.length === 0)
    report(findings, 'unknown-product', { ...place, path }, "recommends, but the script has no table 'products'");
  if (budget !== undefined) checkSlot(findings, budget, where('budget'));
  for (const slot of Object.values(saveTo)) checkSlot(findings, slot, where('saveTo'));
}

export function checkSlot(findings: Findings, name: string, where: Where): void {
  if (!Object.hasOwn(findings.document.slots, name))
    report(findings, 'unknown-slot', where, `slot '${name}' is not declared under 'slots'`);
}

/** The names of intents, built-in ones among them, once for each look at a document: many places ask for them. */
const namesKnown = new WeakMap<Findings, ReadonlySet<string>>();

function intentNamesOf(findings: Findings): ReadonlySet<string> {
  const { document } = findings;
  const known =
    namesKnown.get(findings) ?? new Set([...intentsOf(document), ...document.knowledge].map(({ id }) => id));
  namesKnown.set(findings, known);
  return known;
}

function checkIntent(findings: Findings, name: string, where: Where): void {
  const known = intentNamesOf(findings).has(name);
  if (!known)
    report(
      findings,
      'unknown-intent',
      where,
      `intent '${name}' is neither declared under 'intents' nor a standard one`,
    );
}

function checkCondition(findings: Findings, condition: Condition, where: Where, flow: string): void {
  if ('all' in condition) for (const part of condition.all) checkCondition(findings, part, where, flow);
  else if ('any' in condition) for (const part of condition.any) checkCondition(findings, part, where, flow);
  else if ('not' in condition) checkCondition(findings, condition.not, where, flow);
  else if ('slot' in condition) checkSlot(findings, condition.slot, where);
  else if ('intent' in condition) checkIntent(findings, condition.intent, where);
  else if ('variable' in condition && !Object.hasOwn(findings.document.variables, condition.variable))
    report(findings, 'unknown-variable', where, `variable '${condition.variable}' is not declared under 'variables'`);
  else if ('visited' in condition && !exists(findings.document, placeOf(condition.visited, flow)))
    report(findings, 'leads-nowhere', where, `the condition asks for '${condition.visited}', which does not exist`);
}

function checkExpression(findings: Findings, whose: string, expression: string, where: Where): void {
  if (!isExpression(expression)) {
    report(findings, 'pattern-broken', where, `${whose}: /${expression}/ is not a regular expression`);
    return;
  }
  // A repetition of a repetition may take for ever on a long sentence.
  if (/\([^()]*[+*][^()]*\)[+*{]/.test(expression))
    report(
      findings,
      'pattern-broken',
      where,
      `${whose}: /${expression}/ repeats a repetition, which may take for ever`,
    );
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'iu').source !== '';
  } catch {
    return false;
  }
}
