export interface DemoFlags {
  readonly report?: string;
  readonly exit: boolean;
  readonly at?: string;
  readonly seed: number;
  readonly people?: number;
  readonly concurrency?: number;
  readonly hearing: 'text' | 'sound';
  readonly lie: boolean;
  readonly json: boolean;
}

export interface ModelsFlags {
  readonly from?: string;
  readonly json: boolean;
}

export interface TryIvrFlags {
  readonly ivr?: string;
  readonly answer: readonly string[];
}

export interface UnderstandFlags {
  readonly text?: string;
  /** A sentence a line. */
  readonly file?: string;
  readonly json: boolean;
}

/** Which variants of a script's experiments are met, by experiment. */
export interface VariantFlags {
  readonly variant?: Readonly<Record<string, string>>;
}

export interface TestScriptFlags extends VariantFlags {
  /** Where the cases are; beside the script where absent. */
  readonly cases?: string;
  readonly mutations: boolean;
  /** Holds the cases as calls. */
  readonly calls: boolean;
  readonly json: boolean;
}

export interface HearFlags {
  readonly node: string;
  readonly wording: number;
  readonly voice?: string;
  readonly out: string;
  readonly json: boolean;
}

export interface RehearseFlags extends VariantFlags {
  readonly conversations: number;
  readonly seed: number;
  /** What chooses the customers' words. */
  readonly customers: 'rules' | 'model';
  /** A file of personas; the standard ones where absent. */
  readonly personas?: string;
  /** Where the page goes. */
  readonly report?: string;
  readonly json: boolean;
}

export interface AdviceFlags {
  /** Figures by name. */
  readonly set: Readonly<Record<string, string>>;
  readonly language: 'zh-CN' | 'en';
  readonly json: boolean;
}

/** What the terminal may ask for. `run` shows the answer and sets the exit code. */
export interface CliDoors {
  readonly version: string;
  run(command: string, args: unknown, json: boolean): Promise<void>;
  serve(): Promise<void>;
  demo(flags: DemoFlags): Promise<void>;
  doctor(json: boolean): Promise<void>;
  lint(file: string, json: boolean): Promise<void>;
  chat(file: string, flags: VariantFlags): Promise<void>;
  understand(file: string, flags: UnderstandFlags): Promise<void>;
  testScript(file: string, flags: TestScriptFlags): Promise<void>;
  hear(file: string, flags: HearFlags): Promise<void>;
  rehearse(script: string, flags: RehearseFlags): Promise<void>;
  planExperiments(file: string, json: boolean): Promise<void>;
  advise(flags: AdviceFlags): Promise<void>;
  lintIvr(file: string, json: boolean): Promise<void>;
  tryIvr(file: string, flags: TryIvrFlags): Promise<void>;
  models(
    action: 'list' | 'pull' | 'verify' | 'measure' | 'remove',
    name: string | undefined,
    flags: ModelsFlags,
  ): Promise<void>;
}
