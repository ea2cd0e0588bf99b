/**
 * One live call from order to record: it joins dialogue, speech and telephony, and is the only room that does. A
 * `CallOrder` goes in, `CallEvent`s come out, one `CallRecord` ends it. Decisions (`call-machine`, `conversation`,
 * `hand-over`, `answering-machine`, `failure-cause`) are pure; `live-call`, `talk` and `seat-leg` perform them. It knows
 * no database: what it must ask back goes through `LiveServices`, what a crash must not lose goes to the journal.
 */
export {
  servicesDeadlineMs,
  type Attendant,
  type AttendedCall,
  type CallSurroundings,
  type CrashPoint,
} from './call-surroundings.ts';
export { opinionBy, type Advisers } from './second-opinion.ts';
export { askModel } from './ask-model.ts';
export { failureCause } from './failure-cause.ts';
export { openJournal, type OpenedJournal } from './journal.ts';
export { learnInThread } from './learn-scripts.ts';
export { openLiveCalls, type CarriedCall, type LiveSwitch } from './live-calls.ts';
export type { CallStory } from './call-story.ts';
export { CallTape } from './call-tape.ts';
export type { CallLeg, LegOwner, LegRefusal } from './call-leg.ts';
export { Leg } from './leg.ts';
export type { LegWay, ShownCaller } from './leg-way.ts';
export { surroundingsOf, type SpeechOfCall } from './speech-of-call.ts';
export type { RobotRoom } from './robot-room.ts';
export { NamedTimers } from './named-timers.ts';
export { OwnSession } from './own-session.ts';
export { startTalk } from './start-talk.ts';
export { oneNodeDirectory } from './one-node-directory.ts';
export { parseHostPort, trunkDomain } from './outgoing-invite.ts';
export { recoverCalls } from './recover-calls.ts';
export type { MediaCommand, MediaEvent, MediaPort } from './media/media-messages.ts';
export { startMedia } from './media/share-media.ts';
export { startMediaWorker } from './media/start-media-worker.ts';
export { nodeFiles } from './media/media-files.ts';
export { recoverRecording } from './media/recover-recording.ts';
export { stereoWavOf } from './media/stereo-wav.ts';
