import type { TenantId } from '../../contract/ids.ts';
import type {
  EventStates,
  MessageSummary,
  RequestVerdict,
  SipEndpoint,
  SipRegistrar,
  SubscriptionAsked,
} from '../../telephony/index.ts';
import type { House } from '../calls/stage.ts';
import type { WatchedDialogs } from './extension-dialogs.ts';
import { addressNamed, extensionNamed } from './house-resource.ts';

/** How many messages wait in a box (留言灯), and when that changes. */
export interface WaitingMessages {
  summaryOf(tenantId: TenantId, box: string): MessageSummary;
  watch(tenantId: TenantId, box: string, changed: () => void): () => void;
}

export interface PresenceParts {
  readonly registrar: Pick<SipRegistrar, 'identify'>;
  readonly houseOf: (domain: string) => House | null;
  /** The domain that a host in a request URI stands for; null: none of ours. */
  readonly domainOf: (host: string) => string | null;
  readonly dialogs: WatchedDialogs;
  readonly messages: WaitingMessages;
}

/**
 * Serves subscriptions of telephones: to the calls of an extension of their own house (`dialog`, RFC 4235), and to their own
 * voicemail box (`message-summary`, RFC 3842). Who subscribes is proven by digest, each time; strangers learn nothing.
 */
export function servePresence(sip: Pick<SipEndpoint, 'serveEvents'>, parts: PresenceParts): void {
  sip.serveEvents(presenceStates(parts));
}

/** The states that `servePresence` serves. */
export function presenceStates({ registrar, houseOf, domainOf, dialogs, messages }: PresenceParts): EventStates {
  /** Whose state a request URI asks for; it was permitted before. */
  const resourceOf = (requestUri: string): { readonly house: House; readonly name: string } | null => {
    const named = addressNamed(requestUri, domainOf);
    const house = named && houseOf(named.domain);
    return house ? { house, name: named.user } : null;
  };
  return {
    async permit(asked: SubscriptionAsked): Promise<RequestVerdict> {
      const account = await registrar.identify({ method: 'SUBSCRIBE', ...asked });
      if ('status' in account) return account;
      const house = houseOf(account.domain);
      const watched = house && extensionNamed(asked.resource, house, domainOf);
      if (!watched) return { status: 404 };
      const isOthersBox = asked.event === 'message-summary' && watched.name !== account.user;
      return { status: isOthersBox ? 403 : 200 };
    },
    dialogs(resource) {
      const of = resourceOf(resource);
      return of ? dialogs.dialogsOf(`${of.name}@${of.house.domain}`) : [];
    },
    messages(resource) {
      const of = resourceOf(resource);
      return of ? messages.summaryOf(of.house.tenantId, of.name) : { newVoice: 0, oldVoice: 0 };
    },
    watch(event, resource, changed) {
      const of = resourceOf(resource);
      if (!of) return () => undefined;
      const { house, name } = of;
      return event === 'dialog'
        ? dialogs.watch(`${name}@${house.domain}`, changed)
        : messages.watch(house.tenantId, name, changed);
    },
  };
}
