// Publishing to npm: the packument that a client sends, the tarball within it, and the packument of what is published here.

import { createHash } from 'node:crypto';

import { preciseTime } from '../../kernel/clock.ts';
import { parseHexDigest, parseIntegrity } from '../../kernel/digest.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import {
  field,
  isObject,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import type {
  Accepted,
  HostedFacts,
  HostedVersionFacts,
  InstallRun,
  PublishRules,
  Release,
  Submission,
  Submitted,
  Words,
} from '../adapter-publish.ts';
import type { RenderedAnswer } from '../adapter-answers.ts';
import { toAscii } from '../held-back.ts';
import { jsonAnswer } from '../json-answer.ts';
import { readImported } from './imported-release.ts';
import { tarballName } from './manifest-facts.ts';
import { splitScope } from './name.ts';
import { isTag, readPublishName, readPublishVersion } from './publish-names.ts';
import { readTarball } from './read-tarball.ts';
import { staging } from './stage-answers.ts';

/** More than any package has. */
const MAX_MAINTAINERS = 1_000;
/** Larger than any body that is let in. */
const LIMITS = { maxBytes: 1 << 30, maxDepth: 64 };

export const publish: PublishRules = {
  // npm compares versions as they stand: `1.0.0+a` and `1.0.0` are one version, since build metadata orders nothing.
  versionKey: (version) => version.split('+', 1)[0] ?? version,
  read,
  readImported,
  describe,
  namesMaintainers: true,
  staging,
  runsAtInstall,
  renderAccepted: (accepted: Accepted) => withNotice(accepted, sayAccepted(accepted)),
};

function sayAccepted({ variant, stagedId }: Accepted): RenderedAnswer {
  return stagedId === undefined
    ? jsonAnswer({ success: true, ok: 'accepted' }, STATUS[variant] ?? 200)
    : jsonAnswer({ message: 'It is staged, and waits for approval', stageId: stagedId }, 201);
}

/** npm prints `npm-notice` below what it says itself. */
function withNotice({ warnings }: Accepted, answer: RenderedAnswer): RenderedAnswer {
  if (warnings.length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, 'npm-notice': toAscii(warnings.join(' ')) } };
}

/** npm runs them, and `node-gyp` where there is a binding and nobody says otherwise. */
const HOOKS = ['preinstall', 'install', 'postinstall'];

function runsAtInstall(words: Words, paths: ReadonlySet<string>): readonly InstallRun[] {
  const scripts = objectField(words, 'scripts') ?? {};
  const runs = HOOKS.flatMap((what) => {
    const script = stringField(scripts, what);
    return script === undefined ? [] : [{ what, runs: script }];
  });
  // Some file systems find it in any case.
  const hasBindings = [...paths].some((path) => path.toLowerCase() === 'binding.gyp');
  return hasBindings ? [...runs, { what: 'binding.gyp', runs: 'node-gyp rebuild' }] : runs;
}

const STATUS: Readonly<Record<string, number>> = { packument: 201, tag: 201 };

async function read(submitted: Submitted): Promise<Submission> {
  const { variant, name, selector, body } = submitted;
  if (name === undefined) throw invalid('the package', 'the address names no package');
  switch (variant) {
    case 'packument':
    case 'packument-revision':
    case 'stage':
      return readPackument(body, name, variant);
    case 'tag':
      return changes(name, { change: 'tag', tag: selector ?? '', version: readTagBody(body, name) });
    case 'untag':
      return changes(name, { change: 'untag', tag: selector ?? '' });
    case 'remove-file':
      return changes(name, { change: 'remove', version: versionOfFile(name, selector ?? '') });
    case 'remove-package':
      return changes(name, { change: 'remove-package' });
    default:
      throw invalid(name, `the registry has no way for ${variant}`);
  }
}

function changes(
  name: PackageName,
  ...all: Extract<Submission, { kind: 'changes' }>['changes']
): Extract<Submission, { kind: 'changes' }> {
  return { kind: 'changes', name, changes: all };
}

async function readPackument(body: Uint8Array, name: PackageName, variant: string): Promise<Submission> {
  const packument = parseJsonObject(body, `what was sent for ${name}`, LIMITS);
  const isRevision = variant === 'packument-revision';
  if (isRevision && field(packument, 'versions') === undefined) return readMaintainers(packument, name);
  if (stringField(packument, 'name') !== name) {
    throw invalid(name, `the document is of ${shown(field(packument, 'name'))}`);
  }
  const attachments = objectField(packument, '_attachments') ?? {};
  const isStaged = variant === 'stage';
  if (Object.keys(attachments).length === 0 && !isStaged) return readWish(packument, name, isRevision);
  const release = await readRelease(packument, attachments, name);
  return { kind: 'release', ...release, ...(isStaged ? { isStaged } : {}) };
}

