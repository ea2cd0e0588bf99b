/**
 * Whom to call next, how fast, and when again: campaigns and their people, pacing over shared trunks, one dialer that
 * takes each claimed person through the gate and hands an order to the live half, retries by cause, and the recovery
 * after a cut. It never judges whether somebody may be called (compliance) and never touches a packet.
 */
export type { Campaign, CampaignTools, FlowShelf, ScriptShelf } from './campaign.ts';
export type { CampaignProgress, PeopleToCopy } from './campaign-lead-store.ts';
export type { CrashPoint } from './dial-lead.ts';
export {
  campaignProgress,
  changeCampaign,
  copyCampaign,
  createCampaign,
  getCampaign,
  listCampaigns,
} from './keep-campaign.ts';
export { markNumber, numberStandings, type NumberStanding } from './numbers/keep-numbers.ts';
export { planRetryWhenCallEnds } from './plan-retry-when-call-ends.ts';
export { ringBackOf, type RingBack } from './ring-back.ts';
export { recoverAttempts } from './recover-attempts.ts';
export { runDialer, type Dialer, type DialerOptions } from './run-dialer.ts';
export {
  archiveCampaign,
  pauseCampaign,
  resumeCampaign,
  startCampaign,
  stopCampaign,
  type StartAnswer,
} from './steer-campaign.ts';
export { whyIdle, type IdleReason } from './why-idle.ts';
export { abandonRate, estimatedAbandonRate } from './predictive/abandon-rate.ts';
export {
  dialsNow,
  learnAnswered,
  learnDialed,
  learnHandled,
  startPredictive,
  usualAim,
  type Floor,
  type PredictiveAim,
  type PredictiveState,
} from './predictive/predictive.ts';
export {
  drawAnswer,
  learnAnswers,
  unknownRates,
  type AnswerRates,
  type DialTally,
  type Tally,
} from './strategy/answer-rates.ts';
export { strategyPage, strategyResult } from './strategy/strategy-report.ts';
export { planDials } from './strategy/plan-dials.ts';
export { upliftOf } from './strategy/uplift.ts';
