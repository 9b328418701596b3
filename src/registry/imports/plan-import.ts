// What moving versions in would come to, without their bytes: what is here already, what is not, and what would be refused.

import { isGatehouseError } from '../../kernel/errors.ts';
import { assertNobodysName } from '../publish/new-name.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { compareKept } from './compare-kept.ts';
import type { ImportedFile, ImportScope, KeptState } from './import-ports.ts';
import { importRulesOf } from './import-rules.ts';
import { findImportOwner, requireImporter, requireOwnersName } from './import-right.ts';

export interface ImportPlan {
  /** Why nothing of the package can be moved in; a sentence. */
  readonly refused?: string;
  /** In the order in which they were asked for. */
  readonly versions: readonly KeptState[];
}

/** Reasons that lie with the package, not with the question. */
const OF_THE_PACKAGE = ['conflict', 'not-allowed'] as const;

/** Throws access errors, `not-found` for no such owner, `unsupported`, and what asking upstreams for a new name throws. */
export async function planImport(
  deps: Pick<PublishDeps, 'registry' | 'people' | 'names'>,
  publisher: Publisher,
  {
    ref,
    owner,
    versions,
  }: ImportScope & {
    readonly versions: readonly { readonly version: string; readonly files: readonly ImportedFile[] }[];
  },
): Promise<ImportPlan> {
  const { registry, people, names } = deps;
  requireImporter(registry, publisher, ref);
  importRulesOf(registry, ref.ecosystem);
  const whose = await findImportOwner(people, owner);
  try {
    await requireOwnersName(names, people, whose, ref);
    const hosted = await registry.stores.hosted.find(ref);
    if (hosted === undefined) await assertNobodysName(registry, ref);
    return { versions: await compareKept(registry, ref, versions) };
  } catch (error) {
    if (!OF_THE_PACKAGE.some((code) => isGatehouseError(error, code))) throw error;
    const refused = (error as Error).message;
    return { refused, versions: versions.map(() => ({ state: 'conflict', because: refused })) };
  }
}
