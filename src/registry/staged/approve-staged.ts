// A second person approves a staged version: everything that may have changed since it was staged is asked again, and then it is
// published as any other, in one unit of work with the end of its waiting.

import { createHash } from 'node:crypto';

import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PartedRelease } from '../../ecosystems/adapter-publish.ts';
import { requireAccess } from '../../identity/access.ts';
import type { OrganisationStores } from '../../identity/organisations/organisation-ports.ts';
import { actorOf } from '../../identity/principal.ts';
import { requireTrustedWhereOnly } from '../../identity/trusted-publishing/trusted-only.ts';
import type { TrustedPublishingStores } from '../../identity/trusted-publishing/trusted-publishing-ports.ts';
import type { PublishDeps, Publisher } from '../publish/publish-deps.ts';
import { assertPublishable } from '../publish/admit-release.ts';
import { publishTogether } from '../publish/publish-release.ts';
import { requireCredential, requireRole } from '../publish/publish-right.ts';
import { requireProven } from '../publish/with-proof.ts';
import { blobOfStaged } from './staged-bytes.ts';
import { findStaged } from './find-staged.ts';
import type { StagedFile, StagedVersion } from './staged-ports.ts';
import { accountsBehind, findStager, mayOnStaged } from './staged-right.ts';

export interface ApprovalWish {
  readonly id: string;
  /** What the approver was shown (`fingerprintOf`); absent where a client has no way to say it, and shows one file. */
  readonly fingerprint?: string;
}

/**
 * The version is published once this resolves; of two approvals at once one publishes it. Throws `not-found` for what the
 * approver may not see, `not-allowed` for who staged it, for whom their role does not let and for what a rule keeps out,
 * `needs-confirmation`, `conflict` for one that is closed, changed since it was shown, or whose version is taken.
 */
export async function approveStaged(
  deps: PublishDeps,
  approver: Publisher,
  wish: ApprovalWish,
): Promise<StagedVersion> {
  const staged = await findStaged(deps, approver, wish.id);
  try {
    await publishStaged(deps, approver, staged, wish.fingerprint);
    return staged;
  } catch (error) {
    if (isGatehouseError(error, 'not-allowed', 'conflict'))
      await recordRefused(deps, approver, staged, error);
    throw error;
  }
}

async function publishStaged(
  deps: PublishDeps,
  approver: Publisher,
  staged: StagedVersion,
  shown: string | undefined,
): Promise<void> {
  const { registry } = deps;
  const { id, ecosystem, name } = staged;
  const stager = await findStager(deps.people, staged, approver.place);
  await requireSecondPerson(deps, approver, staged, stager);
  assertOpen(staged, registry.clock.now());
  requirePresent(deps, approver, staged);
  const files = await registry.stores.staged.files(id);
  assertShown(staged, files, shown);
  await requireStager(deps.people, staged, stager);
  const release = releaseOf(staged, files);
  const stage = async () => files.map((file) => blobOfStaged(registry, file));
  await publishTogether(
    deps,
    approver,
    [{ ref: { ecosystem, name }, release, stage }],
    async (work) => {
      const now = registry.clock.now();
      const by = actorOf(approver.principal);
      const filesNow = await work.staged.files(id);
      const isSame = fingerprintOf(staged, filesNow) === fingerprintOf(staged, files);
      if (!isSame || !(await work.staged.close(id, { at: now, by, reason: '' }, 'approved'))) {
        throw new GatehouseError(
          'conflict',
          `Cannot approve ${name} ${staged.version}: it was decided, or changed, meanwhile`,
        );
      }
      await requireStager(work, staged, stager);
      const data = { stagedId: id, version: staged.version, stagedBy: staged.stagedBy };
      work.journal.record({ kind: 'staged-approved', actor: by, at: now, ecosystem, name, data });
    },
    { stager, stagedBy: { actor: staged.stagedBy, ...given('provenBy', staged.provenBy) } },
  );
}

/** Why the principal may not approve it, were they to confirm that it is them; undefined where they may. */
export async function mayApprove(
  deps: PublishDeps,
  approver: Publisher,
  staged: StagedVersion,
): Promise<string | undefined> {
  const { principal } = approver;
  const now = deps.registry.clock.now();
  const confirmed = principal.kind === 'person' ? { ...principal, confirmedAt: now } : principal;
  try {
    const stager = await findStager(deps.people, staged, approver.place);
    await requireSecondPerson(deps, { ...approver, principal: confirmed }, staged, stager);
    assertOpen(staged, now);
    requirePresent(deps, { ...approver, principal: confirmed }, staged);
    await requireStager(deps.people, staged, stager);
    const { ecosystem, name } = staged;
    const release = releaseOf(staged, await deps.registry.stores.staged.files(staged.id));
    const right = { action: 'approve', stager } as const;
    await assertPublishable(deps, { ...approver, principal: confirmed }, { ecosystem, name }, release, right);
    return undefined;
  } catch (error) {
    if (isGatehouseError(error)) return error.message;
    throw error;
  }
}

