import { upliftOf } from '../src/campaign/index.ts';
import { quantile, rounded, type Bench, type BenchOptions, type BenchResult } from './report.ts';
import { adaptiveOrder, fixedOrder, runCampaign } from './strategy/campaign.ts';
import { truthOf, world, worldInWords } from './strategy/world.ts';

const wanted = 0.1;
const mostLost = -0.01;

export const bench: Bench = {
  method: [
    'whom to dial when: hours of regions are learnt from the dials of the campaign itself, beside the list dialed from its top; both dial alike often, the same people by the same luck',
    ...worldInWords,
    'uplift: answered calls, more than in fixed order; its 95 % interval as if both were independent; 20 seeds (4 when quick), none of them used to find a setting',
  ],
  async run({ quick }: BenchOptions): Promise<BenchResult> {
    const seeds = Array.from({ length: quick ? 4 : 20 }, (_, index) => index + 1);
    const learnable = seeds.map((seed) => upliftIn(seed, world.spread));
    const flat = seeds.map((seed) => upliftIn(seed, 0));
    for (const [index, { uplift, lower }] of learnable.entries())
      console.log(
        `  seed ${index + 1}: ${percent(uplift)} (at least ${percent(lower)}); with nothing to learn ${percent(flat[index]?.uplift ?? 0)}`,
      );
    const sure = learnable.filter(({ uplift, lower }) => uplift >= wanted && lower > 0).length;
    const worstFlat = Math.min(...flat.map(({ uplift }) => uplift));
    const ours = quantile(
      learnable.map(({ uplift }) => uplift),
      0.5,
    );
    return {
      bench: 'strategy',
      unit: 'share of answered calls more than in fixed order (median of the seeds), more is better',
      ours: rounded(ours, 4),
      peer: 0,
      peerName: 'the list from its top',
      ratio: rounded(1 + ours, 3),
      budget:
        'at least 0.1 more, with a lower bound above 0, on 18 of 20 seeds; with nothing to learn never below -0.01',
      holds: sure >= 0.9 * seeds.length && worstFlat >= mostLost,
      detail: {
        seeds: seeds.length,
        sure,
        least: rounded(Math.min(...learnable.map(({ uplift }) => uplift)), 4),
        leastLowerBound: rounded(Math.min(...learnable.map(({ lower }) => lower)), 4),
        nothingToLearn: {
          least: rounded(worstFlat, 4),
          median: rounded(
            quantile(
              flat.map(({ uplift }) => uplift),
              0.5,
            ),
            4,
          ),
        },
      },
    };
  },
};

function upliftIn(seed: number, spread: number): { readonly uplift: number; readonly lower: number } {
  const truth = truthOf(seed, spread);
  const { uplift, lower } = upliftOf(runCampaign(truth, adaptiveOrder(seed)), runCampaign(truth, fixedOrder()));
  if (uplift === null || lower === null) throw new Error(`nobody answered on seed ${seed}: the world is not as stated`);
  return { uplift, lower };
}

const percent = (share: number): string => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`;
