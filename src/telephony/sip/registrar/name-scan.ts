/** Somebody asked for many users and proved to be none of them. */
export interface ScanningSource {
  readonly host: string;
  /** How many, at the least. */
  readonly names: number;
}

/** So many different users, asked for within a minute without one proof, are a search for whom there is. */
const leastNames = 15;
const windowMs = 60_000;
const mostSources = 5_000;

/**
 * Notices who looks for extensions: a telephone asks for one user and then proves it, an office behind one address for many
 * and proves them. Nobody is refused for it, since the answers tell a scanner nothing; people are told.
 */
export class NameScan {
  readonly #sources = new Map<string, { readonly names: Set<string>; readonly sinceMs: number }>();

  /** A user was asked for without proof. Not null where that makes a scan, once a minute. */
  asked(host: string, name: string, nowMs: number): ScanningSource | null {
    const known = this.#sources.get(host);
    const source = known && nowMs - known.sinceMs < windowMs ? known : { names: new Set<string>(), sinceMs: nowMs };
    if (source !== known) this.#keep(host, source);
    if (source.names.size >= leastNames || source.names.has(name)) return null;
    source.names.add(name);
    return source.names.size === leastNames ? { host, names: leastNames } : null;
  }

  /** Somebody there is who he says. */
  proved(host: string): void {
    this.#sources.delete(host);
  }

  #keep(host: string, source: { readonly names: Set<string>; readonly sinceMs: number }): void {
    this.#sources.delete(host);
    this.#sources.set(host, source);
    if (this.#sources.size <= mostSources) return;
    const [oldest] = this.#sources.keys();
    if (oldest !== undefined) this.#sources.delete(oldest);
  }
}
