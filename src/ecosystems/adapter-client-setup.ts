// The contract of every ecosystem's `client-setup.ts`; `adapter.ts` puts the contracts together.

/** `client-setup.ts`: how one package manager is pointed here. */
export interface ClientRecipe {
  /** The command: `pip`. */
  readonly id: string;
  readonly title: string;
  /** The configuration file for the user and for a project, relative to the home or the project folder. */
  readonly files: { readonly user?: string; readonly project?: string };
  /** The file's new text. Keeps all that is not ours; the same input gives the same output; applied twice is once. */
  edit(text: string | undefined, target: SetupTarget): string;
  /** What the file says now: the registry address it names, if any. */
  currentRegistry(text: string): string | undefined;
  /** The same as a command or snippet to copy. */
  snippet(target: SetupTarget): string;
}

export interface SetupTarget {
  /** `http://localhost:4870`, no trailing slash. */
  readonly gateUrl: string;
  readonly token?: string;
}
