/**
 * Hearing and speaking: when a turn begins and ends, what may interrupt it, and the door to the engines that recognise
 * and synthesise, which run in supervised processes of their own. It never knows a call, a script or a packet: frames
 * and times come in as arguments, and it decides nothing about what is said.
 */
export { estimateEmotion } from './emotion/estimate-emotion.ts';
export { learnVoice, unknownVoice, type UsualVoice } from './emotion/usual-voice.ts';
export { AnswerEar, type AnswerEvidence, type AnswerPhase } from './answer/answer-ear.ts';
export { knownRecording, type KnownRecording } from './answer/known-recording.ts';
export { followRecordings, type FollowedRecordings } from './answer/follow-recordings.ts';
export { loadRecordings, type LoadedRecordings } from './answer/load-recordings.ts';
export { connectSpeechLink } from './link/connect-speech-link.ts';
export { sayText, type SaidText } from './link/say-text.ts';
export type { HearingPart, HearingStream, RecognizedSound, SpeechLink, SynthesisRequest } from './link/speech-link.ts';
export { noSpeechSockets, type SpeechSockets } from './link/speech-sockets.ts';
export { SpeechMeter } from './metrics/speech-meter.ts';
export { joinSounds, turnSound, type SpeechSound } from './metrics/speech-sound.ts';
export { installedModels, removeModel, verifyModel } from './models/installed-model.ts';
export { knownModels } from './models/known-models.ts';
export { modelBytes } from './models/model-manifest.ts';
export { measuredSpeed } from './models/measured-speed.ts';
export { pullModel } from './models/pull-model.ts';
export { measureModel } from './supervisor/measure-model.ts';
export type { SpeechServiceInClear } from './services/vendor.ts';
export { speechServiceProblems } from './services/vendors.ts';
export { describeSpeech, type SpeechAbilities } from './supervisor/describe-speech.ts';
export { speechCapabilities } from './supervisor/speech-capabilities.ts';
export { readAloud } from './text/read-aloud.ts';
export { startSpeechEngines, type SpeechEngines } from './supervisor/start-speech-engines.ts';
export { bargeIn } from './turn/barge-in.ts';
export { DetectorRest } from './turn/detector-rest.ts';
export { EchoReference } from './turn/echo-reference.ts';
export { endpointWaitMs, looksUnfinished, type Answered } from './turn/endpointing.ts';
export { judgeInterruption, textToResume } from './turn/false-interruption.ts';
export {
  confirmSpeech,
  initialVoiceGate,
  stepVoiceGate,
  type VoiceGateEvent,
  type VoiceGateState,
} from './turn/voice-gate.ts';
