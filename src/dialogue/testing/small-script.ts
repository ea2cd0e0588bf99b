import { scriptDocumentSchema, type ScriptDocument, type ScriptDocumentInput } from '../../contract/script-document.ts';

type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;
export type SmallNodes = Fixed<ScriptDocumentInput['flows'][string]['nodes']>;
export type SmallRest = Fixed<Partial<ScriptDocumentInput>>;

/** A service script of one main flow that starts at `start`, for one behaviour at a time. */
export function smallScript(nodes: SmallNodes, rest: SmallRest = {}): ScriptDocument {
  return scriptDocumentSchema.parse({
    id: 'small',
    name: 'small',
    purpose: 'service',
    patterns: { silence: { max: 1, say: '喂，能听到吗？' }, noMatch: { max: 1, say: '没听清。' } },
    ...rest,
    flows: { main: { kind: 'main', start: 'start', nodes }, ...rest.flows },
  });
}
