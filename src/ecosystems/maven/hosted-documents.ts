// The documents of a Maven package that is published here: the list of its versions, and what that list has no place for.

import { parseJsonObject } from '../../formats/json.ts';
import type { Digests } from '../../kernel/digest.ts';
import { given } from '../../kernel/given.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import type { Documents, IndexFacts } from '../adapter-index-document.ts';
import type { HostedFacts, HostedStatus } from '../adapter-publish.ts';
import { folderOf, splitName } from './name.ts';
import { findBuild, stemOf, writtenVersion } from './snapshot.ts';
import { escapeXml } from './xml-elements.ts';

/** The key of the second document. No upstream is asked for it. */
export const HOSTED_DOCUMENT = 'hosted';

/** What it says, written and read by this file alone. */
interface HostedWords {
  readonly status: HostedStatus;
  readonly reason: string;
  readonly versions: readonly {
    readonly version: string;
    readonly at: number;
    readonly yanked?: string;
    readonly deprecated?: string;
    readonly licence?: string;
    readonly files: readonly {
      readonly file: string;
      readonly digests: Digests;
      readonly sizeBytes: number;
    }[];
  }[];
}

/** Beyond any that is written here. */
const LIMITS = { maxBytes: 1 << 28, maxDepth: 16 };

export function describeHosted(hosted: HostedFacts): Documents {
  return new Map([
    ['metadata', Buffer.from(writeMetadata(hosted))],
    [HOSTED_DOCUMENT, Buffer.from(JSON.stringify(wordsOf(hosted)))],
  ]);
}

/**
 * Clients merge the list with what they publish, and take `latest` and `release` for the newest, the latter without snapshots.
 * What was withdrawn is not on it, and the builds of a snapshot are by its name, once.
 */
function writeMetadata({ name, versions, updatedAt }: HostedFacts): string {
  const { groupId, artifactId } = splitName(name);
  const standing = versions.filter(({ yanked }) => yanked === undefined).map(({ version }) => version);
  const listed = new Set(standing.map(writtenVersion));
  const pointers = [
    ['latest', standing.at(-1)] as const,
    ['release', standing.findLast((version) => findBuild(version) === undefined)] as const,
  ].flatMap(([tag, version]) => (version === undefined ? [] : [element(tag, writtenVersion(version))]));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata>',
    `  ${element('groupId', groupId)}`,
    `  ${element('artifactId', artifactId)}`,
    '  <versioning>',
    ...pointers.map((line) => `    ${line}`),
    '    <versions>',
    ...[...listed].map((version) => `      ${element('version', version)}`),
    '    </versions>',
    `    ${element('lastUpdated', new Date(updatedAt).toISOString().replaceAll(/\D/g, '').slice(0, 14))}`,
    '  </versioning>',
    '</metadata>',
    '',
  ].join('\n');
}

function element(tag: string, text: string): string {
  return `<${tag}>${escapeXml(text)}</${tag}>`;
}

function wordsOf({ status, statusReason, versions }: HostedFacts): HostedWords {
  return {
    status,
    reason: statusReason,
    versions: versions.map(({ version, publishedAt, yanked, deprecated, words, files }) => ({
      version,
      at: publishedAt,
      ...given('yanked', yanked),
      ...given('deprecated', deprecated),
      ...(typeof words['licence'] === 'string' ? { licence: words['licence'] } : {}),
      files: files.map(({ file, digests, sizeBytes }) => ({ file, digests, sizeBytes })),
    })),
  };
}

/** What is known of a package that is published here, beside its list of versions. */
export function readHostedWords(
  bytes: Uint8Array,
  name: PackageName,
  upstreamUrl: string,
): Pick<IndexFacts, 'versions' | 'status'> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written above, of rows of our own
  const words = parseJsonObject(bytes, `what is published of ${name}`, LIMITS) as unknown as HostedWords;
  return {
    versions: words.versions.map(({ at, files, ...rest }) => ({
      ...rest,
      published: { how: 'upstream', at },
      artifacts: files.map((file) => ({
        ...file,
        ...(isMain(name, rest.version, file.file) ? {} : { isBeside: true }),
        url: `${upstreamUrl}/${folderOf(name)}/${file.file.split('/').map(encodeURIComponent).join('/')}`,
      })),
    })),
    ...(words.status === 'active'
      ? {}
      : { status: { status: words.status, ...(words.reason === '' ? {} : { reason: words.reason }) } }),
  };
}

/** What is asked for by the version alone. All builds of a snapshot have one POM, and releases often one empty documentation. */
function isMain(name: PackageName, version: string, file: string): boolean {
  const stem = stemOf(name, version);
  return (
    file.startsWith(`${stem}.`) && /^\.(?!pom$|module$)(?:tar\.)?[A-Za-z0-9]+$/.test(file.slice(stem.length))
  );
}
