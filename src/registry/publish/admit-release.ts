// Lets a release in, or says why not: who may, what is there before it, its bytes, and the verdict of what it would become.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, Release } from '../../ecosystems/adapter-publish.ts';
import { actorOf } from '../../identity/principal.ts';
import { requireInForce } from '../../identity/require-in-force.ts';
import { factsOf, publishRulesOf } from '../hosted/load-hosted.ts';
import type { StagedBlob } from '../ports.ts';
import { refuse } from '../refuse.ts';
import { assertImportable } from '../imports/admit-imported.ts';
import { decideRelease } from './decide-release.ts';
import { assertNobodysName, assertOneSpelling } from './new-name.ts';
import { requireNewName, requireReviewer } from './name-right.ts';
import type { PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import { requireTermsFirst } from './require-terms.ts';
import { requireCredential, requireProofWhereAsked, requireRole } from './publish-right.ts';
import {
  type ImportedRelease,
  readRowsBefore,
  rowsOf,
  type ReleasedBy,
  type ReleaseRows,
  type RowsBefore,
} from './release-rows.ts';

/** A release and the bytes of its files, in their order. */
export interface StagedRelease {
  readonly ref: PackageRef;
  readonly release: PartedRelease;
  /** Called once it is known that it may be published. */
  stage(): Promise<readonly StagedBlob[]>;
  /** It is moved in from another registry; absent: it is new. */
  readonly imported?: ImportedRelease;
}

/** A release that may be let in, and its bytes, which are not durable yet. */
export interface Admitted {
  readonly ref: PackageRef;
  readonly release: PartedRelease;
  readonly key: string;
  readonly staged: readonly StagedBlob[];
  readonly by: ReleasedBy;
  readonly right: PublishRight;
}

/** By what right a release comes in. `stager`: whose a name becomes that is approved. */
export type PublishRight =
  | { readonly action: 'publish' | 'stage' }
  | { readonly action: 'approve'; readonly stager: Publisher }
  | { readonly action: 'import'; readonly imported: ImportedRelease };

/** By whom releases come in, and by what right. */
export interface Admission {
  readonly by: ReleasedBy;
  readonly right: PublishRight;
}

/**
 * Lets all of them in or none: their bytes are durable before `keep` writes the rows that name them, in one unit of work, and what is
 * not kept leaves no bytes. Throws as `publishRelease` does, and what `keep` throws.
 */
export async function admitTogether<T>(
  deps: PublishDeps,
  publisher: Publisher,
  releases: readonly StagedRelease[],
  admission: Admission,
  keep: (work: PublishWork, admitted: readonly Admitted[]) => Promise<T>,
): Promise<T> {
  const admitted: Admitted[] = [];
  try {
    for (const one of releases) await admit(deps, publisher, one, admission, admitted);
    for (const { staged } of admitted) for (const blob of staged) await blob.commit();
    return await deps.unit.transact(async (work) => {
      await requireInForce(work, publisher.principal);
      return keep(work, admitted);
    });
  } finally {
    await Promise.all(admitted.flatMap(({ staged }) => staged.map((blob) => blob.abort())));
  }
}

/** Adds the release to `admitted` as soon as its bytes are staged. */
async function admit(
  deps: PublishDeps,
  publisher: Publisher,
  one: StagedRelease,
  { by: usual, right: usually }: Admission,
  admitted: Admitted[],
): Promise<void> {
  const { ref, release, imported } = one;
  const by = { ...usual, ...given('imported', imported) };
  const right: PublishRight = imported === undefined ? usually : { action: 'import', imported };
  const key = publishRulesOf(deps.registry, ref.ecosystem).versionKey(release.version);
  const before = await assertPublishable(deps, publisher, ref, release, right);
  const staged = await one.stage();
  admitted.push({ ref, release, key, staged, by, right });
  const rows = rowsOf(ref, release, key, { before, staged, by });
  await assertAdmitted(deps, publisher, ref, release, { staged, rows });
}

/** What is there of the package, when somebody may publish this version, as far as that is known without its bytes. */
export async function assertPublishable(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: PartedRelease,
  right: PublishRight = { action: 'publish' },
): Promise<RowsBefore> {
  if (right.action === 'import') return assertImportable(deps, publisher, ref, release, right.imported);
  const { registry } = deps;
  requireCredential(registry, publisher, ref, right.action);
  const owned = await deps.people.ownership.find(ref.ecosystem, ref.name);
  if (owned !== undefined) {
    await requireRole(deps.people, publisher, ref, right.action);
    const { version } = release;
    await requireTermsFirst(deps, publisher, ref, { right, version, at: registry.clock.now() });
  }
  const rules = publishRulesOf(registry, ref.ecosystem);
  const before = await readRowsBefore(registry.stores, ref, release, { rules, at: registry.clock.now() });
  await assertOneSpelling(registry.stores, registry, release, { ref, hosted: before.hosted });
  if (before.hosted === undefined) {
    const owner =
      owned?.owner ?? (await requireNewName(deps.names, deps.people, namerOf(publisher, right), ref));
    const isReserved = registry.knowledge.reservations(ref).length > 0;
    if (owner === undefined && isReserved) requireReviewer(namerOf(publisher, right), ref);
    await assertNobodysName(registry, ref);
  }
  // What is staged waits for somebody else, who shows that they are there.
  if (right.action === 'publish')
    requireProofWhereAsked(registry, publisher, { ref, owned, action: 'publish' });
  return before;
}

/** By whose right a new name is taken. */
export function namerOf(publisher: Publisher, right: PublishRight): Publisher {
  return right.action === 'approve' ? right.stager : publisher;
}

/** The bytes of a release on their way in, file by file. Throws what staging throws. */
export async function stageFiles(
  { registry, rules }: Pick<PublishDeps, 'registry' | 'rules'>,
  release: Release,
): Promise<readonly StagedBlob[]> {
  const staged: StagedBlob[] = [];
  try {
    for (const { bytes } of release.files) {
      staged.push(await registry.blobs.stage(onePiece(bytes), rules.maxBytes));
    }
    return staged;
  } catch (error) {
    await Promise.all(staged.map((blob) => blob.abort()));
    throw error;
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes;
}

/** What a rule would keep from its readers is not let in. That it was tried stands in the journal. */
async function assertAdmitted(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: PartedRelease,
  { staged, rows }: { readonly staged: readonly StagedBlob[]; readonly rows: ReleaseRows },
): Promise<void> {
  const { registry, unit } = deps;
  const after = await factsAfter(deps, ref, rows);
  // As the version is spelt that the files join.
  const { version } = rows.version;
  const { verdict, malware } = await decideRelease(
    registry,
    ref,
    { ...release, version },
    {
      after,
      staged,
      view: publisher.place.view,
    },
  );
  if (verdict.action !== 'block' && malware === undefined) return;
  const [reason] = verdict.reasons;
  const message =
    malware === undefined
      ? refuse(registry, ref, verdict, version).message
      : `Cannot publish ${release.spelt} ${version}: ${malware}`;
  const data = {
    version,
    rule: malware === undefined ? (reason?.rule ?? '') : 'malware',
    summary: malware ?? reason?.summary ?? '',
  };
  const actor = actorOf(publisher.principal);
  await unit.transact(async ({ journal }) => {
    journal.record({ kind: 'publish-refused', actor, at: registry.clock.now(), ...ref, data });
  });
  throw new GatehouseError('not-allowed', message, { facts: { rule: data.rule } });
}

async function factsAfter({ registry }: PublishDeps, ref: PackageRef, rows: ReleaseRows) {
  const { hosted, artifacts } = registry.stores;
  const [versions, files, kept] = await Promise.all([
    hosted.versions(ref),
    hosted.files(ref),
    artifacts.ofPackage(ref),
  ]);
  const others = versions.filter(({ key }) => key !== rows.version.key);
  return factsOf(
    rows.hosted,
    [...others, rows.version],
    [...files, ...rows.files],
    [...kept, ...rows.artifacts],
  );
}
