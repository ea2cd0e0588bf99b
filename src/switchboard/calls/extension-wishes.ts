import type { TenantId } from '../../contract/ids.ts';
import type { Clock } from '../../foundation/clock.ts';
import { messageOf } from '../../foundation/errors.ts';
import type { Logger } from '../../foundation/logger.ts';
import { LatestWrites } from '../queue/latest-writes.ts';
import type { ExtensionWish } from './lead.ts';

/** What an extension asked for by its telephone. `doNotDisturb` null: as the document has it. */
export interface ExtensionState {
  readonly forwardTo: string | null;
  readonly doNotDisturb: boolean | null;
}

/** What extensions ask for themselves, from memory: a call never waits for a database. */
export interface ExtensionWishes {
  of(tenantId: TenantId, extension: string): ExtensionState;
  /** Gives back what holds from now on; it is written down in the background, and again until it is. */
  wish(tenantId: TenantId, extension: string, wish: ExtensionWish, documentDisturb: boolean): ExtensionState;
  /** Reads what a tenant's extensions asked for before this program started, once; where that cannot be read the next call tries again. */
  remember(tenantId: TenantId): Promise<void>;
  /** Writes nothing more. */
  close(): void;
}

export interface ExtensionWishParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly kept: (tenantId: TenantId) => Promise<readonly (ExtensionState & { readonly extension: string })[]>;
  readonly keep: (tenantId: TenantId, wish: ExtensionState & { readonly extension: string }) => Promise<void>;
}

const asDocumented: ExtensionState = { forwardTo: null, doNotDisturb: null };

export function openExtensionWishes({ clock, logger, kept, keep }: ExtensionWishParts): ExtensionWishes {
  const states = new Map<string, ExtensionState>();
  const remembered = new Set<TenantId>();
  const writes = new LatestWrites(clock, logger);
  const keyOf = (tenantId: TenantId, extension: string): string => `${tenantId}/${extension}`;
  const of = (tenantId: TenantId, extension: string): ExtensionState =>
    states.get(keyOf(tenantId, extension)) ?? asDocumented;
  return {
    of,
    wish(tenantId, extension, wish, documentDisturb) {
      const before = of(tenantId, extension);
      const state =
        wish.kind === 'forward'
          ? { ...before, forwardTo: wish.to }
          : { ...before, doNotDisturb: !(before.doNotDisturb ?? documentDisturb) };
      const key = keyOf(tenantId, extension);
      states.set(key, state);
      void writes.put(key, () => keep(tenantId, { extension, ...state }));
      return state;
    },
    async remember(tenantId) {
      if (remembered.has(tenantId)) return;
      try {
        for (const { extension, forwardTo, doNotDisturb } of await kept(tenantId)) {
          const key = keyOf(tenantId, extension);
          // What was asked for meanwhile is newer.
          if (!states.has(key)) states.set(key, { forwardTo, doNotDisturb });
        }
        remembered.add(tenantId);
      } catch (error) {
        logger.warn({ reason: messageOf(error) }, 'what extensions asked for before the start could not be read yet');
      }
    },
    close: () => writes.close(),
  };
}
