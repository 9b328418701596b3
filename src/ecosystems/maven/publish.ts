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
import { assertPartPlace } from './part-place.ts';
import { CHECKSUMS } from './routes.ts';
import { decodeXml, readXmlElements } from './xml-elements.ts';

const LIMITS = { maxLength: 8 * 1024 * 1024, maxDepth: 32, code: 'invalid-request' } as const;
const VERSIONING = 'metadata/versioning';

export const publish: PublishRules = {
  // `1.0`, `1.0.0` and `1.0.Final` are one version in Maven's order: a range could not tell them apart, nor an advisory.
  versionKey: (version) =>
    `v${significantTokens(version)
      .map(({ separator, zerosBefore, isNumber, text }) => {
        const zeros = zerosBefore === 0 ? '' : `(${zerosBefore})`;
        return `${separator}${zeros}${isNumber ? withoutLeadingZeros(text) : text}`;
      })
      .join('')}`,
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

function read({ variant, name, selector = '', body }: Submitted): Submission {
  if (name === undefined) throw invalid('this', 'the address names no package');
  if (variant === 'metadata') return readVersions(body, name);
  if (variant === 'metadata-digest') return { kind: 'ours', name };
  const [version = ''] = selector.split('/', 1);
  const place = { version, file: selector };
  assertPartPlace(name, place);
  return { kind: 'part', name, part: readPart(variant, place, body) };
}

function readPart(variant: string, place: Pick<Part, 'version' | 'file'>, body: Uint8Array): Part {
  if (variant === 'file') return { ...place, bytes: body };
  const algorithm = CHECKSUMS.find((one) => one === variant);
  if (algorithm === undefined) throw invalid(place.file, `the registry has no way for ${variant}`);
  return { ...place, algorithm, digest: readDigest(body, algorithm, place.file) };
}

/** A list of plugins has no versions, and a snapshot's no list. */
function readVersions(body: Uint8Array, name: PackageName): Submission {
  const what = `the maven-metadata.xml that was sent for ${name}`;
  const elements = readXmlElements(decodeXml(body, what, LIMITS.code), what, LIMITS);
  const textsOf = (path: string) => elements.filter((one) => one.path === path).map(({ text }) => text);
  const listed = textsOf(`${VERSIONING}/versions/version`);
  const versions = [...textsOf(`${VERSIONING}/release`), ...textsOf(`${VERSIONING}/latest`), ...listed];
  if (versions.length === 0) return { kind: 'ours', name };
  const own = splitName(name);
  for (const part of ['groupId', 'artifactId'] as const) {
    const [found = own[part]] = textsOf(`metadata/${part}`);
    if (found !== own[part])
      throw invalid(name, `its maven-metadata.xml says ${part} ${found.slice(0, 100)}`);
  }
  return { kind: 'whole', name, versions: [...new Set(versions)] };
}

function invalid(what: string, found: string): GatehouseError {
  return new GatehouseError('invalid-request', `Cannot publish ${what}: ${found}`);
}
