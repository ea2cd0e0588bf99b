/**
 * Telephones and those who answer them: calls between extensions, calls that come in, and where they are led. It joins
 * legs that `call` and `telephony` carry; it knows no database, and sends no call outside without a permit.
 */
export { tellQueuesOfAgents } from './calls/agents-at-work.ts';
export { callBackDialer } from './calls/dial-call-backs.ts';
export { openExtensionWishes, type ExtensionWishes } from './calls/extension-wishes.ts';
export { openSwitchboard, type SwitchboardParts } from './calls/open-switchboard.ts';
export type { OutsideParts } from './calls/outside-line.ts';
export { setAgent } from './queue/set-agent.ts';
export { showLamps } from './calls/show-lamps.ts';
export { leadFromFlow, stageFor, type StageParts } from './calls/stages.ts';
export type { House } from './calls/stage.ts';
export type { Ringing } from './queue/queue-calls.ts';
export { openQueueDesk, type QueueDesk } from './queue/queue-desk.ts';
export { followHandOvers } from './queue/follow-hand-overs.ts';
export { attendByIvr, type AttendingPorts } from './ivr/attend-by-ivr.ts';
export type { IvrPorts } from './ivr/ivr-ports.ts';
export { compileIvrs, type CompiledIvr } from './ivr/compiled-ivr.ts';
export type { IvrMove } from './ivr/ivr-move.ts';
export { ivrTrialStep, startIvrTrial, type IvrTrialLine, type IvrTrialWorld } from './ivr/ivr-trial.ts';
export { ivrProblemsOf } from './ivr/lint/ivr-problems-of.ts';
export { lintIvr } from './ivr/lint/lint-ivr.ts';
export { deliverWaitingMessages } from './voicemail/deliver-messages.ts';
export { takeMessage } from './voicemail/take-message.ts';
export { isEmergencyNumber } from './guard/outside-guard.ts';
export { houseGuard, type HouseGuard } from './guard/house-guard.ts';
export { deliverMessages } from './presence/deliver-messages.ts';
export { ExtensionDialogs } from './presence/extension-dialogs.ts';
export { servePresence } from './presence/serve-presence.ts';
