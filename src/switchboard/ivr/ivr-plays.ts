import type { MediaEvent } from '../../call/index.ts';
import type { IvrMove } from './ivr-move.ts';
import type { IvrLine } from './ivr-ports.ts';

type EventOf<Kind extends MediaEvent['kind']> = Extract<MediaEvent, { readonly kind: Kind }>;

interface Play {
  readonly node: string;
  readonly text: string;
  offsetMs: number;
  provider: string;
  cached: boolean;
}

/** A caller may talk over a prompt where words are wanted; elsewhere keys alone cut it. */
const talkedOver = { mode: 'after', protectMs: 0, minSpeechMs: 300 } as const;
const cutByKeys = { mode: 'keyword', keywords: [] as string[] } as const;

/** The prompts of one run of a flow: from the engine's ids to the media's and back, and told when they are over. */
export class IvrPlays {
  readonly #line: IvrLine;
  readonly #prefix: string;
  readonly #hearsWords: boolean;
  /** Sent, and not yet reported to be over. */
  readonly #untold = new Map<string, Play>();
  /** Those that what follows waits for. */
  readonly #awaited = new Set<string>();
  /** Cut by a key that is not told yet. */
  #cut: string[] = [];

  constructor(line: IvrLine, prefix: string, hearsWords: boolean) {
    this.#line = line;
    this.#prefix = prefix;
    this.#hearsWords = hearsWords;
  }

  /** Something is being said, or was cut by a key that has not come yet. */
  get awaited(): boolean {
    return this.#awaited.size > 0 || this.#cut.length > 0;
  }

  play({ playId, node, items, voice, bargeIn }: Extract<IvrMove, { readonly kind: 'play' }>, asksWords: boolean): void {
    const text = items.map((item) => item.text).join('');
    this.#untold.set(playId, { node, text, offsetMs: 0, provider: 'unknown', cached: false });
    this.#awaited.add(playId);
    const open = asksWords && this.#hearsWords ? talkedOver : cutByKeys;
    this.#line.around.media.send({
      kind: 'play',
      legId: this.#line.legId,
      playId: `${this.#prefix}${playId}`,
      items: items.map((item) => ({ text: item.text, voice, audioFile: item.audio })),
      bargeIn: bargeIn ? open : { mode: 'never' },
    });
  }

  stop(): void {
    this.#awaited.clear();
    this.#cut = [];
    this.#line.around.media.send({ kind: 'stop-play', legId: this.#line.legId });
  }

  started({ playId, offsetMs, provider, cached }: EventOf<'play-started'>): void {
    const play = this.#untold.get(this.#own(playId) ?? '');
    if (play) Object.assign(play, { offsetMs, provider, cached });
  }

  /** Tells what was said. The play's id where the flow waited for it. */
  ended(event: EventOf<'play-ended'>, turn: number): string | null {
    const playId = this.#own(event.playId);
    const play = playId === null ? undefined : this.#untold.get(playId);
    if (playId === null || !play) return null;
    this.#untold.delete(playId);
    const { spokenText, completed, spokenMs: durationMs } = event;
    this.#line.tell({ kind: 'robot-said', turn, ...play, spokenText, completed, durationMs });
    return this.#awaited.delete(playId) ? playId : null;
  }

  cutByKey(playId: string): void {
    this.#cut.push(playId);
  }

  /** The key is there, or will not come. */
  takeCut(): readonly string[] {
    return this.#cut.splice(0);
  }

  #own(playId: string): string | null {
    return playId.startsWith(this.#prefix) ? playId.slice(this.#prefix.length) : null;
  }
}
