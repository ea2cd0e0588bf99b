/** One judged sentence: what is meant, what was understood, and how surely. */
export interface Judgement {
  readonly meant: string | null;
  /** Null where it was left alone. */
  readonly understood: string | null;
  /** The likeliest intent, whether or not it was sure enough. */
  readonly likeliest: string | null;
  /** How likely the likeliest is, 0 to 1. */
  readonly probability: number;
}

const share = (part: number, of: number): number => (of === 0 ? Number.NaN : part / of);

/** Of sentences that mean something, the share whose meaning was understood. */
export function accuracy(judged: readonly Judgement[]): number {
  const inScope = judged.filter(({ meant }) => meant !== null);
  return share(inScope.filter(({ meant, understood }) => meant === understood).length, inScope.length);
}

/** The same where the likeliest is taken, however unlikely. */
export function accuracyOfLikeliest(judged: readonly Judgement[]): number {
  const inScope = judged.filter(({ meant }) => meant !== null);
  return share(inScope.filter(({ meant, likeliest }) => meant === likeliest).length, inScope.length);
}

/** Of sentences that mean nothing here, the share left alone. */
export function rejected(judged: readonly Judgement[]): number {
  const outside = judged.filter(({ meant }) => meant === null);
  return share(outside.filter(({ understood }) => understood === null).length, outside.length);
}

/** Of sentences that mean something, the share left alone. */
export function lost(judged: readonly Judgement[]): number {
  const inScope = judged.filter(({ meant }) => meant !== null);
  return share(inScope.filter(({ understood }) => understood === null).length, inScope.length);
}

/** Expected calibration error in ten bins of sureness: how far, on average, sureness is from being right. */
export function calibrationError(judged: readonly Judgement[]): number {
  const inScope = judged.filter(({ meant }) => meant !== null);
  let error = 0;
  for (let bin = 0; bin < 10; bin++) {
    const own = inScope.filter(({ probability }) => Math.min(9, Math.floor(probability * 10)) === bin);
    const sure = own.reduce((sum, { probability }) => sum + probability, 0);
    error += Math.abs(sure - own.filter(({ meant, likeliest }) => meant === likeliest).length);
  }
  return share(error, inScope.length);
}

/** The pairs most often taken for one another, as `meant > understood`. */
export function confusions(judged: readonly Judgement[], most: number): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { meant, understood } of judged) {
    if (meant === understood) continue;
    const pair = `${meant ?? 'nothing'} > ${understood ?? 'nothing'}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort((one, other) => other[1] - one[1]).slice(0, most));
}
