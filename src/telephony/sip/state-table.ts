/** (state, input) → (state, effects), as data. A pair that is absent changes nothing. `End` is a state that has no way out. */
export interface Row<State extends string, Effect extends string> {
  readonly next: State;
  readonly effects: readonly Effect[];
}

export type StateTable<
  State extends string,
  Input extends string,
  Effect extends string,
  End extends string = never,
> = Readonly<Record<State, Readonly<Partial<Record<Input, Row<State | End, Effect>>>>>>;
