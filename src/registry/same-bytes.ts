// Bytes that are malware under one package's name are malware under every other: a copy is condemned with its original.

import { appendEvidence } from '../evidence/append-evidence.ts';
import { DEFAULT_VIEW } from '../governance/current-policies.ts';
import { DAY_MS, type Instant } from '../kernel/clock.ts';
import type { Sha256 } from '../kernel/digest.ts';
import type { Evidence } from '../kernel/evidence.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { verdictOf, type Reason } from '../kernel/verdict.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';
import { filesTell } from './files-tell.ts';
import type { ArtifactRecord } from './ports.ts';

/** A file of a version. */
interface FileOfVersion extends PackageRef {
  readonly version: string;
  readonly file: string;
  readonly sha256: Sha256;
}

/** Copies of one file that are looked at. */
const MAX_COPIES = 20;
/** How long a copy is condemned before its original is looked at again: the record may have been withdrawn. */
const LASTS_MS = DAY_MS;
const ID_PREFIX = 'same-bytes/';

/**
 * States it as evidence when the bytes of `candidate` were served before under another package's name and are malware
 * there by the default view. Throws what examining throws.
 */
export async function condemnIfCopy(deps: RegistryDeps, candidate: FileOfVersion): Promise<void> {
  const found = await findMalwareCopy(deps, candidate);
  if (found === undefined) return;
  await condemn(deps, [stateCopy(candidate, found.original, found.reason, deps.clock.now())]);
}

/** The package whose malware the bytes of `candidate` are, with the reason; undefined when none is known. */
export async function findMalwareCopy(
  deps: RegistryDeps,
  candidate: FileOfVersion,
): Promise<{ readonly original: ArtifactRecord; readonly reason: Reason } | undefined> {
  if (!filesTell(deps.adapters[candidate.ecosystem])) return undefined;
  const copies = await deps.stores.artifacts.byDigest(candidate.sha256);
  for (const original of copies.filter((copy) => isOther(copy, candidate)).slice(0, MAX_COPIES)) {
    const { decision } = await examinePackage(deps, original, DEFAULT_VIEW);
    const { reasons } = verdictOf(decision, original.version);
    const reason = reasons.find((one) => isMalware(deps, one) && !isAboutCopy(one));
    if (reason !== undefined) return { original, reason };
  }
  return undefined;
}

/** States the same about every copy, under other names, of files that were just found to be malware. */
export async function condemnCopies(
  deps: RegistryDeps,
  originals: readonly ArtifactRecord[],
  reason: Reason,
): Promise<void> {
  const now = deps.clock.now();
  const statements: Evidence[] = [];
  for (const original of originals.filter(({ ecosystem }) => filesTell(deps.adapters[ecosystem]))) {
    const copies = await deps.stores.artifacts.byDigest(original.sha256);
    for (const copy of copies.filter((one) => isOther(one, original)).slice(0, MAX_COPIES)) {
      statements.push(stateCopy(copy, original, reason, now));
    }
  }
  if (statements.length > 0) await condemn(deps, statements);
}

/** Whether a rule on malware blocks for this reason, under the default view's policy. */
export function isMalware(deps: Pick<RegistryDeps, 'knowledge'>, reason: Reason): boolean {
  return (
    reason.action === 'block' &&
    deps.knowledge.policyOf(DEFAULT_VIEW).rules.some(({ id, on }) => id === reason.rule && on === 'malware')
  );
}

/** Of two copies neither condemns the other for ever. */
function isAboutCopy({ evidence }: Reason): boolean {
  return evidence.some(({ id }) => id?.startsWith(ID_PREFIX) ?? false);
}

function isOther(copy: PackageRef, original: PackageRef): boolean {
  return packageKey(copy) !== packageKey(original);
}

function stateCopy(copy: FileOfVersion, original: FileOfVersion, reason: Reason, now: Instant): Evidence {
  const { ecosystem, name, version, file, sha256 } = copy;
  const [note] = reason.evidence;
  return {
    id: `${ID_PREFIX}${ecosystem}/${name}/${file}`,
    kind: 'malware',
    subject: { ecosystem, name, digest: sha256 },
    source: 'gatehouse',
    observedAt: now,
    confidence: 1,
    expiresAt: now + LASTS_MS,
    details: {
      recordId: note?.id ?? reason.rule,
      summary: `${file} has the bytes of ${original.name}@${original.version}: ${reason.summary}`,
      ...(note?.url === undefined ? {} : { url: note.url }),
      scope: 'listed',
      versions: [version],
      recordedAt: now,
    },
  };
}

async function condemn(deps: RegistryDeps, statements: readonly Evidence[]): Promise<void> {
  const now = deps.clock.now();
  await deps.work.transact((stores) => appendEvidence(stores, statements, 'gatehouse', now));
  for (const { subject } of statements) deps.caches.revisions.raise(subject);
}
