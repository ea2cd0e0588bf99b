import type {
  CallEnd,
  IncomingCall,
  IncomingCallListener,
  InviteAnswer,
  OutgoingCallListener,
  SipBody,
} from '../sip-endpoint.ts';

export const sdp = (content = 'v=0\r\n'): SipBody => ({ contentType: 'application/sdp', content });

export interface RecordedOutgoing extends OutgoingCallListener {
  /** One word an event, in order: `180`, `answered`, `failed 486`, `late`, `ended remote`. */
  readonly events: string[];
  readonly progress: InviteAnswer[];
  readonly answers: InviteAnswer[];
  readonly failures: InviteAnswer[];
  readonly ends: CallEnd[];
}

/** Notes what an outgoing call reports; `overrides` change what it answers. */
export function recordOutgoing(overrides: Partial<OutgoingCallListener> = {}): RecordedOutgoing {
  const recorded = {
    events: [] as string[],
    progress: [] as InviteAnswer[],
    answers: [] as InviteAnswer[],
    failures: [] as InviteAnswer[],
    ends: [] as CallEnd[],
  };
  const { events } = recorded;
  return {
    ...recorded,
    progressed(answer) {
      events.push(String(answer.status));
      recorded.progress.push(answer);
    },
    answered(answer) {
      events.push('answered');
      recorded.answers.push(answer);
    },
    failed(answer) {
      events.push(`failed ${answer.status}`);
      recorded.failures.push(answer);
    },
    answeredLate: () => void events.push('late'),
    ended(end) {
      events.push(`ended ${end.by}`);
      recorded.ends.push(end);
    },
    reoffered: () => ({ refuse: 488 }),
    info: (body) => void events.push(`info ${body.content}`),
    ...overrides,
  };
}

export interface RecordedIncoming extends IncomingCallListener {
  readonly events: string[];
  readonly ends: CallEnd[];
}

export function recordIncoming(call: IncomingCall, overrides: Partial<IncomingCallListener> = {}): RecordedIncoming {
  const events: string[] = [];
  const ends: CallEnd[] = [];
  const listener: RecordedIncoming = {
    events,
    ends,
    cancelled: (reason) => void events.push(`cancelled ${reason?.cause ?? ''}`.trim()),
    ended(end) {
      events.push(`ended ${end.by}`);
      ends.push(end);
    },
    reoffered: () => ({ refuse: 488 }),
    info: (body) => void events.push(`info ${body.content}`),
    ...overrides,
  };
  call.listen(listener);
  return listener;
}
