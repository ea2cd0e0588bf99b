import type { Behaviour } from './behaviour.ts';

/** Every sentence this behaviour may say, in its conduct or as an announcement. */
export function sentencesOf({ arrival, conduct }: Behaviour): readonly string[] {
  const announced = [arrival, ...(arrival.kind === 'by-attempt' ? [arrival.first, arrival.later] : [])].flatMap((one) =>
    one.kind === 'announces' ? one.words : [],
  );
  if (!conduct) return announced;
  return [
    ...announced,
    ...conduct.opening.flatMap((step) => ('say' in step ? [step.say] : [])),
    ...conduct.replies.flatMap((reply) => reply.say ?? []),
    ...conduct.fallback,
    ...conduct.asides.map(({ say }) => say),
    ...(conduct.interrupts ? [conduct.interrupts.say] : []),
    ...(conduct.asksWhoIsThere ? [whoIsThere] : []),
  ];
}

/** Asked into a silence. */
export const whoIsThere = '喂，还在吗？';