/** `npm owner` sends who is to be one, and nothing else of the packument. */
function readMaintainers(packument: JsonObject, name: PackageName): Submission {
  const { _id: id, maintainers } = packument;
  if (id !== undefined && id !== name) throw invalid(name, `the document is of ${shown(id)}`);
  const names = Array.isArray(maintainers)
    ? maintainers.map((one: unknown) => (isObject(one) ? stringField(one, 'name') : undefined))
    : [];
  const exactly = names.filter((one) => one !== undefined);
  if (exactly.length > 0 && exactly.length === names.length && exactly.length <= MAX_MAINTAINERS) {
    return { kind: 'people', name, exactly };
  }
  throw invalid(name, 'the document has neither versions nor maintainers by their names');
}

/** npm sends the whole packument back, changed: what differs is what is wished. */
function readWish(packument: JsonObject, name: PackageName, mayRemove: boolean): Submission {
  const versions = objectField(packument, 'versions') ?? {};
  const deprecated = new Map<string, string>();
  for (const [version, manifest] of Object.entries(versions)) {
    const message = isObject(manifest) ? field(manifest, 'deprecated') : undefined;
    deprecated.set(version, typeof message === 'string' ? message : '');
  }
  return { kind: 'wish', name, deprecated, ...(mayRemove ? { versions: Object.keys(versions) } : {}) };
}

async function readRelease(
  packument: JsonObject,
  attachments: JsonObject,
  name: PackageName,
): Promise<Release> {
  const versions = Object.entries(objectField(packument, 'versions') ?? {});
  const [only] = versions;
  if (only === undefined || versions.length > 1 || !isObject(only[1])) {
    throw invalid(name, `found ${versions.length} versions, expected one`);
  }
  const [version, manifest] = [readPublishVersion(only[0], name), only[1]];
  readPublishName(name);
  if (stringField(manifest, 'name') !== name || stringField(manifest, 'version') !== version) {
    throw invalid(
      name,
      `its manifest says ${shown(field(manifest, 'name'))} ${shown(field(manifest, 'version'))}`,
    );
  }
  const bytes = readAttachment(attachments, name, version);
  assertDeclared(manifest, bytes, name);
  const tarball = await readTarball(bytes, manifest, name, version);
  const { dist: _dist, _npmUser, maintainers: _maintainers, ...words } = manifest as Record<string, unknown>;
  return {
    name,
    spelt: name,
    version,
    words: { ...words, ...(tarball.hasInstallScript ? { hasInstallScript: true } : {}) },
    files: [
      {
        file: tarballName(name, version),
        bytes,
        words: { fileCount: tarball.fileCount, unpackedSize: tarball.unpackedBytes },
      },
    ],
    tags: readTags(packument, version, name),
    ...(stringField(packument, 'access') === 'restricted' ? { visibility: 'private' as const } : {}),
    ...(stringField(packument, 'access') === 'public' ? { visibility: 'public' as const } : {}),
    warnings: tarball.warnings,
  };
}

/** The tarball under the name that npm gives it. What else is attached (a Sigstore bundle) is not kept. */
function readAttachment(attachments: JsonObject, name: PackageName, version: string): Uint8Array {
  const { scope } = splitScope(name);
  const file = tarballName(name, version);
  const attached =
    objectField(attachments, scope === undefined ? file : `${scope}/${file}`) ??
    objectField(attachments, file);
  const data = attached === undefined ? undefined : stringField(attached, 'data');
  if (attached === undefined || data === undefined) {
    throw invalid(`${name}@${version}`, `no tarball ${file} is attached`);
  }
  const bytes = Buffer.from(data, 'base64');
  const length = field(attached, 'length');
  if (bytes.byteLength === 0 || (typeof length === 'number' && length !== bytes.byteLength)) {
    throw invalid(
      `${name}@${version}`,
      `its tarball has ${bytes.byteLength} bytes, and ${shown(length)} were declared`,
    );
  }
  return bytes;
}

