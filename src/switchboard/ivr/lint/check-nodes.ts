import type { IvrNode } from '../../../contract/ivr-document.ts';
import { report, type Findings, type Where } from './problem.ts';

/** What a node asks of the caller can be done, and means one thing. */
export function checkNodes(findings: Findings): void {
  for (const [name, node] of Object.entries(findings.document.nodes))
    checkNode(findings, node, (key) => ({ node: name, path: ['nodes', name, key] }));
}

function checkNode(findings: Findings, node: IvrNode, at: (key: string) => Where): void {
  if (node.kind === 'menu' && Object.keys(node.keys).length === 0)
    report(findings, 'impossible', at('keys'), 'a menu needs at least one key');
  if (node.kind === 'collect' && node.minDigits > node.maxDigits)
    report(
      findings,
      'impossible',
      at('minDigits'),
      `wants at least ${node.minDigits} digits and takes at most ${node.maxDigits}`,
    );
  if (node.kind === 'http') {
    const origin = /^https?:\/\/[^/?#]*/.exec(node.url)?.[0] ?? '';
    if (origin.includes('{'))
      report(
        findings,
        'host-varies',
        at('url'),
        `the host of "${node.url}" must stand there as it is: callers do not choose whom we ask`,
      );
    else if (!URL.canParse(node.url)) report(findings, 'impossible', at('url'), `"${node.url}" is no URL`);
    if (node.method === 'GET' && node.body !== undefined)
      report(findings, 'impossible', at('body'), "a GET has no body: use 'query', or method POST");
  }
  if (node.kind === 'speech') {
    const words = node.choices.flatMap((choice) => [...new Set(choice.words)]);
    for (const word of twice(words)) report(findings, 'duplicate', at('choices'), `'${word}' stands in two choices`);
    const keys = node.choices.flatMap(({ key }) => (key === undefined ? [] : [key]));
    for (const key of twice(keys)) report(findings, 'duplicate', at('choices'), `key '${key}' stands in two choices`);
    if (keys.length === 0)
      report(
        findings,
        'impossible',
        at('choices'),
        'no choice has a key: nobody could choose where no recogniser listens',
      );
  }
}

function twice(values: readonly string[]): readonly string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}
