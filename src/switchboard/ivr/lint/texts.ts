import type { IvrNode, IvrPrompt } from '../../../contract/ivr-document.ts';
import { textsIn } from '../template.ts';

/** A text of a node that may name variables. `hides`: secrets may stand in it. */
export interface NodeText {
  readonly text: string;
  readonly key: string;
  readonly hides: boolean;
}

export function textsOf(node: IvrNode): readonly NodeText[] {
  const shown = (key: string, texts: readonly string[]): readonly NodeText[] =>
    texts.map((text) => ({ text, key, hides: false }));
  const hidden = (key: string, texts: readonly string[]): readonly NodeText[] =>
    texts.map((text) => ({ text, key, hides: true }));
  const prompts = (['say', 'noInput', 'invalid'] as const).flatMap((key) => {
    const said = (node as Partial<Record<typeof key, readonly IvrPrompt[]>>)[key] ?? [];
    return shown(
      key,
      said.map(({ text }) => text),
    );
  });
  return [...prompts, ...particularTexts(node, shown, hidden)];
}

function particularTexts(
  node: IvrNode,
  shown: (key: string, texts: readonly string[]) => readonly NodeText[],
  hidden: (key: string, texts: readonly string[]) => readonly NodeText[],
): readonly NodeText[] {
  switch (node.kind) {
    case 'http':
      return [
        ...shown('url', [node.url]),
        ...shown('query', Object.values(node.query)),
        ...hidden(
          'headers',
          Object.values(node.headers).filter((value) => typeof value === 'string'),
        ),
        ...hidden('body', node.body === undefined ? [] : textsIn(node.body)),
      ];
    case 'set':
      return hidden('values', Object.values(node.values));
    case 'robot':
      return shown('variables', Object.values(node.variables));
    case 'extension':
      return shown('extension', [node.extension]);
    default:
      return [];
  }
}
