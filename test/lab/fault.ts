import type { Ground } from './ground.ts';
import type { ImageName } from './recipes.ts';

export type { CommandOptions, CommandResult, Ground } from './ground.ts';

/** How the program is to be asked about the fault, besides its flow. */
export type Asking = {
  /** Inputs to give (`-i name=value`); none where finding them is part of the point. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** More arguments, such as `--no-exec`. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where the program is run; the ground's folder unless said. */
  readonly cwd?: string;
  /** The user who runs the program; the one who runs the lab unless said. */
  readonly user?: string;
  /** That user as a login has them that is older than a change: without any group but its own. */
  readonly oldLogin?: true;
};

/** What the program must say about the fault. What is left out is not looked at. */
export type Expectation = {
  /** Unless said: `diagnosed` where a diagnosis is named, else `inconclusive`. */
  readonly outcome?: 'diagnosed' | 'healthy' | 'inconclusive' | 'not-applicable';
  /** The leaf; null where none may be named. */
  readonly diagnosis: string | null;
  readonly confidence?: 'confirmed' | 'likely' | 'possible';
  /** Texts that the evidence must hold: in a reason or in an excerpt. */
  readonly evidence?: readonly string[];
  readonly ruledOut?: readonly string[];
  readonly notRuledOut?: readonly string[];
  /** Steps that could not see, each `step` or `step outcome`. */
  readonly blind?: readonly string[];
  /** Planted secrets, which may appear nowhere on stdout or stderr. */
  readonly absent?: readonly string[];
};

export type NotCure = {
  /** In the words of the flow's `not-cures`: "A restart of the container". */
  readonly what: string;
  apply(ground: Ground): Promise<unknown>;
};

/** A fault that is made true on a real engine, and what must be said about it. */
export type Fault = {
  /** One sentence: what is wrong, as an operator would tell it afterwards. */
  readonly about: string;
  /** Images that must be there before `arrange`. */
  readonly images?: readonly ImageName[];
  /** Where it runs: this system's engine unless said. */
  readonly engine?: '26';
  /** Makes the fault true, and returns when it has become visible. */
  arrange(ground: Ground): Promise<Asking>;
  readonly expect: Expectation;
  /** What people try and what does not help: each is done, and the program must say the same again. */
  readonly notCures?: readonly NotCure[];
};
