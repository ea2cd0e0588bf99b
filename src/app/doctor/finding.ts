/** One thing looked at: how it is, and how to mend it where it is not well. */
export interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'note' | 'fault';
  readonly detail: string;
  readonly mend: string | null;
}

export const ok = (what: string, detail: string): Finding => ({ what, state: 'ok', detail, mend: null });
export const fault = (what: string, detail: string, mend: string): Finding => ({ what, state: 'fault', detail, mend });
