// What every measurement of one run shares.

export interface Bench {
  /** A temporary folder, gone after the run. */
  readonly folder: string;
  /** A free port for Gatehouse. */
  readonly port: number;
  /** The npm registry that this machine's npm uses, when it answers. */
  readonly npmRegistry: string | undefined;
  /** Something to be ended after the measurement, however it went; the last one first. */
  after(end: () => unknown): void;
}
