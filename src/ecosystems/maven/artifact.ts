// Files of a Maven repository: which version one belongs to, where it is served, and how its refusal reads.

import type { PackageName } from '../../kernel/package-ref.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import type { ArtifactRules } from '../adapter-artifact.ts';
import type { IndexContext, IndexFacts } from '../adapter-index-document.ts';
import { toAscii } from '../held-back.ts';
import { folderOf } from './name.ts';
import { splitFile } from './routes.ts';
import { findBuild, findBuildOfFile, isSnapshot, stemOf } from './snapshot.ts';

const MAX_REASON_LENGTH = 900;

const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['pom', 'application/xml'],
  ['xml', 'application/xml'],
  ['jar', 'application/java-archive'],
  ['war', 'application/java-archive'],
  ['module', 'application/json'],
  ['json', 'application/json'],
  ['asc', 'text/plain'],
]);

export const artifacts: ArtifactRules = {
  locate,
  datingFile: (name, version) => (isSnapshot(version) ? undefined : `${stemOf(name, version)}.pom`),
  versionOf: (name, file) => splitFile(name, file)?.version,
  standsFor,
  pathOf,
  contentType: (file) =>
    CONTENT_TYPES.get(file.slice(file.lastIndexOf('.') + 1)) ?? 'application/octet-stream',
  renderRefusal: (refusal) => renderError(403, refusal.message),
  renderError,
};

/**
 * Maven 3 (Wagon, Apache HttpClient) and Gradle print the reason phrase; Maven 4 and newer Gradle read problem details
 * (RFC 9457). With 403, unlike 404, Maven does not remember the failure in its local repository.
 */
function renderError(status: number, message: string): RenderedAnswer {
  return {
    status,
    body: JSON.stringify({
      type: 'about:blank',
      title: TITLES.get(status) ?? 'Failed',
      status,
      detail: message,
    }),
    contentType: 'application/problem+json',
    headers: {},
    reasonPhrase: toAscii(message).slice(0, MAX_REASON_LENGTH),
  };
}

const TITLES: ReadonlyMap<number, string> = new Map([
  [401, 'Unauthorized'],
  [403, 'Kept out by Gatehouse'],
  [404, 'Not Found'],
  [405, 'Method Not Allowed'],
]);

/** `file` is `version/name`, since files are unique only with their version. */
function pathOf(name: PackageName, _version: string, file: string): string {
  return `/${folderOf(name)}/${file.split('/').map(encodeURIComponent).join('/')}`;
}

/** Derived from the name alone where the index lists no files, and not every version: an upstream's. */
function locate(
  { name, versions }: IndexFacts,
  file: string,
  { upstreamUrl }: IndexContext,
): ReturnType<ArtifactRules['locate']> {
  const place = splitFile(name, file);
  if (place === undefined) return undefined;
  if (versions.some(({ artifacts }) => artifacts.length > 0)) return locateListed(name, versions, file);
  const url = `${upstreamUrl}${pathOf(name, place.version, file)}`;
  // In order of preference: nearly every repository has SHA-1, and a signature rarely has more.
  const algorithms = file.endsWith('.asc') ? (['sha1'] as const) : (['sha1', 'sha256', 'sha512'] as const);
  const digestFiles = algorithms.map((algorithm) => ({ algorithm, url: `${url}.${algorithm}` }));
  return { version: place.version, artifact: { file, url, digests: {}, digestFiles } };
}

/**
 * What is published here is listed with its files, and each build of a snapshot is a version. A file of a snapshot by its name
 * without a moment is asked for where no build of it is offered: it stands for the newest, whose refusal says why.
 */
function locateListed(
  name: PackageName,
  versions: IndexFacts['versions'],
  file: string,
): ReturnType<ArtifactRules['locate']> {
  const [folder = ''] = file.split('/', 1);
  const version = findBuildOfFile(name, file)?.version ?? folder;
  const listed = versions.find((one) => one.version === version);
  const artifact = listed?.artifacts.find((one) => one.file === file);
  if (artifact !== undefined) return { version, artifact };
  const newest = file.startsWith(stemOf(name, folder))
    ? versions.findLast((one) => findBuild(one.version)?.of === folder)
    : undefined;
  return newest === undefined
    ? undefined
    : { version: newest.version, artifact: { file, url: '', digests: {} } };
}

function standsFor(name: PackageName, file: string, other: string): boolean {
  const [folder = ''] = file.split('/', 1);
  const build = findBuildOfFile(name, other);
  const stem = stemOf(name, folder);
  return (
    build?.of === folder &&
    file.startsWith(stem) &&
    other === `${stemOf(name, build.version)}${file.slice(stem.length)}`
  );
}
