import type { CallOrder } from '../contract/call-order.ts';
import type { CallStory } from './call-story.ts';
import type { CallSurroundings } from './call-surroundings.ts';
import { measuredLegs } from './media/measured-legs.ts';
import type { MediaEvent } from './media/media-messages.ts';

/** The recording of one call: begun once, paused at will, told when it is closed, with how each leg sounded. */
export class CallTape {
  readonly #order: Pick<CallOrder, 'callId' | 'record'>;
  readonly #around: Pick<CallSurroundings, 'media' | 'recordingsFolder'>;
  readonly #tell: CallStory['tell'];
  #runs = false;

  constructor(
    order: Pick<CallOrder, 'callId' | 'record'>,
    around: Pick<CallSurroundings, 'media' | 'recordingsFolder'>,
    tell: CallStory['tell'],
  ) {
    this.#order = order;
    this.#around = around;
    this.#tell = tell;
  }

  start(): void {
    const { callId, record } = this.#order;
    if (!record || this.#runs) return;
    this.#runs = true;
    const { media, recordingsFolder } = this.#around;
    this.#tell({ kind: 'recording-started', folder: callId });
    media.send({ kind: 'start-recording', callId, folder: `${recordingsFolder}/${callId}` });
  }

  pause(on: boolean): void {
    this.#around.media.send({ kind: 'pause-recording', callId: this.#order.callId, on });
    this.#tell({ kind: 'recording-paused', on });
  }

  closed(event: Extract<MediaEvent, { kind: 'call-closed' }>): void {
    this.#tell({ kind: 'media-measured', legs: measuredLegs(event.legs) });
    if (!this.#runs) return;
    const { tracks, maskedSpans, recordingComplete: complete } = event;
    const { callId: folder } = this.#order;
    this.#tell({ kind: 'recording-closed', folder, tracks: [...tracks], maskedSpans: [...maskedSpans], complete });
  }
}
