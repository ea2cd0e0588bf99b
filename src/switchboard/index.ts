/**
 * Telephones and those who answer them: calls between extensions, calls that come in, and where they are led. It joins
 * legs that `call` and `telephony` carry; it knows no database, and sends no call outside without a permit.
 */
export { tellQueuesOfAgents } from './calls/agents-at-work.ts';
export { callBackDialer, type CallBackParts } from './calls/dial-call-backs.ts';
export { openExtensionWishes, type ExtensionState, type ExtensionWishes } from './calls/extension-wishes.ts';
export { openSwitchboard, type SwitchboardParts } from './calls/open-switchboard.ts';
export type { OutsideParts } from './calls/outside-line.ts';
export { setAgent } from './queue/set-agent.ts';
export { showLamps } from './calls/show-lamps.ts';
export { leadFromFlow, stageFor, type StageParts } from './calls/stages.ts';
export type { House, Stage, StageLine, StageResult } from './calls/stage.ts';
export type {
  AgentAnswers,
  AgentOffer,
  CallBackAttempt,
  CallBackDialer,
  Ringing,
  WaitingLine,
} from './queue/queue-calls.ts';
export { openQueueDesk, type QueueDesk } from './queue/queue-desk.ts';
export { followHandOvers } from './queue/follow-hand-overs.ts';
export type { CallBackWanted, Joining, QueueDeskParts } from './queue/queue-desk-parts.ts';
export type { TenantQueues } from './queue/tenant-queues.ts';
export { waitInQueue, type QueuePorts, type QueueWanted } from './queue/wait-in-queue.ts';
export { nextQueueMoment, queueStep, type QueueStep } from './queue/queue-step.ts';
export {
  noQueues,
  type AgentActivity,
  type QueueAgent,
  type QueuedCaller,
  type QueueEffect,
  type QueueInput,
  type QueueRules,
  type QueuesState,
} from './queue/queue-state.ts';
export { estimateWaitMs } from './queue/estimate-wait.ts';
export { queueFigures, type QueueFigures } from './queue/service-level.ts';
export { askCalendar, type CalendarAnswer } from './routing/ask-calendar.ts';
export { callTargetText } from './routing/call-target-text.ts';
export { chooseRoute, type RouteChoice, type RoutedCall } from './routing/choose-route.ts';
export { advanceIvr, type IvrStep } from './ivr/advance-ivr.ts';
export { attendByIvr, type AttendingPorts } from './ivr/attend-by-ivr.ts';
export { askWebService, type WebServiceParts } from './ivr/ask-web-service.ts';
export type { IvrLeading, IvrLine, IvrPorts } from './ivr/ivr-ports.ts';
export { runIvr } from './ivr/run-ivr.ts';
export { compileIvrs, type CompiledIvr } from './ivr/compiled-ivr.ts';
export type { IvrInput, LookUpAnswer } from './ivr/ivr-input.ts';
export type { CallBackRequest, CallerCard, IvrFact, IvrKeysWanted, IvrMove, IvrRequest } from './ivr/ivr-move.ts';
export { startIvrState, type IvrState } from './ivr/ivr-state.ts';
export { ivrTrialStep, startIvrTrial, type IvrTrial, type IvrTrialLine, type IvrTrialWorld } from './ivr/ivr-trial.ts';
export { ivrProblemsOf } from './ivr/lint/ivr-problems-of.ts';
export { lintIvr, type IvrProblem, type IvrSurroundings } from './ivr/lint/lint-ivr.ts';
export { deliverWaitingMessages } from './voicemail/deliver-messages.ts';
export { listenToBox } from './voicemail/listen-to-box.ts';
export { takeMessage, type MessageWanted } from './voicemail/take-message.ts';
export { skillsOfSeat } from './queue/skills-of-seat.ts';
export {
  isEmergencyNumber,
  outsideGuard,
  type OutsideCall,
  type OutsideRule,
  type OutsideVerdict,
} from './guard/outside-guard.ts';
export { houseGuard, type AllowedOutside, type GuardedCall, type HouseGuard } from './guard/house-guard.ts';
export { OutsideUse, type OutsideWish, type PastOutsideCall } from './guard/outside-use.ts';
export { deliverMessages, type MessageParts } from './presence/deliver-messages.ts';
export { ExtensionDialogs, type WatchedDialogs } from './presence/extension-dialogs.ts';
export { servePresence, type PresenceParts, type WaitingMessages } from './presence/serve-presence.ts';
