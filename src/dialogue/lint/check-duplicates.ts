import { canonicalText } from '../entity/clause.ts';
import { report, type Findings } from './problem.ts';
import { nodesOf } from './targets.ts';

/** Nothing is there twice: ids, sentences of two intents, branches of one node, words of two choices. */
export function checkDuplicates(findings: Findings): void {
  const { document } = findings;
  twice(
    document.intents.map(({ id }) => id),
    (id, index) =>
      report(findings, 'duplicate', { path: ['intents', index, 'id'] }, `intent '${id}' is declared twice`),
  );
  twice(
    document.knowledge.map(({ id }) => id),
    (id, index) =>
      report(findings, 'duplicate', { path: ['knowledge', index, 'id'] }, `knowledge '${id}' is declared twice`),
  );
  checkSentences(findings);
  checkFlowsOfIntents(findings);
  for (const { place, node, path } of nodesOf(document)) {
    const kinds = node.branches.map(({ on, intent, digits, when }, index) =>
      when === undefined ? `${on} ${intent ?? digits ?? ''}`.trim() : `#${index}`,
    );
    twice(kinds, (kind, index) =>
      report(
        findings,
        'duplicate',
        { ...place, path: [...path, 'branches', index] },
        `branch '${kind}' is there twice: the second is never taken`,
      ),
    );
  }
  for (const [slot, { entity }] of Object.entries(document.slots)) {
    if (entity.type !== 'choice') continue;
    const words = Object.entries(entity.values).flatMap(([value, synonyms]) => [...new Set([value, ...synonyms])]);
    twice(words, (word) =>
      report(
        findings,
        'duplicate',
        { path: ['slots', slot, 'entity', 'values'] },
        `slot '${slot}': '${word}' stands for two values`,
      ),
    );
  }
}

/** The same sentence teaching two intents teaches neither. */
function checkSentences(findings: Findings): void {
  const owners = new Map<string, string>();
  const claim = (sentence: string, owner: string, path: readonly (string | number)[]): void => {
    const text = canonicalText(sentence);
    const before = owners.get(text);
    if (before === undefined) owners.set(text, owner);
    else if (before !== owner)
      report(findings, 'duplicate', { path }, `"${sentence}" is a sample of '${before}' and of '${owner}'`);
  };
  findings.document.intents.forEach(({ id, samples }, index) => {
    samples.forEach((sample, at) => claim(sample, id, ['intents', index, 'samples', at]));
  });
  findings.document.knowledge.forEach(({ id, question, similar }, index) => {
    claim(question, id, ['knowledge', index, 'question']);
    similar.forEach((sample, at) => claim(sample, id, ['knowledge', index, 'similar', at]));
  });
}

function checkFlowsOfIntents(findings: Findings): void {
  const entered = Object.entries(findings.document.flows).flatMap(([flow, { kind, enterOn }]) =>
    kind === 'global' ? enterOn.map((intent) => ({ flow, intent })) : [],
  );
  twice(
    entered.map(({ intent }) => intent),
    (intent, index) => {
      const flow = entered[index]?.flow ?? '';
      report(
        findings,
        'duplicate',
        { flow, path: ['flows', flow, 'enterOn'] },
        `intent '${intent}' already enters another global flow`,
      );
    },
  );
}

function twice(values: readonly string[], found: (value: string, index: number) => void): void {
  const seen = new Set<string>();
  values.forEach((value, index) => {
    if (seen.has(value)) found(value, index);
    seen.add(value);
  });
}