/** What is declared must be so; what is served is computed here. */
function assertDeclared(manifest: JsonObject, bytes: Uint8Array, name: PackageName): void {
  const dist = objectField(manifest, 'dist') ?? {};
  const shasum = parseHexDigest('sha1', stringField(dist, 'shasum') ?? '');
  const declared = {
    ...parseIntegrity(stringField(dist, 'integrity') ?? ''),
    ...(shasum === undefined ? {} : { sha1: shasum }),
  };
  for (const [algorithm, expected] of Object.entries(declared)) {
    const found = createHash(algorithm).update(bytes).digest('hex');
    if (found !== expected)
      throw invalid(name, `its tarball's ${algorithm} is ${found}, and ${expected} was declared`);
  }
}

function readTags(packument: JsonObject, version: string, name: PackageName): readonly string[] {
  const tags = Object.entries(objectField(packument, 'dist-tags') ?? {});
  for (const [tag, pointed] of tags) {
    assertTag(tag, name);
    if (pointed !== version)
      throw invalid(name, `its tag ${shown(tag)} points to ${shown(pointed)}, not to ${version}`);
  }
  return tags.map(([tag]) => tag);
}

function assertTag(tag: string, name: string): void {
  if (isTag(tag)) return;
  throw invalid(
    name,
    `its tag ${shown(tag)} is none, expected a letter, then letters, digits, dots and dashes`,
  );
}

function readTagBody(body: Uint8Array, name: PackageName): string {
  try {
    const value = JSON.parse(Buffer.from(body).toString('utf8')) as unknown;
    if (typeof value === 'string') return value;
  } catch {
    // Said below.
  }
  throw invalid(name, 'expected a version as a JSON string');
}

function versionOfFile(name: PackageName, file: string): string {
  const prefix = `${splitScope(name).unscoped}-`;
  if (file.startsWith(prefix) && file.endsWith('.tgz')) return file.slice(prefix.length, -'.tgz'.length);
  throw invalid(name, `found no version in the file name ${shown(file)}`);
}

function describe(hosted: HostedFacts, registryUrl: string): ReadonlyMap<string, Uint8Array> {
  const newest =
    hosted.versions.find(({ version }) => version === hosted.tags.get('latest')) ?? hosted.versions.at(-1);
  const packument = {
    _id: hosted.name,
    _rev: `${hosted.updatedAt}-${hosted.versions.length}`,
    name: hosted.name,
    // Without it, npm installs nothing that is asked for by name alone.
    'dist-tags': { ...given('latest', newest?.version), ...Object.fromEntries(hosted.tags) },
    versions: Object.fromEntries(
      hosted.versions.map((version) => [version.version, describeVersion(hosted.name, version, registryUrl)]),
    ),
    time: {
      // What was moved in is older than it is here.
      created: preciseTime(
        hosted.versions.reduce((first, { publishedAt }) => Math.min(first, publishedAt), hosted.createdAt),
      ),
      modified: preciseTime(hosted.updatedAt),
      ...Object.fromEntries(
        hosted.versions.map(({ version, publishedAt }) => [version, preciseTime(publishedAt)]),
      ),
    },
    // Where its people read letters is nobody's business; clients print a name without it.
    maintainers: (hosted.maintainers ?? []).map((name) => ({ name, email: '' })),
    ...topWords(newest),
  };
  return new Map([['packument', Buffer.from(JSON.stringify(packument))]]);
}

/** What npm shows of the package as a whole is what its newest version says. */
const TOP = [
  'description',
  'homepage',
  'keywords',
  'repository',
  'author',
  'bugs',
  'license',
  'readme',
  'readmeFilename',
];

function topWords(newest: HostedVersionFacts | undefined): JsonObject {
  const words = newest?.words ?? {};
  return Object.fromEntries(TOP.filter((key) => Object.hasOwn(words, key)).map((key) => [key, words[key]]));
}

function describeVersion(name: PackageName, version: HostedVersionFacts, registryUrl: string): JsonObject {
  const { readme: _readme, readmeFilename: _readmeFilename, ...words } = version.words;
  const [file] = version.files;
  const withdrawn =
    version.yanked === undefined ? undefined : `withdrawn by its publisher: ${version.yanked}`;
  const deprecated = version.deprecated ?? withdrawn;
  return {
    ...words,
    _id: `${name}@${version.version}`,
    ...(deprecated === undefined ? {} : { deprecated }),
    ...(file === undefined
      ? {}
      : {
          dist: {
            integrity: `sha512-${Buffer.from(file.digests.sha512 ?? '', 'hex').toString('base64')}`,
            shasum: file.digests.sha1,
            tarball: `${registryUrl}/${name}/-/${encodeURIComponent(file.file)}`,
            ...file.words,
          },
        }),
  };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, 200);
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
