// How far a job that follows the journal has come, so that it goes on there after a restart.

/** One row a job. */
export interface JobProgressStore {
  /** What the job saved last; undefined before that. */
  read(job: string): Promise<string | undefined>;
  /** Inserts or replaces. */
  save(job: string, state: string): Promise<void>;
}

export interface JobProgressStores {
  readonly jobs: JobProgressStore;
}
