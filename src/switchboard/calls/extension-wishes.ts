import type { TenantId } from '../../contract/ids.ts';
import type { ExtensionWish } from './lead.ts';

/** What an extension asked for by its telephone. `doNotDisturb` null: as the document has it. */
export interface ExtensionState {
  readonly forwardTo: string | null;
  readonly doNotDisturb: boolean | null;
}

/** What extensions ask for themselves, from memory: a call never waits for it. */
export interface ExtensionWishes {
  of(tenantId: TenantId, extension: string): ExtensionState;
  /** Gives back what holds from now on. */
  wish(tenantId: TenantId, extension: string, wish: ExtensionWish, documentDisturb: boolean): ExtensionState;
}

const asDocumented: ExtensionState = { forwardTo: null, doNotDisturb: null };

/** Keeps wishes; `kept` are those of earlier runs, `keep` is told each change. */
export function openExtensionWishes(
  kept: readonly (ExtensionState & { readonly tenantId: TenantId; readonly extension: string })[],
  keep: (tenantId: TenantId, extension: string, state: ExtensionState) => void,
): ExtensionWishes {
  const states = new Map(
    kept.map(({ tenantId, extension, forwardTo, doNotDisturb }) => [
      `${tenantId}/${extension}`,
      { forwardTo, doNotDisturb },
    ]),
  );
  const of = (tenantId: TenantId, extension: string): ExtensionState =>
    states.get(`${tenantId}/${extension}`) ?? asDocumented;
  return {
    of,
    wish(tenantId, extension, wish, documentDisturb) {
      const before = of(tenantId, extension);
      const state =
        wish.kind === 'forward'
          ? { ...before, forwardTo: wish.to }
          : { ...before, doNotDisturb: !(before.doNotDisturb ?? documentDisturb) };
      states.set(`${tenantId}/${extension}`, state);
      keep(tenantId, extension, state);
      return state;
    },
  };
}
