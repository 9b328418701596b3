// Publishing to Composer, which has no protocol for it: the archive of one version, put at the address of that version.

import { createHash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { readZip } from '../../formats/archive/read-zip.ts';
import type { Accepted, PublishRules, Release, Submission, Submitted } from '../adapter-publish.ts';
import { jsonAnswer } from '../json-answer.ts';
import { describeHosted } from './describe-hosted.ts';
import { distFile } from './dist-file.ts';
import { readImported } from './imported-release.ts';
import { isNormalizedBranch, normalizeVersion } from './normalize-version.ts';
import { readPackaged } from './packaged-manifest.ts';

/** Where a publisher says which commit of which repository an archive was made from. */
const REFERENCE_HEADER = 'gatehouse-source-reference';
const SOURCE_HEADER = 'gatehouse-source-url';
const REFERENCE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const MAX_SOURCE_LENGTH = 500;
const MAX_VERSION_LENGTH = 100;

export const publish: PublishRules = {
  versionKey: (version) => normalizeVersion(version) ?? version,
  read,
  readImported,
  describe: describeHosted,
  // Scripts are run of the project alone.
  runsAtInstall: ({ type }) =>
    type === 'composer-plugin' || type === 'composer-installer'
      ? [{ what: type, runs: 'loaded by Composer itself' }]
      : [],
  renderAccepted: ({ name, version = '', warnings, stagedId }: Accepted) =>
    stagedId === undefined
      ? jsonAnswer({ status: 'published', name, version, warnings }, 201)
      : jsonAnswer({ status: 'staged', stagedId, name, version, warnings }, 201),
};

async function read({ name, selector = '', headers, body }: Submitted): Promise<Submission> {
  if (name === undefined) throw invalid('the package', 'the address names no package');
  const version = readVersion(selector, name);
  const what = `${name} ${version}`;
  const { entries, taken } = await readZip(body, what, (path) => /^(?:[^/]+\/)?composer\.json$/.test(path));
  const packaged = readPackaged({ entries, taken }, { what, name });
  assertVersion(packaged.version, version, what);
  const reference = readReference(headers, what) ?? createHash('sha1').update(body).digest('hex');
  const source = readSource(headers, what);
  return { kind: 'release', ...releaseOf({ name, version, body, reference, source }, packaged) };
}

function releaseOf(
  {
    name,
    version,
    body,
    reference,
    source,
  }: {
    readonly name: PackageName;
    readonly version: string;
    readonly body: Uint8Array;
    readonly reference: string;
    readonly source: string | undefined;
  },
  { words, warnings }: Pick<ReturnType<typeof readPackaged>, 'words' | 'warnings'>,
): Release {
  const file = distFile(version, { type: 'zip', url: 'https://host.invalid/', reference });
  if (file === undefined) throw invalid(`${name} ${version}`, 'its version cannot be part of an address');
  return {
    name,
    spelt: name,
    version,
    words: { ...words, ...(source === undefined ? {} : { source: { type: 'git', url: source, reference } }) },
    files: [{ file, bytes: body, words: { reference } }],
    warnings,
  };
}

/** A release. What Composer calls a branch moves, and what is published here never does. */
function readVersion(raw: string, name: PackageName): string {
  const normalized =
    raw.length <= MAX_VERSION_LENGTH && /^[A-Za-z0-9.+_-]+$/.test(raw) ? normalizeVersion(raw) : undefined;
  if (normalized !== undefined && !isNormalizedBranch(normalized)) return raw;
  const why =
    normalized === undefined
      ? 'expected one that Composer reads, such as 1.2.3 or 1.2.3-beta.1'
      : 'which is a branch; branches move, and a version is published once: publish a release';
  throw new GatehouseError(
    'invalid-version',
    `Cannot publish ${name}: found the version ${JSON.stringify(raw.slice(0, MAX_VERSION_LENGTH))}, ${why}`,
  );
}

function assertVersion(packaged: string | undefined, version: string, what: string): void {
  if (packaged === undefined || normalizeVersion(packaged) === normalizeVersion(version)) return;
  throw invalid(
    what,
    `its composer.json says version ${JSON.stringify(packaged.slice(0, MAX_VERSION_LENGTH))}`,
  );
}

function readReference(headers: Submitted['headers'], what: string): string | undefined {
  const reference = headers[REFERENCE_HEADER];
  if (reference === undefined || REFERENCE.test(reference)) return reference;
  throw invalid(what, `${REFERENCE_HEADER} is no commit: expected letters, digits, dots and dashes`);
}

function readSource(headers: Submitted['headers'], what: string): string | undefined {
  const source = headers[SOURCE_HEADER];
  if (source === undefined) return undefined;
  const url = source.length <= MAX_SOURCE_LENGTH && URL.canParse(source) ? new URL(source) : undefined;
  const isPlain =
    url?.username === '' && url.password === '' && ['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol);
  if (isPlain) return source;
  throw invalid(what, `${SOURCE_HEADER} is no address of a repository, without a name or password in it`);
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
