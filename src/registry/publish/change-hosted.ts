// Changes what is published: tags, deprecations, withdrawals, removals, the package's status.

import type { Instant } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { HostedChange, HostedWish, PublishRules } from '../../ecosystems/adapter-publish.ts';
import { tellOwners } from '../../identity/organisations/organisation-notices.ts';
import type { OwnedPackage } from '../../identity/organisations/organisation-ports.ts';
import { ownersToTell } from '../../identity/organisations/owned-packages.ts';
import { actorOf } from '../../identity/principal.ts';
import { requireInForce } from '../../identity/require-in-force.ts';
import { requireThawed } from '../../identity/takeover/frozen.ts';
import type { HostedPackage, HostedVersion } from '../hosted/hosted-ports.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import type { ChangeDeps, PublishDeps, Publisher, PublishWork } from './publish-deps.ts';
import {
  canProve,
  requireCredential,
  requireProofWhereAsked,
  requireRole,
  type PublishAction,
} from './publish-right.ts';
import { assertNobodyDepends, assertYoung, isOverruled, isRemoval } from './removable.ts';
import { requireProven } from './with-proof.ts';

const ACTION_OF: Readonly<Record<HostedChange['change'], PublishAction>> = {
  tag: 'tag',
  untag: 'tag',
  deprecate: 'deprecate',
  yank: 'yank',
  unyank: 'yank',
  remove: 'remove',
  'remove-package': 'remove',
  status: 'settle',
};

/**
 * Makes all changes or none, each journalled; what is so already changes nothing. Throws `not-signed-in`, `not-allowed`,
 * `not-found` for a package that is not published here or that the publisher may not know, and for versions and tags that are
 * not there, `conflict` for what can no longer be removed.
 */
export async function changeHosted(
  deps: ChangeDeps,
  publisher: Publisher,
  ref: PackageRef,
  changes: readonly HostedChange[],
): Promise<void> {
  const rules = publishRulesOf(deps.registry, ref.ecosystem);
  for (const { change } of changes) requireCredential(deps.registry, publisher, ref, ACTION_OF[change]);
  const overruled = new Set<HostedChange>();
  for (const one of changes.filter(isRemoval)) {
    if (isOverruled(deps, publisher.principal, one)) overruled.add(one);
    else await assertNobodyDepends(deps, publisher, ref, one);
  }
  await deps.unit.transact(async (work) => {
    await requireInForce(work, publisher.principal);
    const hosted = await work.hosted.find(ref);
    if (hosted === undefined)
      throw new GatehouseError('not-found', `Cannot change ${ref.name}: it is not published here`);
    const at = deps.registry.clock.now();
    const change = { work, ref, rules, actor: actorOf(publisher.principal), at, overruled };
    let now = hosted;
    for (const one of changes) {
      const owned = overruled.has(one)
        ? await work.ownership.find(ref.ecosystem, ref.name)
        : await requireRole(work, publisher, ref, ACTION_OF[one.change]);
      await requireThawed(work, ref, 'change');
      const next = await apply(change, now, one);
      if (next !== now && !overruled.has(one))
        requireProof(deps, publisher, { ref, owned, change: one.change });
      now = next;
      if (one.change !== 'remove' && one.change !== 'remove-package') continue;
      const happened = `${one.change === 'remove' ? `Version ${one.version}` : 'Every version'} of the ${ref.ecosystem} package ${ref.name} was removed.`;
      if (owned === undefined) continue;
      const told = await ownersToTell(work, owned.owner);
      await tellOwners(deps, work, { ...told, about: 'version-removed', happened, actor: change.actor, at });
    }
    if (now !== hosted) await work.hosted.savePackage({ ...now, updatedAt: at });
  });
}

/** What is taken from everybody at once is proven each time. */
function requireProof(
  { registry }: Pick<ChangeDeps, 'registry'>,
  publisher: Publisher,
  about: {
    readonly ref: PackageRef;
    readonly owned: OwnedPackage | undefined;
    readonly change: HostedChange['change'];
  },
): void {
  const { ref, change } = about;
  if (change === 'remove-package' && canProve(registry, ref))
    requireProven(registry, publisher, `remove every version of ${ref.name}`, 'governance');
  requireProofWhereAsked(registry, publisher, { ...about, action: ACTION_OF[change] });
}

/** What differs between how a package is and how it is wished to be. Throws `conflict` when more than one version is left out. */
export async function changesTo(
  { registry }: Pick<PublishDeps, 'registry'>,
  ref: PackageRef,
  wish: HostedWish,
): Promise<readonly HostedChange[]> {
  const versions = (await registry.stores.hosted.versions(ref)).filter(
    ({ removedAt }) => removedAt === undefined,
  );
  const stay = wish.versions === undefined ? undefined : new Set(wish.versions);
  const gone = stay === undefined ? [] : versions.filter(({ version }) => !stay.has(version));
  if (gone.length > 1) {
    throw new GatehouseError(
      'conflict',
      `Cannot change ${ref.name}: ${gone.length} of its versions are missing in what was sent, expected one at most; some may be hidden from you`,
    );
  }
  const deprecations = versions.flatMap(({ version, deprecated = '' }): readonly HostedChange[] => {
    const message = wish.deprecated.get(version);
    if (message === undefined || message === deprecated) return [];
    return [{ change: 'deprecate', version, message }];
  });
  // What is gravest comes first: whose proof it takes is asked about that.
  return [...gone.map(({ version }) => ({ change: 'remove', version }) as const), ...deprecations];
}

