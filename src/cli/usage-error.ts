// The command line could not be understood.

/** Ends with exit code 2, and with the usage of the command that was meant. */
export class UsageError extends Error {
  /** The name of the command, if one was recognised. */
  readonly commandName: string | undefined;
  /** What was probably meant. */
  readonly suggestion: string | undefined;

  constructor(message: string, about: { readonly commandName?: string; readonly suggestion?: string } = {}) {
    super(message);
    this.name = 'UsageError';
    this.commandName = about.commandName;
    this.suggestion = about.suggestion;
  }
}
