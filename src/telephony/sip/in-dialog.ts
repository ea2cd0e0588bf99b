/** What the two ends of a call ask of one another besides sound: transfer and keys. Part of the door `sip-endpoint.ts`. */

/** A dialog that an INVITE takes the place of (RFC 3891), named as its receiver sees it: `toTag` is the receiver's own. */
export interface ReplacedDialog {
  readonly callId: string;
  readonly toTag: string;
  readonly fromTag: string;
  /** Only as long as it is not answered. */
  readonly earlyOnly?: boolean;
}

/** A transfer that we ask the peer to carry out (RFC 3515). */
export interface ReferOrder {
  /** Whom the peer shall call: a sip, sips or tel URI. */
  readonly target: string;
  /** Attended: the call at the target whose place the new one takes (`replacesOf` its identity). */
  readonly replaces?: ReplacedDialog;
  /** URI of who refers (RFC 3892); our own of this dialog where absent. */
  readonly referredBy?: string;
  /** Asks for no reports (`Refer-Sub: false`, RFC 4488). A peer that knows nothing of that reports all the same. */
  readonly silent?: boolean;
}

/** What the peer tells of the call that it was referred to make. */
export interface ReferReport {
  /** The newest status, 100 to 699; null where the reports ended before there was one. */
  readonly status: number | null;
  readonly reasonPhrase: string;
  /** Nothing more will be told. A last status below 200 means that the outcome is not known. */
  readonly last: boolean;
}

/** The peer asks us to call somebody (REFER). It has to be accepted or rejected within 20 s, else it is rejected with 603. */
export interface Referral {
  /** URI, embedded headers taken off: whether it may be called is for the owner to decide. */
  readonly target: string;
  /** Attended: to be sent along in the new INVITE (`InviteRequest.replaces`). */
  readonly replaces: ReplacedDialog | null;
  /** `Referred-By` as written, to be sent along; it proves nothing. */
  readonly referredBy: string | null;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  /** Answers 202; the peer hears that the call is tried. */
  accept(): void;
  reject(status: number, reasonPhrase?: string): void;
  /** Tells how the call stands; a status of 200 or more ends the reports. Nothing is told before `accept`, or after the last. */
  report(status: number, reasonPhrase?: string): void;
}

/** One press of a key, told by INFO. */
export interface KeyPress {
  /** One of `0`–`9`, `*`, `#`, `A`–`D`, and `!` for hook flash. */
  readonly key: string;
  readonly durationMs: number | null;
}

/** Where a 3xx says that the callee may be found. Nothing follows it by itself: a call to it is a new call, with a permit of its own. */
export interface RedirectTarget {
  /** URI, embedded headers taken off. */
  readonly uri: string;
  readonly displayName: string | null;
  /** `q`: 0 to 1, 1 where it is not said. */
  readonly preference: number;
}
