import type { CallRecord } from '../../contract/call-record.ts';
import type { CallId } from '../../contract/ids.ts';
import type { LiveServices } from '../../contract/live-services.ts';
import { seatSchema } from '../../contract/lines-document.ts';
import { answerOf, type LoadedCase } from '../../rehearsal/index.ts';

/** What calls of cases ask back, answered as each case says: there is no database behind them. */
export interface CaseServices {
  readonly services: LiveServices;
  /** From now on questions of this call are answered as the case says; resolves with its record. */
  expect(callId: CallId, one: LoadedCase): Promise<CallRecord>;
}

/** `seatAddress`: where the person is who takes hand-overs, a SIP URI. */
export function caseServices(seatAddress: string): CaseServices {
  const cases = new Map<CallId, LoadedCase>();
  const records = new Map<CallId, (record: CallRecord) => void>();
  const nothing = (): Promise<void> => Promise.resolve();
  const services: LiveServices = {
    credentials: () => Promise.resolve(null),
    dialPermit: () => Promise.reject(new Error('cases call nobody outside')),
    attemptSent: () => Promise.resolve(true),
    attemptOver: nothing,
    reserveSeat: ({ callId, key }) =>
      Promise.resolve(
        cases.get(callId)?.transferAnswered === true
          ? { reservationId: key, seat: seatSchema.parse({ name: 'colleague', address: seatAddress }) }
          : null,
      ),
    releaseSeat: nothing,
    callFunction({ callId, name }) {
      const one = cases.get(callId);
      return Promise.resolve(one === undefined ? { ok: false, reason: 'no-such-call' } : answerOf(one, name));
    },
    storeVoicemail: nothing,
    voicemailsOf: () => Promise.resolve([]),
    markVoicemail: nothing,
    keepRecord(record) {
      records.get(record.callId)?.(record);
      return Promise.resolve();
    },
    raiseAlert: () => undefined,
  };
  return {
    services,
    expect: (callId, one) =>
      new Promise((resolve) => {
        cases.set(callId, one);
        records.set(callId, resolve);
      }),
  };
}
