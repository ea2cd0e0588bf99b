import type { CampaignState } from '../contract/campaign-settings.ts';

/**
 * The life of a campaign.
 *
 *   draft ──start──────────────► running ──exhaust──► done
 *     │                           ▲  ▲  │
 *   start before its time       begin│  pause
 *     ▼                           │  │  │
 *   scheduled ────────────────────┘ resume
 *     │  ▲                           │  ▼
 *     │  └───resume before its time─ paused
 *     └──────────pause─────────────────┘
 *
 *   draft, scheduled, running, paused ──stop──► stopped
 *   scheduled, running, paused ──expire──► done
 *   draft, stopped, done ──archive──► archived
 *
 * `done`, `stopped` and `archived` are ends: to go on with the same people, copy the campaign.
 */
export type CampaignAction = 'start' | 'begin' | 'pause' | 'resume' | 'stop' | 'exhaust' | 'expire' | 'archive';

const transitions: Readonly<Record<CampaignState, Partial<Record<CampaignAction, CampaignState>>>> = {
  draft: { start: 'running', stop: 'stopped', archive: 'archived' },
  scheduled: { begin: 'running', pause: 'paused', stop: 'stopped', expire: 'done' },
  running: { pause: 'paused', stop: 'stopped', exhaust: 'done', expire: 'done' },
  paused: { resume: 'running', stop: 'stopped', expire: 'done' },
  stopped: { archive: 'archived' },
  done: { archive: 'archived' },
  archived: {},
};

/** The state after `action`, or null where the state allows no such action. `early`: the campaign's own time has not come. */
export function nextCampaignState(state: CampaignState, action: CampaignAction, early = false): CampaignState | null {
  const next = transitions[state][action] ?? null;
  return next === 'running' && early && action !== 'begin' ? 'scheduled' : next;
}

/** The states in which `action` may be taken. */
export function statesBefore(action: CampaignAction): CampaignState[] {
  return (Object.keys(transitions) as CampaignState[]).filter((state) => transitions[state][action] !== undefined);
}

/** Whether a campaign of that state calls nobody any more, ever. */
export function isOver(state: CampaignState): boolean {
  return state === 'done' || state === 'stopped' || state === 'archived';
}
