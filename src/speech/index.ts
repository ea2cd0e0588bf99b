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
export { bargeIn, onlyBackchannel, type BargeInFacts, type BargeInVerdict } from './turn/barge-in.ts';
export { EchoReference, type EchoVerdict } from './turn/echo-reference.ts';
export {
  defaultEndpointRules,
  endpointWaitMs,
  looksUnfinished,
  type Answered,
  type EndpointRules,
} from './turn/endpointing.ts';
export {
  defaultInterruptionRules,
  judgeInterruption,
  textToResume,
  type InterruptionFacts,
  type InterruptionRules,
} from './turn/false-interruption.ts';
export {
  initialTurnEnd,
  stepTurnEnd,
  type TurnEnded,
  type TurnEndInput,
  type TurnEndState,
  type TurnEndStep,
} from './turn/turn-end.ts';
export {
  defaultVoiceGateRules,
  initialVoiceGate,
  stepVoiceGate,
  type VoiceGateEvent,
  type VoiceGateInput,
  type VoiceGateRules,
  type VoiceGateState,
  type VoiceGateStep,
} from './turn/voice-gate.ts';
export { connectSpeechLink } from './link/connect-speech-link.ts';
export { noSpeechSockets, type EngineSocket, type SpeechLanguage, type SpeechSockets } from './link/speech-sockets.ts';
export {
  installedModels,
  removeModel,
  verifyModel,
  type FileProblem,
  type InstalledModel,
} from './models/installed-model.ts';
export { knownModels, modelBytes, type ModelManifest } from './models/model-manifest.ts';
export { pullModel, type PullOptions, type PullProgress, type PullSource } from './models/pull-model.ts';
export { speechCapabilities, type MissingSpeech, type SpeechCapabilities } from './supervisor/speech-capabilities.ts';
export {
  startSpeechEngines,
  type SpeechEngines,
  type SpeechEnginesOptions,
} from './supervisor/start-speech-engines.ts';
