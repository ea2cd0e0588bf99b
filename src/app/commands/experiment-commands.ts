import { z } from 'zod';
import type { ExperimentStatus } from '../../contract/experiment-status.ts';
import { describeExperiment, recountVariants } from '../../experiments/index.ts';
import { takeWinner } from '../../scripts/index.ts';
import { experimentShelf, experimentsOfCampaign, experimentsOfScript } from '../experiments.ts';
import { campaignNamed } from './campaign-commands.ts';
import { officeCommand, type CommandResult } from './command.ts';

const shown = (experiments: readonly ExperimentStatus[], none: string): CommandResult => ({
  json: experiments,
  text: experiments.map(describeExperiment).join('\n\n') || none,
});

export const experimentStatus = officeCommand(z.object({ scriptId: z.string() }), async (office, { scriptId }) =>
  shown(
    await experimentsOfScript(office, office.tenantId, scriptId),
    `the newest version of script '${scriptId}' has no experiments`,
  ),
);

export const campaignExperiment = officeCommand(z.object({ name: z.string().min(1) }), async (office, { name }) =>
  shown(
    await experimentsOfCampaign(office, office.tenantId, await campaignNamed(office, name)),
    `campaign '${name}' compares no scripts`,
  ),
);

export const experimentTake = officeCommand(
  z.object({ scriptId: z.string(), experiment: z.string(), variant: z.string(), note: z.string().optional() }),
  async ({ database, tenantId, world }, { scriptId, note, ...winner }) => {
    const deed = { by: 'terminal', atMs: world.clock.now(), note };
    await takeWinner(database, tenantId, scriptId, winner, deed);
    return {
      json: { scriptId, ...winner, state: 'draft' },
      text: `the draft of '${scriptId}' says what '${winner.variant}' of '${winner.experiment}' said: waihu script review ${scriptId}`,
    };
  },
);

export const experimentRecount = officeCommand(z.object({}), async (office) => {
  const calls = await recountVariants(office.database, office.tenantId, experimentShelf(office));
  return { json: { calls }, text: `${calls} calls were held with variants: counted anew` };
});
