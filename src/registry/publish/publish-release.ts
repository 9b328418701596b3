// Publishes a release: staged, decided, and then visible in one unit of work with its journal entry.

import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, Release } from '../../ecosystems/adapter-publish.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { ownerName, ownersToTell } from '../../identity/organisations/owned-packages.ts';
import { actorOf } from '../../identity/principal.ts';
import { factsOf, publishRulesOf } from '../hosted/load-hosted.ts';
import type { StagedBlob } from '../ports.ts';
import { refuse } from '../refuse.ts';
import { assertImportable, settleImported } from '../imports/admit-imported.ts';
import { recordImported } from '../imports/record-imported.ts';
import { decideRelease } from './decide-release.ts';
import { assertNobodysName, assertOneSpelling } from './new-name.ts';
import { requireNameStill, requireNewName, requireReviewer } from './name-right.ts';
import type { PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import { requireTerms, requireTermsFirst } from './require-terms.ts';
import {
  provenBy,
  publishingAccount,
  requireCredential,
  requireProofWhereAsked,
  requireRole,
} from './publish-right.ts';
import {
  type ImportedRelease,
  readRowsBefore,
  rowsOf,
  saveRows,
  type ReleasedBy,
  type ReleaseRows,
  type RowsBefore,
} from './release-rows.ts';

/**
 * The release is durable and visible once this resolves, and not at all when it rejects. Throws `not-signed-in`,
 * `not-allowed` (also for what a rule of the policy keeps out), `not-found` for a package that the publisher may not know,
 * `conflict` for a version, file or name that is taken, and what staging and storing throw.
 */
export async function publishRelease(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: Release,
): Promise<void> {
  await publishTogether(deps, publisher, [{ ref, release, stage: () => stageFiles(deps, release) }]);
}

/** A release and the bytes of its files, in their order. */
export interface StagedRelease {
  readonly ref: PackageRef;
  readonly release: PartedRelease;
  /** Called once it is known that it may be published. */
  stage(): Promise<readonly StagedBlob[]>;
  /** It is moved in from another registry; absent: it is new. */
  readonly imported?: ImportedRelease;
}

/** Somebody else lets in what one staged. */
export interface Approval {
  /** Who staged it, as they are now: what they publish first becomes theirs. */
  readonly stager: Publisher;
  readonly stagedBy: Pick<ReleasedBy, 'actor' | 'provenBy'>;
}

/**
 * All of them or none, as `publishRelease`; `also` happens in the same unit of work. With `approval`, the publisher is who
 * approves, and it is published as its stager's.
 */
export async function publishTogether(
  deps: PublishDeps,
  publisher: Publisher,
  releases: readonly StagedRelease[],
  also?: (work: PublishWork) => Promise<void>,
  approval?: Approval,
): Promise<void> {
  const by = releasedBy(deps, publisher, approval);
  const right: PublishRight =
    approval === undefined ? { action: 'publish' } : { action: 'approve', stager: approval.stager };
  const admitted: Admitted[] = [];
  try {
    for (const one of releases) await admit(deps, publisher, one, { by, right, admitted });
    // The bytes are durable before any row names them.
    for (const { staged } of admitted) for (const blob of staged) await blob.commit();
    await deps.unit.transact(async (work) => {
      for (const { ref, release, key, staged, by, right } of admitted) {
        const rules = publishRulesOf(deps.registry, ref.ecosystem);
        const now = await readRowsBefore(work, ref, release, { rules, ...by });
        await assertOneSpelling(work, deps.registry, release, { ref, hosted: now.hosted });
        const ownership = await settleOwnership(deps, work, publisher, ref, { release, by, right });
        const rows = rowsOf(ref, release, key, { before: now, staged, by });
        await saveRows(work, rows);
        await record(deps, work, ref, { rows, by, isJoined: now.version !== undefined, ownership });
      }
      await also?.(work);
    });
  } finally {
    await Promise.all(admitted.flatMap(({ staged }) => staged.map((blob) => blob.abort())));
  }
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

function releasedBy(deps: PublishDeps, publisher: Publisher, approval?: Approval): ReleasedBy {
  const [actor, at] = [actorOf(publisher.principal), deps.registry.clock.now()];
  if (approval !== undefined) return { ...approval.stagedBy, at, approvedBy: actor };
  return { actor, at, ...given('provenBy', provenBy(publisher)) };
}

/** Adds the release to `admitted` as soon as its bytes are staged. Throws as `publishRelease` does. */
export async function admit(
  deps: PublishDeps,
  publisher: Publisher,
  one: StagedRelease,
  {
    by: usual,
    right: usually,
    admitted,
  }: { readonly by: ReleasedBy; readonly right: PublishRight; readonly admitted: Admitted[] },
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
function namerOf(publisher: Publisher, right: PublishRight): Publisher {
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

interface Ownership {
  readonly owned: OwnedPackage;
  readonly isNew: boolean;
}

/** Whoever publishes a name first owns it, unless it was given to somebody before, or lies in a namespace: then whose that is. */
async function settleOwnership(
  deps: PublishDeps,
  work: PublishWork,
  publisher: Publisher,
  ref: PackageRef,
  {
    release,
    by,
    right,
  }: { readonly release: PartedRelease; readonly by: ReleasedBy; readonly right: PublishRight },
): Promise<Ownership> {
  if (right.action === 'import')
    return settleImported(deps, work, ref, { imported: right.imported, at: by.at });
  const before = await work.ownership.find(ref.ecosystem, ref.name);
  if (before !== undefined) {
    const owned = await requireRole(work, publisher, ref, right.action);
    await requireTerms(deps, work, publisher, ref, { right, at: by.at });
    return { owned, isNew: false };
  }
  const { rules, names } = deps;
  const namer = namerOf(publisher, right);
  const owner = await requireNameStill(names, work, namer, ref);
  const owned: OwnedPackage = {
    ...ref,
    owner: owner ?? { kind: 'account', id: publishingAccount(namer) },
    visibility: release.visibility ?? rules.visibility,
    since: by.at,
  };
  await work.ownership.save(owned);
  return { owned, isNew: true };
}

async function record(
  deps: PublishDeps,
  work: PublishWork,
  { ecosystem, name }: PackageRef,
  {
    rows,
    by: { actor: publishedBy, at, provenBy, approvedBy, imported },
    isJoined,
    ownership: { owned, isNew },
  }: {
    readonly rows: ReleaseRows;
    readonly by: ReleasedBy;
    readonly isJoined: boolean;
    readonly ownership: Ownership;
  },
): Promise<void> {
  const actor = approvedBy ?? publishedBy;
  const about = { actor, at, ecosystem, name };
  if (isNew) {
    const data = { owner: await ownerName(work, owned.owner), visibility: owned.visibility };
    work.journal.record({ ...about, kind: 'package-created', data });
  }
  const { version } = rows.version;
  const files = rows.artifacts.map(({ file, sha256, sizeBytes }) => ({ file, sha256, sizeBytes }));
  if (imported !== undefined)
    return recordImported(deps, work, { about, rows, files, isJoined, imported, owned, isNew });
  work.journal.record({
    ...about,
    kind: 'version-published',
    data: {
      version,
      files,
      ...given('isJoined', isJoined || undefined),
      ...given('provenBy', provenBy),
      ...(approvedBy === undefined ? {} : { stagedBy: publishedBy }),
    },
  });
  if (isJoined) return;
  const happened = `The ${ecosystem} package ${name} has a new version, ${version}.`;
  const told = await ownersToTell(work, owned.owner);
  await tellOwners(deps, work, { ...told, about: 'version-published', happened, actor, at });
}
