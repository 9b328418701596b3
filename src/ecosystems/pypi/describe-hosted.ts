// Writes what is published here as the documents that an upstream would have sent: the simple page and the project's JSON.

import { preciseTime } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { field, stringField, type JsonObject } from '../../formats/json.ts';
import type { Documents } from '../adapter-index-document.ts';
import type { HostedFacts, HostedFileFacts, HostedVersionFacts } from '../adapter-publish.ts';
import { chooseLatest } from '../choose-latest.ts';
import { filePath } from './file-address.ts';
import { fileOfSidecar } from './file-version.ts';
import { versions as order } from './version.ts';

const API_VERSION = '1.4';

export function describeHosted(hosted: HostedFacts, registryUrl: string): Documents {
  return new Map([
    ['simple', Buffer.from(JSON.stringify(describePage(hosted, registryUrl)))],
    ['project-json', Buffer.from(JSON.stringify(describeProject(hosted, registryUrl)))],
  ]);
}

/** PEP 792: of a quarantined project no file is offered. */
function describePage(hosted: HostedFacts, registryUrl: string): JsonObject {
  const { name, status, statusReason } = hosted;
  const versions = status === 'quarantined' ? [] : hosted.versions;
  return {
    meta: { 'api-version': API_VERSION },
    name,
    ...(status === 'active'
      ? {}
      : { 'project-status': { status, ...given('reason', statusReason === '' ? undefined : statusReason) } }),
    versions: versions.map(({ version }) => version),
    files: versions.flatMap((version) => {
      const digests = new Map(version.files.map((file) => [file.file, file.digests.sha256]));
      return ownFiles(version).map((file) => ({
        filename: file.file,
        url: `${registryUrl}${filePath(name, file.file)}`,
        hashes: { sha256: file.digests.sha256 },
        ...given('requires-python', stringField(file.words, 'requires_python')),
        size: file.sizeBytes,
        'upload-time': preciseTime(file.publishedAt),
        yanked: version.yanked ?? false,
        ...describeMetadata(digests.get(`${file.file}.metadata`)),
      }));
    }),
  };
}

/** Under PEP 714's name and under the one that older clients know. */
function describeMetadata(sha256: string | undefined): JsonObject {
  return sha256 === undefined ? {} : { 'core-metadata': { sha256 }, 'dist-info-metadata': { sha256 } };
}

/** Those that were uploaded; what stands beside them is told with them. */
function ownFiles({ files }: HostedVersionFacts): readonly HostedFileFacts[] {
  return files.filter(({ file }) => fileOfSidecar(file) === file);
}

function describeProject(hosted: HostedFacts, registryUrl: string): JsonObject {
  const { name } = hosted;
  const versions = hosted.status === 'quarantined' ? [] : hosted.versions;
  const newest = findNewest(versions);
  const describe = (version: HostedVersionFacts) =>
    ownFiles(version).map((file) =>
      describeFile(version, file, `${registryUrl}${filePath(name, file.file)}`),
    );
  return {
    info: newest === undefined ? { name } : { ...newest.words, ...describeInfo(hosted, newest, registryUrl) },
    releases: Object.fromEntries(versions.map((version) => [version.version, describe(version)])),
    urls: newest === undefined ? [] : describe(newest),
    vulnerabilities: [],
  };
}

function findNewest(versions: readonly HostedVersionFacts[]): HostedVersionFacts | undefined {
  const standing = versions.filter(({ yanked }) => yanked === undefined);
  const all = standing.length > 0 ? standing : versions;
  const newest = chooseLatest(
    all.map(({ version }) => version),
    order,
  );
  return all.find(({ version }) => version === newest);
}

function describeInfo(
  { name, spelt }: HostedFacts,
  { version, yanked }: HostedVersionFacts,
  registryUrl: string,
): JsonObject {
  return {
    name: spelt,
    version,
    package_url: `${registryUrl}/simple/${name}/`,
    project_url: `${registryUrl}/simple/${name}/`,
    yanked: yanked !== undefined,
    yanked_reason: yanked ?? null,
  };
}

function describeFile({ yanked }: HostedVersionFacts, file: HostedFileFacts, url: string): JsonObject {
  const { digests, sizeBytes, words, publishedAt } = file;
  return {
    filename: file.file,
    url,
    digests: { md5: digests.md5, sha256: digests.sha256 },
    md5_digest: digests.md5,
    size: sizeBytes,
    packagetype: field(words, 'packagetype'),
    python_version: field(words, 'python_version'),
    requires_python: stringField(words, 'requires_python') ?? null,
    comment_text: '',
    has_sig: false,
    upload_time: preciseTime(publishedAt).slice(0, 19),
    upload_time_iso_8601: preciseTime(publishedAt),
    yanked: yanked !== undefined,
    yanked_reason: yanked ?? null,
  };
}
