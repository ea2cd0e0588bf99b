/** Gives each sentence a direction: the nearer two directions, the more alike what the sentences mean. */
export interface SentenceEmbedder {
  /** How reports call it. */
  readonly name: string;
  /** A vector of length 1 for each sentence, in their order. Rejects where it gives none, and as soon as `signal` aborts. */
  embed(sentences: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
}
