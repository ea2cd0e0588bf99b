/** How calls that were answered ended, as far as a person could tell. */
export interface AnsweredCalls {
  /** Joined with an agent in time. */
  readonly joined: number;
  /** Answered by a person, and not joined in time. */
  readonly abandoned: number;
}

/** The share of people who answered and whom nobody spoke to in time; 0 where nobody answered. */
export const abandonRate = ({ joined, abandoned }: AnsweredCalls): number =>
  abandoned === 0 ? 0 : abandoned / (joined + abandoned);

/**
 * The same where it is not known who answered a dropped call: a drop counts as a person as often as a call that agents took was one
 * (Ofcom, "Persistent misuse: a statement of policy", 2016, §A1.30 ff.).
 *
 * @param drops calls that were answered, by whomever, and not joined in time
 * @param taken what agents found in the calls they took
 */
export function estimatedAbandonRate(
  drops: number,
  taken: { readonly people: number; readonly machines: number },
): number {
  const answeredByPeople = taken.people / Math.max(1, taken.people + taken.machines);
  return abandonRate({ joined: taken.people, abandoned: drops * answeredByPeople });
}
