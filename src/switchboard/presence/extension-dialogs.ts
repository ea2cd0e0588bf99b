import type { WatchedDialog } from '../../telephony/index.ts';

/** What the calls of an extension are now, for who watches it (BLF, 忙灯). By address of record, `user@domain`. */
export interface WatchedDialogs {
  dialogsOf(addressOfRecord: string): readonly WatchedDialog[];
  /** Calls `changed` at every change until the returned function is called. */
  watch(addressOfRecord: string, changed: () => void): () => void;
}

/** The calls of all extensions, as the switchboard tells them. */
export class ExtensionDialogs implements WatchedDialogs {
  readonly #dialogs = new Map<string, Map<string, WatchedDialog>>();
  readonly #watchers = new Map<string, Set<() => void>>();

  dialogsOf(addressOfRecord: string): readonly WatchedDialog[] {
    return [...(this.#dialogs.get(addressOfRecord)?.values() ?? [])];
  }

  watch(addressOfRecord: string, changed: () => void): () => void {
    const watchers = this.#watchers.get(addressOfRecord) ?? new Set();
    this.#watchers.set(addressOfRecord, watchers);
    watchers.add(changed);
    return () => {
      watchers.delete(changed);
      if (watchers.size === 0 && this.#watchers.get(addressOfRecord) === watchers)
        this.#watchers.delete(addressOfRecord);
    };
  }

  /** One of its calls is so now; `terminated` is told and then forgotten. The same again is told to nobody. */
  tell(addressOfRecord: string, dialog: WatchedDialog): void {
    const dialogs = this.#dialogs.get(addressOfRecord) ?? new Map<string, WatchedDialog>();
    const before = dialogs.get(dialog.id);
    const isOver = dialog.state === 'terminated';
    if (isOver ? !before : before && JSON.stringify(before) === JSON.stringify(dialog)) return;
    dialogs.set(dialog.id, dialog);
    this.#dialogs.set(addressOfRecord, dialogs);
    for (const changed of this.#watchers.get(addressOfRecord) ?? []) changed();
    if (!isOver) return;
    dialogs.delete(dialog.id);
    if (dialogs.size === 0) this.#dialogs.delete(addressOfRecord);
  }
}
