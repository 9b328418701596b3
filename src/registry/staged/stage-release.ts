// Stages a release: read, verified and decided as one that is published, durable, and then kept for somebody else to approve.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { PartedRelease, Release } from '../../ecosystems/adapter-publish.ts';
import { accountsWhoMay } from '../../identity/organisations/accounts-who-may.ts';
import type { Owner } from '../../identity/organisations/organisation-ports.ts';
import type { Account } from '../../identity/ports.ts';
import { actorOf } from '../../identity/principal.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { requireNameStill } from '../publish/name-right.ts';
import { assertOneSpelling } from '../publish/new-name.ts';
import type { PublishDeps, Publisher, PublishWork } from '../publish/publish-deps.ts';
import { admitTogether, stageFiles, type Admitted, type StagedRelease } from '../publish/admit-release.ts';
import { provenBy, publishingAccount, requireRole } from '../publish/publish-right.ts';
import { readRowsBefore, type ReleasedBy } from '../publish/release-rows.ts';
import { askToApprove } from './staged-letters.ts';
import type { StagedFile, StagedVersion } from './staged-ports.ts';
import { accountsBehind } from './staged-right.ts';

/** Versions of one package that may wait at once: who stages writes a letter with each. */
const MAX_OPEN = 20;

/**
 * The version is durable, and waits, once this resolves. `because`: what kept it from being published at once. Throws as
 * `publishRelease`, `conflict` for a version that is staged already and for one that nobody else could approve,
 * `too-many-requests` where too many wait.
 */
export async function stageRelease(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  release: Release,
  because: readonly string[] = [],
): Promise<StagedVersion> {
  const one = { ref, release, stage: () => stageFiles(deps, release) };
  const [staged] = await stageTogether(deps, publisher, [{ ...one, because }]);
  if (staged !== undefined) return staged;
  throw new GatehouseError('storage-failed', `Cannot stage ${ref.name}: nothing was kept`);
}

export interface ToStage extends StagedRelease {
  readonly because: readonly string[];
}

/** All of them or none; `also` happens in the same unit of work. */
export async function stageTogether(
  deps: PublishDeps,
  publisher: Publisher,
  releases: readonly ToStage[],
  also?: (work: PublishWork) => Promise<void>,
): Promise<readonly StagedVersion[]> {
  const actor = actorOf(publisher.principal);
  const by: ReleasedBy = {
    actor,
    at: deps.registry.clock.now(),
    ...given('provenBy', provenBy(publisher)),
  };
  const admission = { by, right: { action: 'stage' } } as const;
  return admitTogether(deps, publisher, releases, admission, async (work, admitted) => {
    const kept: StagedVersion[] = [];
    for (const [index, one] of admitted.entries()) {
      kept.push(await keep(deps, work, publisher, one, { by, because: releases[index]?.because ?? [] }));
    }
    await also?.(work);
    return kept;
  });
}

interface Keeping {
  readonly by: ReleasedBy;
  readonly because: readonly string[];
}

async function keep(
  deps: PublishDeps,
  work: PublishWork,
  publisher: Publisher,
  admitted: Admitted,
  { by, because }: Keeping,
): Promise<StagedVersion> {
  const { ref, release, key, staged: blobs } = admitted;
  const rules = publishRulesOf(deps.registry, ref.ecosystem);
  const before = await readRowsBefore(work, ref, release, { rules, at: by.at });
  await assertOneSpelling(work, deps.registry, release, { ref, hosted: before.hosted });
  const owner = await ownerNow(deps, work, publisher, ref);
  const open = await openOf(work, ref, key, by.at);
  if (open !== undefined) return join(work, publisher, open, admitted, by);
  const approvers = await approversOf(work, publisher, ref, release, owner);
  await assertRoom(work, ref, owner, by.at);
  const { name: _name, version, files: _files, ...rest } = release;
  const staged: StagedVersion = {
    ...ref,
    id: deps.newId(),
    version,
    key,
    release: rest,
    stagedAt: by.at,
    stagedBy: by.actor,
    accountId: publisher.principal.kind === 'nobody' ? '' : publisher.principal.accountId,
    notBy: await accountsBehind(work, publisher),
    ...given('provenBy', by.provenBy),
    owner,
    because,
    until: by.at + deps.rules.stagedMs,
    state: 'open',
  };
  if (!(await work.staged.add(staged))) throw stagedAlready(release, await work.staged.findOpen(ref, key));
  await addFiles(work, staged, release, blobs);
  record(work, staged, admitted, by);
  await askToApprove(deps, work, staged, approvers);
  return staged;
}

/** Whose the package is; of a name that nobody has, whose it becomes. Throws as `requireRole` and `requireNewName` do. */
async function ownerNow(
  deps: PublishDeps,
  work: PublishWork,
  publisher: Publisher,
  ref: PackageRef,
): Promise<Owner> {
  const owned = await work.ownership.find(ref.ecosystem, ref.name);
  if (owned !== undefined) return (await requireRole(work, publisher, ref, 'stage')).owner;
  const owner = await requireNameStill(deps.names, work, publisher, ref);
  return owner ?? { kind: 'account', id: publishingAccount(publisher) };
}

