import type { Condition, Utterance } from '../../contract/script-document.ts';
import { mainFlowOf, placeOf } from '../place.ts';
import { namesIn } from '../template.ts';
import { intentsOf } from '../understand/intents-of.ts';
import { checkRecording } from './check-recording.ts';
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
  document.knowledge.forEach(({ answers, intents }, index) => {
    checkUtterances(findings, answers, { path: ['knowledge', index, 'answers'] });
    for (const intent of intents) checkIntent(findings, intent, { path: ['knowledge', index, 'intents'] });
  });
  document.grades.forEach(({ when }, index) =>
    checkCondition(findings, when, { path: ['grades', index, 'when'] }, main),
  );
  const { patterns } = document;
  for (const intent of patterns.repeat.intents)
    checkIntent(findings, intent, { path: ['patterns', 'repeat', 'intents'] });
  const texts = {
    silence: patterns.silence.say,
    noMatch: patterns.noMatch.say,
    tooLong: patterns.tooLong?.say,
    repeatedQuestion: patterns.repeatedQuestion?.say,
    repeat: patterns.repeat.prefix,
    acknowledge: patterns.acknowledge?.say,
    voicemail: patterns.voicemail.leave,
  };
  for (const [name, utterances] of Object.entries(texts))
    checkUtterances(findings, utterances ?? [], { path: ['patterns', name] });
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
      checkExpression(findings, id, expression, { path: ['intents', index, 'patterns'] });
  });
}

function checkTexts(findings: Findings, { place, node, path }: PlacedNode): void {
  const at = (key: string): Where => ({ ...place, path: [...path, key] });
  if ('say' in node && node.say !== undefined) checkUtterances(findings, node.say, at('say'));
  if ('retry' in node && node.retry !== undefined) checkUtterances(findings, node.retry, at('retry'));
  if (node.kind === 'slot' && node.confirm !== undefined) checkUtterances(findings, node.confirm, at('confirm'));
  if (node.kind === 'transfer') checkText(findings, node.summary, at('summary'));
  if (node.kind === 'function')
    for (const [name, text] of Object.entries(node.args))
      checkText(findings, text, { ...place, path: [...path, 'args', name] });
}

function checkUtterances(findings: Findings, utterances: readonly Utterance[], where: Where): void {
  for (const utterance of utterances) {
    checkText(findings, utterance.text, where);
    checkRecording(findings, utterance, where);
  }
}

function checkText(findings: Findings, text: string, where: Where): void {
  const { variables, slots } = findings.document;
  for (const name of namesIn(text)) {
    if (!Object.hasOwn(variables, name) && !Object.hasOwn(slots, name))
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
  if (node.kind !== 'function') return;
  for (const name of Object.values(node.saveTo)) slot(name, 'saveTo');
  const wanted = Object.hasOwn(knownFunctions, node.name) ? knownFunctions[node.name] : undefined;
  const where = { ...place, path: [...path, 'name'] };
  if (wanted === undefined) {
    const known = Object.keys(knownFunctions)
      .map((name) => `'${name}'`)
      .join(', ');
    report(findings, 'unknown-function', where, `calls '${node.name}', which is none of ${known}`);
  }
  for (const name of wanted ?? []) {
    if (!Object.hasOwn(node.args, name))
      report(findings, 'unknown-function', where, `'${node.name}' needs the argument '${name}'`);
  }
}

function checkSlot(findings: Findings, name: string, where: Where): void {
  if (!Object.hasOwn(findings.document.slots, name))
    report(findings, 'unknown-slot', where, `slot '${name}' is not declared under 'slots'`);
}

function checkIntent(findings: Findings, name: string, where: Where): void {
  const { document } = findings;
  const known = intentsOf(document).some(({ id }) => id === name) || document.knowledge.some(({ id }) => id === name);
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

function checkExpression(findings: Findings, intent: string, expression: string, where: Where): void {
  if (!isExpression(expression)) {
    report(findings, 'pattern-broken', where, `intent '${intent}': /${expression}/ is not a regular expression`);
    return;
  }
  // A repetition of a repetition may take for ever on a long sentence.
  if (/\([^()]*[+*][^()]*\)[+*{]/.test(expression))
    report(
      findings,
      'pattern-broken',
      where,
      `intent '${intent}': /${expression}/ repeats a repetition, which may take for ever`,
    );
}

function isExpression(text: string): boolean {
  try {
    return new RegExp(text, 'iu').source !== '';
  } catch {
    return false;
  }
}
