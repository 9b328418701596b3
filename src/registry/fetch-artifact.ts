// Fetches an artifact: decides its version, then serves the bytes kept here or brings them from the upstream.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import { packageKey, type PackageName, type PackageRef } from '../kernel/package-ref.ts';
import { verdictOf, type Verdict } from '../kernel/verdict.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryDeps } from './deps.ts';
import { downloadArtifact, type Located } from './download-artifact.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import { examinePackage, findExamined, type ExaminedPackage } from './examine-package.ts';
import type { ArtifactRecord } from './ports.ts';
import { refuse } from './refuse.ts';

export interface ArtifactQuestion {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly file: string;
  readonly view: string;
}

/** A file that may be served, and is here. */
export interface AllowedArtifact {
  readonly kind: 'artifact';
  readonly record: ArtifactRecord;
  readonly verdict: Verdict;
}

export type ArtifactAnswer = AllowedArtifact | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What was answered before and is still in force, for a file that is here. Touches nothing but memory. */
export function findArtifact(
  deps: RegistryDeps,
  { ecosystem, name, file, view }: ArtifactQuestion,
): AllowedArtifact | undefined {
  return findExamined(deps, { ecosystem, name }, view)?.answers.get(file);
}

/**
 * The artifact, verified and kept here, or the refusal of its version.
 * Throws `not-found`, `digest-mismatch`, and what loading and downloading throw.
 */
export async function fetchArtifact(deps: RegistryDeps, question: ArtifactQuestion): Promise<ArtifactAnswer> {
  const ref = { ecosystem: question.ecosystem, name: question.name };
  const examined = await examineFor(deps, ref, question.view, question.file);
  const answer = decideFile(deps, examined, question.file);
  // Other spellings of the file's name, of which there may be any number, are decided each time.
  if (answer.kind === 'artifact' && answer.record.file === question.file) {
    examined.answers.set(question.file, answer);
  }
  if (answer.kind !== 'absent') return answer;
  const key = `${packageKey(ref)}\n${question.view}\n${answer.located.artifact.file}`;
  return deps.caches.downloads.run(key, () => obtain(deps, ref, question, answer.located));
}

/** The package, with the version of `file` among its facts, whether or not the index lists it. */
async function examineFor(
  deps: RegistryDeps,
  ref: PackageRef,
  view: string,
  file: string,
): Promise<ExaminedPackage> {
  const examined = await examinePackage(deps, ref, view);
  const version = locate(deps, examined, file)?.version;
  if (version === undefined || examined.decision.versions.has(version)) return examined;
  return examinePackage(deps, ref, view, version);
}

type FileAnswer = ArtifactAnswer | { readonly kind: 'absent'; readonly located: Located };

/** Decides by what is known now; `absent` when the file is allowed and its bytes are not here. */
function decideFile(deps: RegistryDeps, examined: ExaminedPackage, file: string): FileAnswer {
  const { ref, decision } = examined;
  if (decision.name.action === 'block') {
    return { kind: 'refused', refusal: refuse(deps, ref, decision.name) };
  }
  const kept = examined.artifacts.get(file);
  const located = locate(deps, examined, file);
  // What an upstream removed may be served from here, by the rules; what a publisher here removed or quarantined is gone.
  if (located === undefined && examined.loaded?.upstream.name === HOSTED) throw notFound(ref, file);
  const version = located?.version ?? kept?.version;
  if (version === undefined) throw notFound(ref, file);
  const verdict = verdictOf(decision, version);
  if (verdict.action === 'block') {
    return { kind: 'refused', refusal: refuse(deps, ref, verdict, version) };
  }
  const record = kept ?? (located && examined.artifacts.get(located.artifact.file));
  if (record?.present === true) return { kind: 'artifact', record, verdict };
  if (located === undefined || examined.loaded?.upstream.name === HOSTED) throw notFound(ref, file);
  return { kind: 'absent', located };
}

function locate(deps: RegistryDeps, { ref, loaded }: ExaminedPackage, file: string): Located | undefined {
  if (loaded === undefined) return undefined;
  return deps.adapters[ref.ecosystem].artifacts.locate(loaded.index, file, loaded.context);
}

function notFound(ref: PackageRef, file: string): GatehouseError {
  return new GatehouseError('not-found', `Cannot find ${file}: ${ref.name} has no such file`);
}

/** Downloads, and decides again when the download itself brought evidence (a date, another digest). */
async function obtain(
  deps: RegistryDeps,
  ref: PackageRef,
  question: ArtifactQuestion,
  located: Located,
): Promise<ArtifactAnswer> {
  const { file } = located.artifact;
  const examined = await examineFor(deps, ref, question.view, file);
  const result = await downloadArtifact(deps, examined, located, async () => {
    const again = decideFile(deps, await examineFor(deps, ref, question.view, file), file);
    return again.kind === 'refused' ? again.refusal : undefined;
  });
  if (result.kind === 'refused') return result;
  const now = await examineFor(deps, ref, question.view, file);
  now.artifacts.set(result.record.file, result.record);
  const answer = decideFile(deps, now, result.record.file);
  if (answer.kind === 'absent') throw notFound(ref, question.file);
  return answer;
}
