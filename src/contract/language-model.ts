/** What was said so far, or what a function of ours answered, oldest first. */
export interface ModelLine {
  readonly by: 'customer' | 'robot' | 'function';
  /** As it goes to the model: what is not ours stands between tags that it cannot close. */
  readonly text: string;
}

/** Something the model may ask for instead of speaking, or beside it. */
export interface ModelTool {
  readonly name: string;
  readonly description: string;
  /** Arguments by name: what each is, and its values where they are few. */
  readonly parameters: Readonly<Record<string, { readonly description: string; readonly values?: readonly string[] }>>;
}

/** One question to a language model. */
export interface ModelRequest {
  readonly instructions: string;
  readonly lines: readonly ModelLine[];
  readonly tools: readonly ModelTool[];
  readonly maxTokens: number;
}

/** A piece of the answer, as it streams in. Words are split anywhere. */
export type ModelPart =
  | { readonly kind: 'words'; readonly text: string }
  /** Whole; arguments that are not text are given as JSON. */
  | { readonly kind: 'tool'; readonly name: string; readonly args: Readonly<Record<string, string>> }
  | { readonly kind: 'used'; readonly tokens: number };

/** A language model somewhere. */
export interface LanguageModel {
  /** How reports call it. */
  readonly name: string;
  /**
   * Streams the answer. Ends when it is whole; throws `model-failed` where there is none or it broke off. It waits without end:
   * time-outs are the caller's, by `signal`.
   */
  ask(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}
