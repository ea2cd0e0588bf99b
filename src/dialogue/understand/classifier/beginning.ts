import { likenessOf, type Experience } from './experience.ts';
import type { Features } from './features.ts';
import { blankModel, type LinearModel } from './linear-model.ts';
import { vocabularyOf } from './vocabulary.ts';

/** Less of an act than this is chance. */
const leastShare = 0.1;

interface Mix {
  readonly label: number;
  readonly act: number;
  readonly share: number;
}

/**
 * Where learning a script's intents begins: each from the weights of the acts that its samples are like, by how much they are. Classes
 * follow for acts that none of them is like, and a last one for what means nothing in any call: neither is an intent of the script.
 */
export function beginningFor(experience: Experience, samples: readonly (readonly Features[])[]): LinearModel {
  const { acts } = experience;
  const none = acts.classes - 1;
  const mixes: Mix[] = samples.flatMap((own, label) =>
    Array.from(likenessOf(experience, own), (share, act) => ({ label, act, share })).filter(
      ({ act, share }) => share >= leastShare && act !== none,
    ),
  );
  const claimed = new Set(mixes.map(({ act }) => act));
  let label = samples.length;
  for (let act = 0; act <= none; act++) if (!claimed.has(act)) mixes.push({ label: label++, act, share: 1 });
  const keys = samples.flatMap((own) => own.flatMap((features) => Array.from(features.keys)));
  const model = blankModel(vocabularyOf(keys, acts.vocabulary), label);
  mixIn(model, acts, mixes);
  return model;
}

/** Row by row: the classes of a row lie together. */
function mixIn({ weights, bias, classes }: LinearModel, acts: LinearModel, mixes: readonly Mix[]): void {
  for (const { label, act, share } of mixes) bias[label] = (bias[label] ?? 0) + share * (acts.bias[act] ?? 0);
  for (let row = 0; row < acts.vocabulary.size; row++) {
    for (const { label, act, share } of mixes) {
      const at = row * classes + label;
      weights[at] = (weights[at] ?? 0) + share * (acts.weights[row * acts.classes + act] ?? 0);
    }
  }
}
