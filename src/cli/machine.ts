// The machine that the command line runs on, as far as commands reach it.

import type { Clock } from '../kernel/clock.ts';

/** Where text goes. */
export interface Screen {
  /** Whether a person looks at it. */
  readonly isTerminal: boolean;
  readonly hasColour: boolean;
  readonly columns: number;
  write(text: string): void;
}

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The user's folder. */
  readonly home: string;
  /** The account's folder as the system knows it, whatever HOME says; absent for a user id without an account. */
  readonly accountHome?: string;
  readonly platform: NodeJS.Platform;
  readonly userName: string;
  readonly clock: Clock;
  readonly output: Screen;
  readonly errors: Screen;
  /** Whether a question can be answered. */
  readonly canAsk: boolean;
  /** Asks a person; what is typed to a secret question is not shown. */
  ask(question: string, options?: { readonly isSecret?: boolean }): Promise<string>;
  readonly fetch: typeof fetch;
}
