// What counting what is depended on needs, out of an open house, and what the API takes of it.

import { ADAPTERS } from '../ecosystems/list.ts';
import type { GivingAccess } from '../http/api/deps.ts';
import { GivingBoard } from '../inventory/giving/giving-board.ts';
import type { ShapeReader } from '../inventory/impact/impact-ports.ts';
import { createShapeReader } from '../inventory/impact/read-shapes.ts';
import { messageOf } from '../kernel/errors.ts';
import type { Logger } from '../kernel/logger.ts';
import { packageKey } from '../kernel/package-ref.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import { createAboutSource } from './about-source.ts';
import type { GivingJobDeps } from './giving-job.ts';
import type { OpenStorage } from './open-storage.ts';

/** Graphs are read one after the other: none needs to stay. */
const SHAPE_BYTES = 1_000_000;

export function describeGiving(house: {
  readonly storage: OpenStorage;
  readonly registry: RegistryDeps;
  readonly log: Logger;
}): GivingJobDeps {
  const { storage, registry, log } = house;
  const { reader: journal, stores, work } = storage;
  const shapes: ShapeReader = createShapeReader(stores.applications, SHAPE_BYTES);
  return {
    journal,
    jobs: stores.jobs,
    work,
    giving: {
      clock: registry.clock,
      rules: ADAPTERS,
      stores,
      unit: work,
      shapes,
      about: createAboutSource(registry),
      report: (error, ref) =>
        log.warn('what a package says of its funding could not be read', {
          package: packageKey(ref),
          error: messageOf(error),
        }),
    },
  };
}

/** `renewed`: as `GivingAccess` says. */
export function givingAccess(
  { stores, work }: Pick<OpenStorage, 'stores' | 'work'>,
  renewed: () => Promise<void>,
): GivingAccess {
  return { stores, unit: work, board: new GivingBoard(stores.giving), renewed };
}
