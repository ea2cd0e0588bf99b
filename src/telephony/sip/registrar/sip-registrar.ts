import type { Clock } from '../../../foundation/clock.ts';
import type { Logger } from '../../../foundation/logger.ts';
import type { Random } from '../../../foundation/random.ts';
import type { ServerAlgorithm } from '../auth/digest-server.ts';
import type { IncomingCall, RequestVerdict, SipAddress } from '../sip-endpoint.ts';
import type { ScanningSource } from './name-scan.ts';
import type { RegistrarLimits } from './registrar-limits.ts';
import type { BannedSource, SourceLimits } from './source-guard.ts';

/** Who may register and call. */
export interface SipAccount {
  /** The extension: the left half of its address of record. */
  readonly user: string;
  /** The tenant's domain: the right half, and the realm of its digest. */
  readonly domain: string;
  readonly password: string;
}

/** One place where a user can be reached now. Calling it: `invite({ requestUri: uri, nextHop, headers: routeHeaders })`. */
export interface RegisteredContact {
  /** The contact's own URI: what a request to it asks for. */
  readonly uri: string;
  /** Preference, 0 to 1. */
  readonly q: number;
  /**
   * Where a request is sent: the flow the registration came by (RFC 5626), its address behind NAT, the first proxy of its
   * Path, or the contact itself.
   */
  readonly nextHop: SipAddress;
  /** A `Route` field where the registration came with a Path (RFC 3327), else none. */
  readonly routeHeaders: Readonly<Record<string, string>>;
  /** Where the registration came from, as the transport saw it. */
  readonly received: SipAddress;
  /** `+sip.instance` without its angle brackets, the same for all flows of one device. */
  readonly instance: string | null;
  readonly userAgent: string | null;
  readonly expiresInMs: number;
}

/** What a registrar is made with: `serveRegistrar(endpoint, options)`. */
export interface SipRegistrarOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /**
   * The account that logs in as `login` (what its digest says as username, mostly the extension) at `domain`; null where
   * there is none. Asked for right and wrong names alike: answer both from memory, in the same time.
   */
  readonly accountOf: (login: string, domain: string) => Promise<SipAccount | null>;
  /** The domain that a host in To or From stands for (a phone may write our address instead of it); null: none of ours. */
  readonly domainOf: (host: string) => string | null;
  /** Trunks and our own machines: never limited, never banned. */
  readonly isTrusted?: (source: SipAddress) => boolean;
  /** False: no telephone may be called there, and the REGISTER is refused with 403. All may where absent. */
  readonly mayBeCalled?: (contact: RegisteredContact) => boolean;
  /** Offered best first; SHA-256 and MD5 where absent. */
  readonly algorithms?: readonly ServerAlgorithm[];
  readonly limits?: Partial<RegistrarLimits>;
  readonly sources?: Partial<SourceLimits>;
}

export type RemovalCause = 'unregistered' | 'replaced' | 'flow-lost' | 'withdrawn';

/** What becomes of contacts; `addressOfRecord` is `user@domain`. */
export interface SipRegistrarEvents {
  readonly registered: { readonly addressOfRecord: string; readonly contact: RegisteredContact };
  readonly refreshed: { readonly addressOfRecord: string; readonly contact: RegisteredContact };
  readonly expired: { readonly addressOfRecord: string; readonly contact: RegisteredContact };
  readonly removed: {
    readonly addressOfRecord: string;
    readonly contact: RegisteredContact;
    readonly cause: RemovalCause;
  };
  /** A source guessed too often: it is not heard for `forMs`. */
  readonly 'sip-source-banned': BannedSource;
  /** A source looks for extensions: it asks for many and proves none. */
  readonly 'sip-scan': ScanningSource;
}

/** A request whose sender is to be proven. */
export interface ProvenRequest {
  readonly method: 'MESSAGE' | 'SUBSCRIBE';
  /** `From` as written. */
  readonly from: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly source: SipAddress;
}

/** The registrar as a switchboard sees it: who is where, and who may call. */
export interface SipRegistrar {
  /** Contacts of `user@domain` that have not expired: highest q first, then the latest. */
  contactsOf(addressOfRecord: string): readonly RegisteredContact[];
  /** Contacts in the table. */
  readonly size: number;
  on<Name extends keyof SipRegistrarEvents>(
    name: Name,
    listener: (event: SipRegistrarEvents[Name]) => void,
  ): () => void;
  /**
   * Who places this call, proven by digest. Null: nobody known, and the call was refused already (407 asking for
   * credentials, the same for a wrong user and a wrong password). Call it before anything else is answered, and only for
   * calls that no trunk sent.
   */
  authenticate(call: IncomingCall): Promise<SipAccount | null>;
  /**
   * Who sends this request outside calls, proven by digest; or what it is to be answered with (401 asking for credentials,
   * the same for a wrong user and a wrong password). Limits and bans count it as they count calls.
   */
  identify(request: ProvenRequest): Promise<SipAccount | RequestVerdict>;
  /** Takes away all contacts of an extension that is no more. */
  withdraw(addressOfRecord: string): void;
  close(): void;
}
