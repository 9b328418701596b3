// What every command is given.

import type { Desk } from './desk/desk.ts';
import type { Machine } from './machine.ts';
import type { Printer } from './terminal/printer.ts';

/** The options that commands share. */
export interface SharedFlags {
  readonly isJson: boolean;
  readonly dataDir: string;
  readonly configFile: string;
  readonly server?: string;
  readonly token?: string;
}

export interface CommandContext {
  readonly machine: Machine;
  readonly shared: SharedFlags;
  readonly out: Printer;
  /** For what is no data: notes beside the output. */
  readonly err: Printer;
  /**
   * Opens the server, or the data folder when none runs on it. Closed when the command ends. Throws when neither is there.
   * `mayAsk`: whether a person is asked to sign in where that is needed (the usual case).
   */
  openDesk(options?: { readonly mayAsk: boolean }): Promise<Desk>;
}
