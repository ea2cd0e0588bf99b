import type { AnsweredBy, CallOutcome } from '../../contract/call-outcome.ts';

/** What the network does with a call before anybody speaks. */
export type Arrival =
  /** Rings for `ringMs`, then answers. `music`: a colour ring (彩铃) in early media meanwhile. */
  | { readonly kind: 'answers'; readonly ringMs: number; readonly music?: boolean }
  | { readonly kind: 'refuses'; readonly status: number; readonly reasonPhrase: string; readonly ringMs: number | null }
  /** Rings until the caller gives up. */
  | { readonly kind: 'rings-on' }
  /** Words in early media, said `times` times; then a final status, or silence until the caller gives up. */
  | {
      readonly kind: 'announces';
      readonly words: readonly string[];
      readonly times: number;
      readonly thenStatus: number | null;
      readonly cause: CallOutcome;
      /** The words among them that tell the cause: whoever heard these need not listen on. */
      readonly telling: string;
    }
  | { readonly kind: 'by-attempt'; readonly first: Arrival; readonly later: Arrival };

/** How one answers something the robot says. */
export interface Reply {
  /** Matched with the robot's question first, then with all it said. */
  readonly when: RegExp;
  /** One of these in turn. Absent: nothing is said. */
  readonly say?: readonly string[];
  readonly press?: string;
  /** How often this reply may be given; 3 where absent. */
  readonly times?: number;
  /** What this reply tells of the customer. */
  readonly means?: readonly Meaning[];
  readonly next?: 'wait-for-seat' | 'hang-up';
}

/** Facts that a reply establishes: what the product must have understood. */
export type Meaning =
  | 'product'
  | 'amount'
  /** Would have it done. */
  | 'interested'
  /** Confirmed the order that was read back. */
  | 'agrees'
  | 'considers'
  | 'never-again'
  | 'call-back'
  | 'wants-person'
  | 'wrong-person'
  | 'refuses';

/** Keys pressed in place of words. */
export interface KeyReply {
  readonly keys: string;
  readonly means?: readonly Meaning[];
  readonly next?: Reply['next'];
}

/** What a customer does once it answered. All data: the machine in `customer-machine.ts` performs it. */
export interface Conduct {
  /** Said or sounded at once, before the robot is listened to. */
  readonly opening: readonly ({ readonly say: string } | { readonly beepMs: number })[];
  /** When the opening begins: at the answer, or once the robot has said this much. */
  readonly openingAfter: 'answer' | { readonly robotSpokeMs: number };
  readonly replies: readonly Reply[];
  /** Said in turn when no reply fits; silence once they are used up. */
  readonly fallback: readonly string[];
  /** Interrupts the robot's n-th utterance once it has spoken so long. */
  readonly interrupts: {
    readonly utterance: number;
    readonly robotSpokeMs: number;
    readonly say: string;
    readonly means?: readonly Meaning[];
  } | null;
  /** Keys for a call in which no words can be read, one after each utterance of the robot. */
  readonly soundOnlyKeys: readonly KeyReply[];
  /** Says 喂？ when nothing has been heard for a while. */
  readonly asksWhoIsThere: boolean;
  /** Hangs up by itself this long after answering, whatever happens. */
  readonly hangsUpAfterMs: number | null;
  /** Hangs up when nothing has been heard for so long. */
  readonly patienceMs: number;
  /** Who ends a bridged conversation with a person. */
  readonly endsTransfer: 'customer' | 'seat';
  /** Only makes sounds that mean nothing: a robot can but give up. */
  readonly saysNothingMeant: boolean;
  /** How many of the first answers an aside may come before. */
  readonly mayStray: number;
  readonly asides: readonly Aside[];
  /** Changes of the session asked for in mid-call, between the n-th utterance heard and its answer. */
  readonly reoffers: { readonly afterUtterance: number; readonly changes: readonly Reoffer[] } | null;
}

/** Something that has nothing to do with the question, said in place of the n-th answer; the next question is answered. */
export interface Aside {
  readonly beforeAnswer: number;
  readonly say: string;
}

export type Reoffer = 'hold' | 'resume' | 'other-codec';

/** What is wrong with the wire between customer and carrier. */
export interface LineFault {
  readonly sendsNothing?: boolean;
  /** Share of packets lost, each way. */
  readonly lossShare?: number;
  readonly echo?: { readonly gainDb: number; readonly delayMs: number };
}

export interface Wish {
  readonly product: string;
  readonly amountYuan: number;
}

export interface Behaviour {
  readonly name: string;
  readonly arrival: Arrival;
  readonly conduct: Conduct | null;
  readonly pickedUpBy: AnsweredBy;
  readonly wish: Wish | null;
  readonly line: LineFault;
  /** Load only: never allotted unless named. */
  readonly plain?: 'echoes' | 'talks';
}
