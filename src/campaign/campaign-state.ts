import type { CampaignState } from '../contract/campaign-settings.ts';

/**
 * The life of a campaign.
 *
 *   draft ──start──► running ──exhaust──► done
 *                    ▲     │
 *               resume     pause
 *                    │     ▼
 *                    paused
 *
 *   draft, running, paused ──stop──► stopped
 *
 * `done` and `stopped` are ends: to go on with the same people, make another campaign.
 */
export type CampaignAction = 'start' | 'pause' | 'resume' | 'stop' | 'exhaust';

const transitions: Readonly<Record<CampaignState, Partial<Record<CampaignAction, CampaignState>>>> = {
  draft: { start: 'running', stop: 'stopped' },
  running: { pause: 'paused', stop: 'stopped', exhaust: 'done' },
  paused: { resume: 'running', stop: 'stopped' },
  stopped: {},
  done: {},
};

/** The state after `action`, or null where the state allows no such action. */
export function nextCampaignState(state: CampaignState, action: CampaignAction): CampaignState | null {
  return transitions[state][action] ?? null;
}

/** The states in which `action` may be taken. */
export function statesBefore(action: CampaignAction): CampaignState[] {
  return (Object.keys(transitions) as CampaignState[]).filter((state) => transitions[state][action] !== undefined);
}
