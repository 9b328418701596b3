// What a command of the command line is. From the table of them come parsing, help, usage errors, completion and docs/cli.md.

import type { ErrorCode } from '../kernel/errors.ts';
import type { CommandContext } from './context.ts';

/** What may be completed in a word's or an option's place. */
export type Completion = 'file' | 'folder' | readonly string[];

/** A word that a command takes in its place. */
export interface Word {
  /** In capitals: `PURL`. */
  readonly name: string;
  readonly says: string;
  readonly isOptional?: boolean;
  /** Takes every further word too. Only the last one may. */
  readonly isMany?: boolean;
  readonly completes?: Completion;
}

/** An option, `--name`. */
export interface Flag {
  /** What stands for its value: `URL`. Absent: the option takes none. */
  readonly value?: string;
  readonly says: string;
  readonly isMany?: boolean;
  readonly isRequired?: boolean;
  readonly completes?: Completion;
  /** Whether its value is a span of time: `12h`. */
  readonly isSpan?: boolean;
}

export type Flags = Readonly<Record<string, Flag>>;

/** What the options of a command hold once parsed. */
export type FlagValues<F extends Flags> = {
  readonly [K in keyof F]: F[K] extends { readonly value: string }
    ? F[K] extends { readonly isMany: true }
      ? readonly string[]
      : F[K] extends { readonly isRequired: true }
        ? string
        : string | undefined
    : boolean;
};

/** The parsed command line of one command. */
export interface Invocation<F extends Flags = Flags> {
  readonly words: readonly string[];
  readonly flags: FlagValues<F>;
}

/** 0 fine, 1 findings or a refusal, 2 usage, 3 could not decide. */
export type ExitCode = 0 | 1 | 2 | 3;

/** What helps after an error: what the command is for, and the command. */
export interface Help {
  readonly says: string;
  readonly command: string;
}

export interface Command {
  /** One or two words: `policy apply`. */
  readonly name: string;
  /** One line without a full stop. */
  readonly summary: string;
  /** Paragraphs for its help. */
  readonly details?: readonly string[];
  readonly words: readonly Word[];
  readonly flags: Flags;
  /** Whether it prints data, and so takes `--json`. */
  readonly hasJson: boolean;
  /** Whether it talks to a server or opens the data folder, and so takes `--server`, `--token`, `--data`, `--config`. */
  readonly usesData: boolean;
  readonly examples?: readonly string[];
  /** The command that helps after an error of this code, where it is another than the usual one. */
  readonly helps?: Readonly<Partial<Record<ErrorCode, string | Help>>>;
  /** Gets everything after its name, unparsed (`serve`). */
  readonly takesAll?: boolean;
  run(context: CommandContext, invocation: Invocation): Promise<number>;
}

/** Declares a command; the types of what `run` gets follow from `flags`. */
export function command<const F extends Flags>(
  declared: Omit<Command, 'flags' | 'words' | 'run' | 'hasJson' | 'usesData'> & {
    readonly words?: readonly Word[];
    readonly flags?: F;
    readonly hasJson?: boolean;
    readonly usesData?: boolean;
    run(context: CommandContext, invocation: Invocation<F>): Promise<number>;
  },
): Command {
  return {
    ...declared,
    words: declared.words ?? [],
    flags: declared.flags ?? {},
    hasJson: declared.hasJson ?? false,
    usesData: declared.usesData ?? false,
    run: (context, invocation) => declared.run(context, invocation as Invocation<F>),
  };
}

const JSON_FLAGS: Flags = { json: { says: 'Print data as JSON' } };

const DATA_FLAGS: Flags = {
  data: { value: 'FOLDER', says: 'The data folder (or GATEHOUSE_DATA)', completes: 'folder' },
  config: { value: 'FILE', says: 'The configuration, if not in the data folder', completes: 'file' },
  server: { value: 'URL', says: 'Ask this server (or GATEHOUSE_SERVER)' },
  token: { value: 'TOKEN', says: 'An API token for it (or GATEHOUSE_TOKEN)' },
};

/** Every option of a command: its own, and those that it shares with others. */
export function allFlags({ flags, hasJson, usesData, takesAll }: Command): Flags {
  if (takesAll === true) return flags;
  return {
    ...flags,
    ...(hasJson ? JSON_FLAGS : {}),
    ...(usesData ? DATA_FLAGS : {}),
    // A command may mean something of its own by a shared name.
    ...flags,
    help: { says: 'Say how this command is used' },
  };
}

/** `gatehouse waive PURL --reason TEXT [options]` */
export function usageOf(given: Command): string {
  const words = given.words.map(({ name, isOptional, isMany }) => {
    const many = isMany === true ? `${name}…` : name;
    return isOptional === true ? `[${many}]` : many;
  });
  const required = Object.entries(given.flags)
    .filter(([, flag]) => flag.isRequired === true)
    .map(([name, flag]) => `--${name} ${flag.value}`);
  const more = Object.keys(allFlags(given)).length > required.length ? ['[options]'] : [];
  return ['gatehouse', given.name, ...words, ...required, ...more].join(' ');
}
