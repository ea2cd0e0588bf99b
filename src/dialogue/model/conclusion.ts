import type { ModelPart, ModelTool } from '../../contract/language-model.ts';
import type { ScriptDocument, ScriptNodeOf } from '../../contract/script-document.ts';

/** The tool by which the model says what it found out, and whether it has come to its goal. */
const concludeName = 'conclude';

/** How the model's answer ended. */
export interface Conclusion {
  /** `goes-on`: the customer is to answer. */
  readonly goal: 'goes-on' | 'reached' | 'impossible';
  /** By slot, in the model's words. */
  readonly extracted: Readonly<Record<string, string>>;
  /** The function of the program that it asks for. */
  readonly tool: string | null;
}

/** What the model may ask for at a node. */
export function toolsOf(document: ScriptDocument, node: ScriptNodeOf<'converse'>): readonly ModelTool[] {
  const slots = node.slots.map((slot) => [slot, describeSlot(document, slot)] as const);
  return [
    {
      name: concludeName,
      description:
        document.language === 'zh-CN'
          ? '每次回答后调用：目标是否达成，以及客户亲口说出的信息。'
          : 'Call after each answer: whether the goal is reached, and what the customer said.',
      parameters: {
        goal: { description: 'goes-on | reached | impossible', values: ['goes-on', 'reached', 'impossible'] },
        ...Object.fromEntries(slots),
      },
    },
    ...Object.entries(node.tools).map(([name, { use }]) => ({ name, description: use, parameters: {} })),
  ];
}

function describeSlot(
  document: ScriptDocument,
  slot: string,
): { readonly description: string; readonly values?: readonly string[] } {
  const declared = document.slots[slot];
  const description = declared?.name ?? slot;
  return declared?.entity.type === 'choice'
    ? { description, values: Object.keys(declared.entity.values) }
    : { description };
}

/** What the tools of an answer say together. Of several functions the first is taken; what makes no sense is left out. */
export function concludeFrom(asked: readonly Extract<ModelPart, { kind: 'tool' }>[]): Conclusion {
  const own = asked.filter(({ name }) => name === concludeName).map(({ args }) => args);
  const { goal, ...extracted } = Object.assign({}, ...own) as Record<string, string>;
  return {
    goal: goal === 'reached' || goal === 'impossible' ? goal : 'goes-on',
    extracted,
    tool: asked.find(({ name }) => name !== concludeName)?.name ?? null,
  };
}
