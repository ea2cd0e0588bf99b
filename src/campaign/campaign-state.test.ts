import { expect, it } from 'vitest';
import { campaignStateSchema } from '../contract/campaign-settings.ts';
import { isOver, nextCampaignState, statesBefore, type CampaignAction } from './campaign-state.ts';

const actions: CampaignAction[] = ['start', 'begin', 'pause', 'resume', 'stop', 'exhaust', 'expire', 'archive'];
const drawn = (early: boolean): unknown =>
  Object.fromEntries(
    campaignStateSchema.options.map((state) => [
      state,
      Object.fromEntries(
        actions.flatMap((action) => {
          const next = nextCampaignState(state, action, early);
          return next === null ? [] : [[action, next]];
        }),
      ),
    ]),
  );

it('goes from state to state as drawn, and nowhere else', () => {
  expect(drawn(false)).toEqual({
    draft: { start: 'running', stop: 'stopped', archive: 'archived' },
    scheduled: { begin: 'running', pause: 'paused', stop: 'stopped', expire: 'done' },
    running: { pause: 'paused', stop: 'stopped', exhaust: 'done', expire: 'done' },
    paused: { resume: 'running', stop: 'stopped', expire: 'done' },
    stopped: { archive: 'archived' },
    done: { archive: 'archived' },
    archived: {},
  });
});

it('waits where it would run before its time', () => {
  expect(drawn(true)).toMatchObject({
    draft: { start: 'scheduled' },
    scheduled: { begin: 'running' },
    paused: { resume: 'scheduled' },
  });
});

it('knows from where an action may be taken, and which states are ends', () => {
  expect(statesBefore('stop')).toEqual(['draft', 'scheduled', 'running', 'paused']);
  expect(statesBefore('start')).toEqual(['draft']);
  expect(campaignStateSchema.options.filter(isOver)).toEqual(['stopped', 'done', 'archived']);
});
