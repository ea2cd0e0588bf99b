import type { LegMeasure } from '../../contract/call-event.ts';
import type { LegStatistics } from './media-messages.ts';

/** What the record of a call keeps of its legs' statistics. */
export function measuredLegs(legs: readonly LegStatistics[]): LegMeasure[] {
  return legs.map(({ legId, packetsReceived, packetsLost, ...more }) => {
    const { role, mos, mosAtPeer, jitterMs, roundTripMs, packetsSent, packetsLate } = more;
    const expected = packetsReceived + packetsLost;
    return {
      leg: legId,
      role,
      mos,
      mosAtPeer,
      lossShare: expected === 0 ? 0 : packetsLost / expected,
      jitterMs,
      roundTripMs,
      packetsSent,
      packetsReceived,
      packetsLost,
      packetsLate,
    };
  });
}
