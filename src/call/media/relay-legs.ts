/** What a leg tells of itself to those that join legs. */
export interface RelayLeg<Leg> {
  /** The leg whose packets can come here as they are; null: it must be mixed. */
  readonly relayedFrom: Leg | null;
  readonly row: { hears(leg: Leg): boolean };
  relayTo(onward: Leg | null, heard: boolean): void;
  setRelayed(relayed: boolean): void;
}

/**
 * Joins the legs of a call by the packet wherever one hears another and nothing else, which costs half of decoding, evening
 * out, mixing and encoding, and is sooner there. A leg's packets go on to one other at most; whoever else hears it, and the
 * recording, get its sound. Asked anew each frame, so that whatever is played, moved or joined ends it at once.
 */
export function relayWherePossible<Leg extends RelayLeg<Leg>>(legs: ReadonlyMap<string, Leg>, recorded: boolean): void {
  for (const leg of legs.values()) leg.setRelayed(false);
  for (const from of legs.values()) {
    let onward: Leg | null = null;
    let heard = recorded;
    for (const to of legs.values()) {
      if (onward === null && to.relayedFrom === from) onward = to;
      else heard ||= to.row.hears(from);
    }
    from.relayTo(onward, heard);
    onward?.setRelayed(true);
  }
}
