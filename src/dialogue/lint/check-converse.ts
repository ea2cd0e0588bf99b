import type { ScriptNodeOf } from '../../contract/script-document.ts';
import { promiseIn } from '../model/promises.ts';
import { checkFunction, checkSlot, checkText, checkUtterances } from './check-names.ts';
import { report, type Findings, type Where } from './problem.ts';
import { nodesOf, type PlacedNode } from './targets.ts';

/** A language model is told nothing that it may not say, and asks for nothing that is not there. */
export function checkConverse(findings: Findings): void {
  for (const placed of nodesOf(findings.document))
    if (placed.node.kind === 'converse') checkNode(findings, placed, placed.node);
}

function checkNode(findings: Findings, { place, path }: PlacedNode, node: ScriptNodeOf<'converse'>): void {
  const at = (...keys: readonly string[]): Where => ({ ...place, path: [...path, ...keys] });
  for (const text of [node.goal, ...Object.values(node.facts)]) checkText(findings, text, at('facts'));
  for (const utterances of [node.fallback, node.boundary.identity ?? []])
    checkUtterances(findings, utterances, at('fallback'));
  for (const name of node.texts)
    if (!findings.document.texts.some(({ id }) => id === name))
      report(findings, 'unknown-text', at('texts'), `text '${name}' is not declared under 'texts'`);
  for (const slot of node.slots) checkSlot(findings, slot, at('slots'));
  for (const [name, tool] of Object.entries(node.tools)) {
    checkFunction(findings, name, tool.args, at('tools', name));
    for (const text of Object.values(tool.args)) checkText(findings, text, at('tools', name, 'args'));
    for (const slot of Object.values(tool.saveTo)) checkSlot(findings, slot, at('tools', name, 'saveTo'));
  }
  const texts = { ...node.facts, fallback: node.fallback.map(({ text }) => text).join('\n') };
  for (const [name, text] of Object.entries(texts)) {
    const promise = promiseIn(text);
    if (promise !== null)
      report(
        findings,
        'forbidden-promise',
        at(name === 'fallback' ? 'fallback' : 'facts'),
        `"${text}" promises what nobody may ("${promise}"): the language model is never let say it`,
        'warning',
      );
  }
}
