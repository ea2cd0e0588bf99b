/**
 * Hearing and speaking: when a turn begins and ends, what may interrupt it, and the door to the engines that recognise
 * and synthesise, which run in supervised processes of their own. It never knows a call, a script or a packet: frames
 * and times come in as arguments, and it decides nothing about what is said.
 */
export type {
  HearingListener,
  HearingOptions,
  HearingStream,
  SpeechLink,
  SynthesisRequest,
  SynthesisSink,
} from './link/speech-link.ts';