/** The one that is open. What is over gives way, before the sweep comes by. */
async function openOf(
  work: PublishWork,
  ref: PackageRef,
  key: string,
  at: Instant,
): Promise<StagedVersion | undefined> {
  const open = await work.staged.findOpen(ref, key);
  if (open === undefined || open.until > at) return open;
  await expireStaged(work, open, at);
  return undefined;
}

/** To be called within a unit of work. */
export async function expireStaged(
  work: Pick<PublishWork, 'staged' | 'journal'>,
  { id, ecosystem, name, version, stagedBy }: StagedVersion,
  at: Instant,
): Promise<boolean> {
  const by = 'gatehouse';
  if (!(await work.staged.close(id, { at, by, reason: '' }, 'expired'))) return false;
  const data = { stagedId: id, version, stagedBy };
  work.journal.record({ kind: 'staged-expired', actor: by, at, ecosystem, name, data });
  return true;
}

/** A file after the other (PyPI): those of one publisher join what they staged, and nobody else's do. */
async function join(
  work: PublishWork,
  publisher: Publisher,
  open: StagedVersion,
  admitted: Admitted,
  by: ReleasedBy,
): Promise<StagedVersion> {
  const { release, staged: blobs } = admitted;
  const account = publisher.principal.kind === 'nobody' ? '' : publisher.principal.accountId;
  const isTheirs = account === '' ? open.stagedBy === by.actor : open.accountId === account;
  if (release.joins !== true || !isTheirs) throw stagedAlready(release, open);
  const there = await work.staged.files(open.id);
  for (const { file } of release.files) {
    if (!there.some((one) => one.file === file)) continue;
    throw new GatehouseError(
      'conflict',
      `Cannot stage ${release.spelt} ${release.version}: File already exists: ${file} is staged (${open.id})`,
    );
  }
  await addFiles(work, open, release, blobs);
  record(work, open, admitted, { ...by, isJoined: true });
  return open;
}

async function addFiles(
  work: PublishWork,
  { id }: StagedVersion,
  release: PartedRelease,
  blobs: Admitted['staged'],
): Promise<void> {
  for (const [index, { file, words = {} }] of release.files.entries()) {
    const blob = blobs[index];
    if (blob === undefined) throw new GatehouseError('storage-failed', `Cannot stage ${file}: it never came`);
    const { sha256, sizeBytes, digests } = blob;
    const row: StagedFile = { stagedId: id, file, sha256, sizeBytes, digests, words };
    await work.staged.addFile(row);
  }
}

/** Those who may approve it. Throws `conflict` where that is nobody: it would wait in vain. */
async function approversOf(
  work: PublishWork,
  publisher: Publisher,
  ref: PackageRef,
  { spelt, version }: PartedRelease,
  owner: Owner,
): Promise<readonly Account[]> {
  const notBy = new Set(await accountsBehind(work, publisher));
  const all = await accountsWhoMay(work, { ...ref, owner }, 'approve');
  const others = all.filter(({ id }) => !notBy.has(id));
  if (others.length > 0) return others;
  const how =
    owner.kind === 'account'
      ? `give the package to an organisation (gatehouse transfer offer ${ref.ecosystem} ${ref.name} --organisation NAME)`
      : `have an owner make somebody a reviewer of it (gatehouse grant)`;
  throw new GatehouseError(
    'conflict',
    `Cannot stage ${spelt} ${version}: nobody but who stages it may approve it; ${how}`,
    { facts: { noApprover: true } },
  );
}

async function assertRoom(work: PublishWork, ref: PackageRef, owner: Owner, now: Instant): Promise<void> {
  const question = { owners: [owner], stagedBy: '', ecosystem: ref.ecosystem, name: ref.name };
  const open = await work.staged.list({ ...question, now, limit: MAX_OPEN });
  if (open.length < MAX_OPEN) return;
  throw new GatehouseError(
    'too-many-requests',
    `Cannot stage another version of ${ref.name}: ${MAX_OPEN} wait for approval; have some of them approved or rejected first`,
  );
}

function record(
  work: PublishWork,
  { id, ecosystem, name, version, because, until }: StagedVersion,
  { release, staged }: Admitted,
  { actor, at, provenBy: proven, isJoined }: ReleasedBy & { readonly isJoined?: true },
): void {
  const files = release.files.flatMap(({ file }, index) => {
    const blob = staged[index];
    return blob === undefined ? [] : [{ file, sha256: blob.sha256, sizeBytes: blob.sizeBytes }];
  });
  work.journal.record({
    kind: 'version-staged',
    actor,
    at,
    ecosystem,
    name,
    data: {
      stagedId: id,
      version,
      files,
      because,
      until,
      ...given('isJoined', isJoined),
      ...given('provenBy', proven),
    },
  });
}

function stagedAlready({ spelt, version }: PartedRelease, open: StagedVersion | undefined): GatehouseError {
  const id = open?.id ?? '';
  return new GatehouseError(
    'conflict',
    `Cannot stage ${spelt} ${version}: it is staged already, and waits for approval as ${id}; to stage it anew, reject that first (gatehouse staged reject ${id}; gatehouse staged list and npm stage list show its id)`,
    { facts: { version, stagedId: id } },
  );
}
