// Publishing to Maven: a client sends a version's files one by one, each with its digests, and then the list of versions, by
// which it says that all have come. The list is written here, and never taken.

import type { PackageName } from '../../kernel/package-ref.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Accepted, Part, PublishRules, Submission, Submitted } from '../adapter-publish.ts';
import { withoutLeadingZeros } from '../sort-key.ts';
import { significantTokens } from './comparable-version.ts';
import { describeHosted } from './hosted-documents.ts';
import { readImported } from './imported-release.ts';
import { splitName } from './name.ts';
import { parts, readDigest } from './published-parts.ts';
import { readPartPlace, snapshotsAreNotKept } from './part-place.ts';
import { CHECKSUMS } from './routes.ts';
import { findBuild, isSnapshot } from './snapshot.ts';
import { buildsNamed } from './snapshot-metadata.ts';
import { decodeXml, readXmlElements, type XmlElement } from './xml-elements.ts';

const LIMITS = { maxLength: 8 * 1024 * 1024, maxDepth: 32, code: 'invalid-request' } as const;
const VERSIONING = 'metadata/versioning';

export const publish: PublishRules = {
  // A build of a snapshot is known by its moment. Its number is not its own: two machines may count on from the same one, and
  // after a build that was held back or removed clients count it again.
  versionKey(version) {
    const build = findBuild(version);
    return build === undefined ? releaseKey(version) : `s${releaseKey(build.of)}@${build.timestamp}`;
  },
  seriesOf: (version) => findBuild(version)?.of,
  // mvn shows a credential with what it puts, and with what it gets only once it is asked for one.
  asksWithoutToken: true,
  read: async (submitted) => read(submitted),
  describe: describeHosted,
  parts,
  readImported,
  renderAccepted: (_accepted: Accepted) => ({
    status: 201,
    body: '',
    contentType: 'text/plain',
    headers: {},
  }),
};

/** `1.0`, `1.0.0` and `1.0.Final` are one version in Maven's order: a range could not tell them apart, nor an advisory. */
function releaseKey(version: string): string {
  return `v${significantTokens(version)
    .map(({ separator, zerosBefore, isNumber, text }) => {
      const zeros = zerosBefore === 0 ? '' : `(${zerosBefore})`;
      return `${separator}${zeros}${isNumber ? withoutLeadingZeros(text) : text}`;
    })
    .join('')}`;
}

function read({ variant, name, selector = '', body, takesSnapshots = true }: Submitted): Submission {
  if (name === undefined) throw invalid('this', 'the address names no package');
  if (variant === 'metadata-digest') return { kind: 'ours', name };
  if (variant === 'metadata') return readVersions(readMetadata(body, name), name);
  if (variant === 'snapshot-metadata') {
    if (!takesSnapshots) throw snapshotsAreNotKept(name, selector);
    return readBuilds(readMetadata(body, name), name, selector);
  }
  const place = readPartPlace(name, selector, { takesSnapshots });
  return { kind: 'part', name, part: readPart(variant, place, body) };
}

function readPart(variant: string, place: Pick<Part, 'version' | 'file'>, body: Uint8Array): Part {
  if (variant === 'file') return { ...place, bytes: body };
  const algorithm = CHECKSUMS.find((one) => one === variant);
  if (algorithm === undefined) throw invalid(place.file, `the registry has no way for ${variant}`);
  return { ...place, algorithm, digest: readDigest(body, algorithm, place.file) };
}

function readMetadata(body: Uint8Array, name: PackageName): readonly XmlElement[] {
  const what = `the maven-metadata.xml that was sent for ${name}`;
  return readXmlElements(decodeXml(body, what, LIMITS.code), what, LIMITS);
}

/** A list of plugins has no versions. Of a snapshot its own metadata says which build has come. */
function readVersions(elements: readonly XmlElement[], name: PackageName): Submission {
  const paths = ['release', 'latest', 'versions/version'].map((path) => `${VERSIONING}/${path}`);
  const versions = paths.flatMap((path) => textsOf(elements, path)).filter((one) => !isSnapshot(one));
  if (versions.length === 0) return { kind: 'ours', name };
  assertOwn(elements, name, splitName(name));
  return { kind: 'whole', name, versions: [...new Set(versions)] };
}

/** Clients send it after the files of a build, and again after those that they attach to it. */
function readBuilds(elements: readonly XmlElement[], name: PackageName, of: string): Submission {
  assertOwn(elements, name, { ...splitName(name), version: of });
  const versions = buildsNamed(elements, of);
  if (versions.length > 0) return { kind: 'whole', name, versions };
  throw invalid(`${name} ${of}`, 'its maven-metadata.xml names no build of it');
}

function assertOwn(
  elements: readonly XmlElement[],
  name: PackageName,
  own: Readonly<Record<string, string>>,
): void {
  for (const [part, expected] of Object.entries(own)) {
    const [found = expected] = textsOf(elements, `metadata/${part}`);
    if (found !== expected) throw invalid(name, `its maven-metadata.xml says ${part} ${found.slice(0, 100)}`);
  }
}

function textsOf(elements: readonly XmlElement[], path: string): readonly string[] {
  return elements.filter((one) => one.path === path).map(({ text }) => text);
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
