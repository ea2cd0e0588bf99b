/** What the soak asks of the product's process. */
export type ProductOrder =
  /** A robot call to a SIP URI. */
  | { readonly kind: 'place'; readonly address: string }
  /** After collecting garbage. */
  | { readonly kind: 'usage' }
  | { readonly kind: 'stop' };

export interface ProductUsage {
  readonly sipPort: number;
  /** Calls in the air. */
  readonly inTheAir: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly cpuMs: number;
}

/** Given to the product's process as its only argument. */
export interface ProductOptions {
  readonly folder: string;
  readonly rtpPorts: string;
  readonly mediaPath: string;
  readonly extensions: readonly string[];
  readonly password: string;
}
