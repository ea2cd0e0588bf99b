/** What a local service has heard once it got so much sound; what is still due comes when the sound ends. */
export interface HeardSentence {
  readonly afterMs: number;
  readonly index: number;
  readonly text: string;
  readonly ended: boolean;
}

/** What goes wrong once it got so much sound; 0: as soon as the turn begins. */
export interface Fault {
  readonly afterMs: number;
  readonly does: 'cut' | 'garbage' | 'goodbye' | { readonly code: number | string; readonly message: string };
}

export interface EarScript {
  readonly sentences: readonly HeardSentence[];
  readonly fault?: Fault;
}

const bytesPerMs = 16;

/** Counts the sound of one turn and says what the script has for it. */
export class ScriptedEar {
  readonly #script: EarScript;
  readonly #packets: Buffer[] = [];
  #said = 0;
  #faulted = false;

  constructor(script: EarScript) {
    this.#script = script;
  }

  get sound(): Buffer {
    return Buffer.concat(this.#packets);
  }

  get packetBytes(): readonly number[] {
    return this.#packets.map(({ length }) => length);
  }

  hear(bytes: Buffer): void {
    this.#packets.push(Buffer.from(bytes));
  }

  /** Each sentence once; all that are left where the sound has ended. */
  due(soundEnded: boolean): readonly HeardSentence[] {
    const heardMs = soundEnded ? Infinity : this.sound.length / bytesPerMs;
    const due = this.#script.sentences.slice(this.#said).filter(({ afterMs }) => afterMs <= heardMs);
    this.#said += due.length;
    return due;
  }

  /** Once. */
  fault(): Fault['does'] | null {
    const { fault } = this.#script;
    if (!fault || this.#faulted || this.sound.length / bytesPerMs < fault.afterMs) return null;
    this.#faulted = true;
    return fault.does;
  }
}
