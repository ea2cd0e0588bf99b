import { ivrDocumentSchema, type IvrDocument, type IvrDocumentInput } from '../../../contract/ivr-document.ts';

type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;
export type SmallNodes = Fixed<IvrDocumentInput['nodes']>;
export type SmallRest = Fixed<Partial<IvrDocumentInput>>;

/** A flow that starts at `start`, for one behaviour at a time. */
export function smallIvr(nodes: SmallNodes, rest: SmallRest = {}): IvrDocument {
  return ivrDocumentSchema.parse({ name: 'small', start: 'start', ...rest, nodes });
}