/** A person who proved themself in the last minutes, or a client whose request carries such a proof. */
function requirePresent({ registry }: PublishDeps, approver: Publisher, staged: StagedVersion): void {
  const { principal } = approver;
  const what = `approve ${staged.name} ${staged.version}`;
  if (principal.kind === 'token' && principal.scope === 'write') {
    requireProven(registry, approver, what, 'governance');
    return;
  }
  requireAccess(principal, 'approve-staged', { now: registry.clock.now() });
}

/** Never who staged it, nor who let the trusted publisher in that did; and only whom their role lets. */
async function requireSecondPerson(
  { people, registry }: PublishDeps,
  approver: Publisher,
  staged: StagedVersion,
  stager: Publisher,
): Promise<void> {
  const { principal } = approver;
  if (principal.kind === 'operator') {
    throw new GatehouseError(
      'unsupported',
      `Cannot approve ${staged.name}: it takes a second person with an account, and no server runs`,
      { facts: { command: 'gatehouse serve' } },
    );
  }
  const accountId = principal.kind === 'person' || principal.kind === 'token' ? principal.accountId : '';
  const behind = new Set([...staged.notBy, ...(await accountsBehind(people, stager))]);
  if (accountId === '' || behind.has(accountId)) {
    const who =
      staged.accountId === accountId ? 'who staged it' : 'who let the trusted publisher in that staged it';
    throw new GatehouseError(
      'not-allowed',
      `Cannot approve ${staged.name} ${staged.version}: found ${who}, expected a second person`,
      { facts: { secondPerson: true } },
    );
  }
  if (principal.kind === 'token') requireCredential(registry, approver, staged, 'approve');
  if (await mayOnStaged(people, principal, staged, 'approve')) return;
  throw new GatehouseError(
    'not-allowed',
    `Cannot approve ${staged.name} ${staged.version}: expected a role that may (maintainer or reviewer)`,
    { facts: { action: 'approve' } },
  );
}

/** Whoever staged it must be able to still: what somebody left behind who was thrown out is not to be waved through. */
async function requireStager(
  stores: OrganisationStores & Pick<TrustedPublishingStores, 'trustedOnly'>,
  staged: StagedVersion,
  stager: Publisher,
): Promise<void> {
  const owned = await stores.ownership.find(staged.ecosystem, staged.name);
  if (owned !== undefined) await requireRole(stores, stager, staged, 'stage');
  else await requireTrustedWhereOnly(stores, stager.principal, staged);
}

function assertOpen({ name, version, state, until }: StagedVersion, now: number): void {
  if (state === 'open' && until > now) return;
  const found = state === 'open' ? 'expired' : state;
  throw new GatehouseError('conflict', `Cannot approve ${name} ${version}: it is ${found} already`, {
    facts: { state: found },
  });
}

function assertShown(staged: StagedVersion, files: readonly StagedFile[], shown: string | undefined): void {
  // A client that cannot say what it saw may approve what cannot have changed since.
  if (shown === undefined ? staged.release.joins !== true : shown === fingerprintOf(staged, files)) return;
  const found =
    shown === undefined
      ? 'files may join it, and nothing says which of them were seen'
      : 'it has other files now';
  throw new GatehouseError(
    'conflict',
    `Cannot approve ${staged.name} ${staged.version}: ${found}; look at it again, and approve what is there then`,
    { facts: { changed: true } },
  );
}

/** The release as it was staged. */
export function releaseOf(staged: StagedVersion, files: readonly StagedFile[]): PartedRelease {
  const { name, version, release } = staged;
  return { ...release, name, version, files: files.map(({ file, words }) => ({ file, words })) };
}

/** Changes with every byte that would be published and every word that would be said of it. */
export function fingerprintOf(staged: StagedVersion, files: readonly StagedFile[]): string {
  const { ecosystem, name, version, release } = staged;
  const told = [
    ecosystem,
    name,
    version,
    release,
    files.map(({ file, sha256, words }) => [file, sha256, words]),
  ];
  return createHash('sha256').update(JSON.stringify(told)).digest('hex');
}

async function recordRefused(
  { unit, registry }: PublishDeps,
  { principal }: Publisher,
  { id, ecosystem, name, version }: StagedVersion,
  { message }: GatehouseError,
): Promise<void> {
  const data = { stagedId: id, version, why: message };
  const at = registry.clock.now();
  await unit.transact(async ({ journal }) => {
    journal.record({ kind: 'approval-refused', actor: actorOf(principal), at, ecosystem, name, data });
  });
}
