import type { OpenFuzzTarget } from './fuzz-target.ts';
import { openRtpTarget } from './rtp-target.ts';
import { openSdpTarget } from './sdp-target.ts';
import { openSipTarget } from './sip-target.ts';

export const fuzzTargets: Readonly<Record<string, OpenFuzzTarget>> = {
  sip: openSipTarget,
  sdp: openSdpTarget,
  rtp: openRtpTarget,
};
