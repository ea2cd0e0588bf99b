import { bandEnergies, windowSamples } from './band-energies.ts';
import { heardStep, heardStepMs, isLoud, printOf } from './fingerprint.ts';
import type { KnownRecording } from './known-recording.ts';
import { matchRecording, type RecordingMatch } from './recording-match.ts';

/** What is compared: the last 2.6 s. */
const comparedPrints = 64;
/** A comparison with all known recordings costs milliseconds: twice a second is soon enough. */
const printsBetween = Math.round(480 / heardStepMs);

/** Listens for known recordings, 8 kHz frame by frame. A print costs some 0.1 ms each 40 ms. */
export class RecordingEar {
  readonly #known: readonly KnownRecording[];
  #line = new Int16Array(windowSamples + heardStep);
  #filled = 0;
  #before: Float64Array | null = null;
  #prints: number[] = [];
  #loud: boolean[] = [];
  #sinceCompared = 0;

  constructor(known: readonly KnownRecording[]) {
    this.#known = known;
  }

  /** Nothing is known that could be heard. */
  get isEmpty(): boolean {
    return this.#known.length === 0;
  }

  /** Takes the next frame; answers with the recording in the frame where it becomes certain. */
  push(frame: Int16Array): RecordingMatch | null {
    if (this.isEmpty) return null;
    this.#line.set(frame, this.#filled);
    this.#filled += frame.length;
    if (this.#filled < windowSamples) return null;
    const energies = bandEnergies(this.#line, 0);
    const before = this.#before;
    this.#before = energies;
    if (before) {
      this.#prints.push(printOf(energies, before));
      this.#loud.push(isLoud(this.#line.subarray(0, windowSamples)));
      if (this.#prints.length > comparedPrints) {
        this.#prints.shift();
        this.#loud.shift();
      }
    }
    this.#line.copyWithin(0, heardStep, this.#filled);
    this.#filled -= heardStep;
    return before ? this.#compare() : null;
  }

  #compare(): RecordingMatch | null {
    if (++this.#sinceCompared < printsBetween) return null;
    this.#sinceCompared = 0;
    return matchRecording({ prints: this.#prints, loud: this.#loud }, this.#known);
  }
}
