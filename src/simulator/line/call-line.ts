/** The media of one call as its customer uses it: 20 ms at a time. */
export interface CallLine {
  /** Sends 20 ms of sound and, after it, the characters typed in that time. */
  send(samples: Int16Array, text: string): void;
  /** Sends a key press (RFC 4733); the sound of those 160 ms is left out. */
  press(key: string): void;
  readonly packets: { readonly sent: number; readonly received: number };
  close(): void;
}

/** What arrives on it. Times are `Clock.monotonicMs` of the arrival. */
export interface CallLineListener {
  sound(samples: Int16Array, atMs: number): void;
  characters(text: string, atMs: number): void;
  key(key: string, atMs: number): void;
}
