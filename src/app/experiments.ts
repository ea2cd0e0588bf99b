import { getCampaign, type Campaign } from '../campaign/index.ts';
import type { ExperimentStatus } from '../contract/experiment-status.ts';
import type { TenantId } from '../contract/ids.ts';
import { campaignExperimentName } from '../contract/script/experiment.ts';
import { CodedError } from '../foundation/errors.ts';
import { describePlan, planOf, readExperiments, type ExperimentShelf } from '../experiments/index.ts';
import { describeProblem, documentOf, loadScriptFile } from '../scripts/index.ts';
import type { CommandResult } from './commands/command.ts';
import type { Office } from './open-office.ts';
import type { TextFile } from './script-cases.ts';

/** Where the experiments that calls were held with are written: in the versions of scripts, and in campaigns. */
export function experimentShelf({ campaigns }: Pick<Office, 'campaigns'>): ExperimentShelf {
  return {
    version: (tenantId, scriptId, version) => campaigns.scripts.version(tenantId, scriptId, version),
    async ofCampaign(tenantId, campaignId) {
      return (await getCampaign(campaigns, tenantId, campaignId))?.settings.experiment ?? null;
    },
  };
}

/** How the experiments of a script's newest version stand. Rejects with `script-not-found` where nothing was published. */
export async function experimentsOfScript(
  { database, world }: Pick<Office, 'database' | 'world'>,
  tenantId: TenantId,
  scriptId: string,
): Promise<ExperimentStatus[]> {
  const { experiments } = await documentOf(database, tenantId, scriptId, 'newest');
  const named = Object.entries(experiments).map(([name, experiment]) => ({
    name: { scope: 'script', of: scriptId, experiment: name } as const,
    experiment,
  }));
  return readExperiments({ database, clock: world.clock }, tenantId, named);
}

/** How the scripts that a campaign compares stand; empty where it compares none. */
export function experimentsOfCampaign(
  { database, world }: Pick<Office, 'database' | 'world'>,
  tenantId: TenantId,
  { campaignId, settings: { experiment } }: Campaign,
): Promise<ExperimentStatus[]> {
  const name = { scope: 'campaign', of: campaignId, experiment: campaignExperimentName } as const;
  const named = experiment === undefined ? [] : [{ name, experiment }];
  return readExperiments({ database, clock: world.clock }, tenantId, named);
}

/** `script experiment plan`: how many people the experiments of a file need. */
export function planOfFile({ file, text }: TextFile): CommandResult {
  const { document, problems } = loadScriptFile(text);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (!document || errors.length > 0)
    throw new CodedError('script-invalid', errors.map((problem) => describeProblem(problem, file)).join('\n'), {
      file,
    });
  const plans = Object.entries(document.experiments).map(([experiment, rules]) => ({
    experiment,
    plan: planOf(rules),
  }));
  const lines = plans.map(({ experiment, plan }) => `${experiment}: ${describePlan({ plan })}`);
  return { json: plans, text: lines.join('\n') || `script '${document.id}' has no experiments` };
}
