// The maven-metadata.xml in the folder of a snapshot (Maven's repository metadata model, 1.1.0): its newest build, and the files
// of that. Written for what is published here; of what a client sends it says which build all has come of.

import type { PackageName } from '../../kernel/package-ref.ts';
import { splitName } from './name.ts';
import { findBuild, SNAPSHOT, stemOf, type SnapshotBuild } from './snapshot.ts';
import { escapeXml, type XmlElement } from './xml-elements.ts';

const VALUE = 'metadata/versioning/snapshotVersions/snapshotVersion/value';
const NEWEST = 'metadata/versioning/snapshot';

/** What says something of the file whose name it stands behind, and belongs to its extension (`jar.asc`). */
const COMPANION = /\.(?:asc|sig|sigstore|sigstore\.json)$/;

/** The builds of a snapshot that the elements of its metadata name, the one that it says is the newest first. */
export function buildsNamed(elements: readonly XmlElement[], of: string): readonly string[] {
  const textsOf = (path: string) => elements.filter((one) => one.path === path).map(({ text }) => text);
  const [timestamp = ''] = textsOf(`${NEWEST}/timestamp`);
  const [buildNumber = ''] = textsOf(`${NEWEST}/buildNumber`);
  const newest = `${of.slice(0, -SNAPSHOT.length)}-${timestamp}-${buildNumber}`;
  return [...new Set([newest, ...textsOf(VALUE)])].filter((version) => findBuild(version)?.of === of);
}

/** `files` as the index has them; `comment` stands at its end, without its marks. */
export function writeSnapshotMetadata(
  name: PackageName,
  build: SnapshotBuild,
  files: readonly string[],
  comment: string | undefined,
): string {
  const { groupId, artifactId } = splitName(name);
  const updated = build.timestamp.replace('.', '');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<metadata modelVersion="1.1.0">',
    `  ${element('groupId', groupId)}`,
    `  ${element('artifactId', artifactId)}`,
    '  <versioning>',
    `    ${element('lastUpdated', updated)}`,
    '    <snapshot>',
    `      ${element('timestamp', build.timestamp)}`,
    `      ${element('buildNumber', String(build.buildNumber))}`,
    '    </snapshot>',
    '    <snapshotVersions>',
    ...files.flatMap((file) => writeFile(name, build, file, updated)),
    '    </snapshotVersions>',
    '  </versioning>',
    `  ${element('version', build.of)}`,
    ...(comment === undefined ? [] : [`<!-- ${comment} -->`]),
    '</metadata>',
    '',
  ].join('\n');
}

function writeFile(
  name: PackageName,
  { version }: SnapshotBuild,
  file: string,
  updated: string,
): readonly string[] {
  const { classifier, extension } = splitEnding(file.slice(stemOf(name, version).length));
  return [
    '      <snapshotVersion>',
    ...(classifier === undefined ? [] : [`        ${element('classifier', classifier)}`]),
    `        ${element('extension', extension)}`,
    `        ${element('value', version)}`,
    `        ${element('updated', updated)}`,
    '      </snapshotVersion>',
  ];
}

/**
 * Without a classifier, all that follows the version is the extension. A classifier may have dots (`jdk1.5`), so that an extension
 * behind one is the last word alone, or `tar.gz` and the like.
 */
function splitEnding(ending: string): { readonly classifier?: string; readonly extension: string } {
  if (!ending.startsWith('-')) return { extension: ending.slice(1) };
  const [companion = ''] = COMPANION.exec(ending) ?? [];
  const about = ending.slice(1, ending.length - companion.length);
  const dot = about.lastIndexOf('.');
  if (dot < 0) return { classifier: about, extension: companion.slice(1) };
  const from = about.slice(0, dot).endsWith('.tar') ? dot - '.tar'.length : dot;
  return { classifier: about.slice(0, from), extension: `${about.slice(from + 1)}${companion}` };
}

function element(tag: string, text: string): string {
  return `<${tag}>${escapeXml(text)}</${tag}>`;
}
