// Bytes that are here no more: the mark on the artifact and, in the same unit of work, the journal's word why.

import type { ChangeData } from '../journal/changes.ts';
import type { JournalWriter } from '../journal/journal.ts';
import type { Instant } from '../kernel/clock.ts';
import type { ArtifactRecord, RegistryStores } from './ports.ts';

/** Marks the bytes of `record` as gone, wherever else they are known too. The bytes themselves are the caller's to delete. */
export async function recordRemoval(
  { artifacts, journal }: Pick<RegistryStores, 'artifacts'> & { readonly journal: JournalWriter },
  { ecosystem, name, version, file, sha256 }: ArtifactRecord,
  why: ChangeData['artifact-removed']['why'],
  at: Instant,
): Promise<void> {
  await artifacts.markAbsent(sha256);
  const data = { version, file, sha256, why };
  journal.record({ kind: 'artifact-removed', actor: 'gatehouse', at, ecosystem, name, data });
}