interface Changing {
  readonly work: PublishWork;
  readonly ref: PackageRef;
  readonly rules: PublishRules;
  readonly actor: string;
  readonly at: Instant;
  /** What a reviewer removes. */
  readonly overruled: ReadonlySet<HostedChange>;
}

/** The package's row after one change. */
async function apply(
  changing: Changing,
  hosted: HostedPackage,
  change: HostedChange,
): Promise<HostedPackage> {
  const { work, ref, actor, at } = changing;
  const about = { actor, at, ecosystem: ref.ecosystem, name: ref.name };
  switch (change.change) {
    case 'tag':
    case 'untag':
      return moveTag(changing, hosted, change);
    case 'deprecate': {
      const version = await find(changing, change.version);
      const { message } = change;
      if ((version.deprecated ?? '') === message) return hosted;
      const { deprecated: _, ...rest } = version;
      await work.hosted.saveVersion(message === '' ? rest : { ...rest, deprecated: message });
      work.journal.record({
        ...about,
        kind: 'version-deprecated',
        data: { version: version.version, message },
      });
      return { ...hosted };
    }
    case 'yank': {
      const version = await find(changing, change.version);
      if (version.yanked === change.reason) return hosted;
      await work.hosted.saveVersion({ ...version, yanked: change.reason });
      const data = { version: version.version, reason: change.reason };
      work.journal.record({ ...about, kind: 'version-yanked', data });
      return { ...hosted };
    }
    case 'unyank': {
      const { yanked, ...version } = await find(changing, change.version);
      if (yanked === undefined) return hosted;
      await work.hosted.saveVersion(version);
      work.journal.record({ ...about, kind: 'version-restored', data: { version: version.version } });
      return { ...hosted };
    }
    case 'remove':
      return remove(changing, hosted, change, [await find(changing, change.version)]);
    case 'remove-package':
      return remove(
        changing,
        hosted,
        change,
        (await work.hosted.versions(ref)).filter(({ removedAt }) => removedAt === undefined),
      );
    case 'status': {
      if (hosted.status === change.status && hosted.statusReason === change.reason) return hosted;
      const data = { status: change.status, reason: change.reason, was: hosted.status };
      work.journal.record({ ...about, kind: 'package-status-changed', data });
      return { ...hosted, status: change.status, statusReason: change.reason };
    }
  }
}

async function moveTag(
  changing: Changing,
  hosted: HostedPackage,
  change: Extract<HostedChange, { change: 'tag' | 'untag' }>,
): Promise<HostedPackage> {
  const { work, ref, actor, at } = changing;
  const was = hosted.tags.get(change.tag);
  const version = change.change === 'tag' ? (await find(changing, change.version)).version : undefined;
  if (was === version) return hosted;
  if (version === undefined && change.tag === 'latest') {
    throw new GatehouseError(
      'conflict',
      `Cannot change ${ref.name}: the tag latest cannot be removed, point it to another version`,
    );
  }
  const tags = new Map(hosted.tags);
  if (version === undefined) tags.delete(change.tag);
  else tags.set(change.tag, version);
  work.journal.record({
    kind: 'tag-moved',
    actor,
    at,
    ecosystem: ref.ecosystem,
    name: ref.name,
    data: {
      tag: change.tag,
      ...(version === undefined ? {} : { version }),
      ...(was === undefined ? {} : { was }),
    },
  });
  return { ...hosted, tags };
}

/** What was removed leaves its row, and the tags that pointed to it go to the newest that is left. */
async function remove(
  { work, ref, rules, actor, at, overruled }: Changing,
  hosted: HostedPackage,
  change: Extract<HostedChange, { change: 'remove' | 'remove-package' }>,
  versions: readonly HostedVersion[],
): Promise<HostedPackage> {
  for (const version of versions) {
    if (!overruled.has(change)) assertYoung(ref, version, at);
    await work.hosted.saveVersion({ ...version, removedAt: at });
    const about = { actor, at, ecosystem: ref.ecosystem, name: ref.name };
    const data = { version: version.version, ...given('reason', change.reason) };
    work.journal.record({ ...about, kind: 'version-removed', data });
  }
  const gone = new Set(versions.map(({ version }) => rules.versionKey(version)));
  const left = (await work.hosted.versions(ref)).filter(({ removedAt }) => removedAt === undefined);
  const tags = new Map([...hosted.tags].filter(([, version]) => !gone.has(rules.versionKey(version))));
  const newest = left.at(-1);
  if (hosted.tags.has('latest') && !tags.has('latest') && newest !== undefined)
    tags.set('latest', newest.version);
  return { ...hosted, tags };
}

async function find({ work, ref, rules }: Changing, version: string): Promise<HostedVersion> {
  const found = await work.hosted.findVersion(ref, rules.versionKey(version));
  if (found !== undefined && found.removedAt === undefined) return found;
  throw new GatehouseError(
    'not-found',
    `Cannot change ${ref.name}: it has no version ${version.slice(0, 100)}`,
  );
}
