/**
 * A carrier and its customers as real SIP endpoints on loopback, in a process of their own: for the demo, rehearsal, load
 * and tests. Its log says what each customer did and heard, and is the judge of what the product says of its calls. It
 * never tells which number behaves how, neither in a message nor on the wire, and it uses nothing of the rooms it judges
 * but packets and sound. Where no text is agreed, customers are told beside the call what the robot said: they have no ear for words.
 */
export type { CallLog, CallTruth, SeatLog, SeatOptions, SimulatorOptions } from './messages.ts';
export { startSimulator, type Simulator } from './start-simulator.ts';
export { syllableVoice, type SyllableVoice } from './voice/syllable-voice.ts';
