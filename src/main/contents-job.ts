// Looks into what is published, a moment after it was, so that it is known when somebody asks. What was published before it began, or
// read by an older reader, is looked into in a walk.

import type { ChangeKind } from '../journal/changes.ts';
import type { JournalEntry } from '../journal/journal.ts';
import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { contentsOf, type ContentsDeps } from '../registry/contents/contents-of.ts';
import { CONTENTS_GENERATOR } from '../registry/contents/release-contents.ts';
import { followJob, type JobFollower } from './follow-job.ts';
import { openJournalJob, type JournalJobDeps, type JournalTask, type WalkStep } from './journal-job.ts';
import type { OpenStorage } from './open-storage.ts';
import { packagesHere } from './packages-here.ts';

export interface ContentsJobDeps extends JournalJobDeps {
  readonly contents: ContentsDeps;
  readonly log: Logger;
}

const KINDS = ['version-published', 'version-imported'] as const satisfies readonly ChangeKind[];

/** Looks into them beside the server. */
export function followContents(
  contents: ContentsDeps,
  { feed, reader, lookups, stores, work }: OpenStorage,
  log: Logger,
): JobFollower {
  const deps = { journal: reader, lookups, stores, work, contents, log };
  return followJob({
    what: 'contents of what is published',
    kinds: KINDS,
    feed,
    log,
    open: (signal) => openJournalJob(deps, new ContentsTask(deps, signal)),
  });
}

class ContentsTask implements JournalTask {
  // Of another generation nothing was done yet.
  readonly name = `contents-${CONTENTS_GENERATOR}`;
  readonly kinds = KINDS;
  readonly #deps: ContentsJobDeps;
  readonly #signal: AbortSignal;

  constructor(deps: ContentsJobDeps, signal: AbortSignal) {
    this.#deps = deps;
    this.#signal = signal;
  }

  async lookAt(entries: readonly JournalEntry[]): Promise<void> {
    for (const entry of entries) {
      const { ecosystem, name, kind } = entry;
      const isNews = kind === 'version-published' || kind === 'version-imported';
      if (!isNews || ecosystem === undefined || name === undefined) continue;
      await this.#look({ ecosystem, name }, entry.data.version);
    }
  }

  async lookAtTouched(): Promise<void> {
    // What is known against a version changes nothing of what is inside of it.
  }

  needsWalk(): boolean {
    return false;
  }

  async *walk(after: string | undefined): AsyncGenerator<WalkStep> {
    const { packages, hosted } = this.#deps.contents.registry.stores;
    for await (const page of packagesHere(packages, after)) {
      for (const ref of page) {
        yield {
          place: packageKey(ref),
          look: async () => {
            for (const { version, removedAt } of await hosted.versions(ref)) {
              if (removedAt === undefined) await this.#look(ref, version);
            }
          },
        };
      }
    }
  }

  async #look(ref: PackageRef, version: string): Promise<void> {
    this.#signal.throwIfAborted();
    try {
      await contentsOf(this.#deps.contents, ref, version);
    } catch (error) {
      if (isGatehouseError(error, 'storage-failed', 'storage-full')) throw error;
      // It was removed meanwhile; or it is looked into when somebody asks for it.
      if (isGatehouseError(error, 'not-found')) return;
      const told = { package: packageKey(ref), version, error: messageOf(error) };
      this.#deps.log.warn('a published version could not be looked into', told);
    }
  }
}
