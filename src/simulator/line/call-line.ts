/** The media of one call as its customer uses it: 20 ms at a time. */
export interface CallLine {
  /** Sends 20 ms of sound and, after it, the characters typed in that time. */
  send(samples: Int16Array, text: string): void;
  /** Presses a key (RFC 4733), which takes the place of sound while it lasts. */
  press(key: string): void;
}

/** What arrives on it. Times are `Clock.monotonicMs` of the arrival. */
export interface CallLineListener {
  sound(samples: Int16Array, atMs: number): void;
  characters(text: string, atMs: number): void;
  key(key: string): void;
}

/** Whoever is on a line: hears it, and is given every 20 ms to send. */
export interface OnLine extends CallLineListener {
  tick(): void;
  /** The call is over: nothing more is heard or sent. */
  close(): void;
}
