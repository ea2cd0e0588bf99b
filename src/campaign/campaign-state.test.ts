import { expect, it } from 'vitest';
import { campaignStateSchema } from '../contract/campaign-settings.ts';
import { nextCampaignState, statesBefore, type CampaignAction } from './campaign-state.ts';

const actions: CampaignAction[] = ['start', 'pause', 'resume', 'stop', 'exhaust'];

it('goes from state to state as drawn, and nowhere else', () => {
  const drawn = campaignStateSchema.options.map((state) => [
    state,
    Object.fromEntries(actions.map((action) => [action, nextCampaignState(state, action)])),
  ]);
  expect(Object.fromEntries(drawn)).toEqual({
    draft: { start: 'running', pause: null, resume: null, stop: 'stopped', exhaust: null },
    running: { start: null, pause: 'paused', resume: null, stop: 'stopped', exhaust: 'done' },
    paused: { start: null, pause: null, resume: 'running', stop: 'stopped', exhaust: null },
    stopped: { start: null, pause: null, resume: null, stop: null, exhaust: null },
    done: { start: null, pause: null, resume: null, stop: null, exhaust: null },
  });
});

it('knows from where an action may be taken', () => {
  expect(statesBefore('stop')).toEqual(['draft', 'running', 'paused']);
  expect(statesBefore('start')).toEqual(['draft']);
});
