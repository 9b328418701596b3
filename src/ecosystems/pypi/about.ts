// What PyPI's JSON about a project, or about a release of it, says of it and its people: words of whoever uploaded it. The core
// metadata of a file that is stored says its licence, too. Who may upload stands in no document of the registry.

import {
  arrayField,
  field,
  objectField,
  parseJsonObject,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import {
  firstTold,
  person,
  repositoryAddress,
  toldAddress,
  toldFunding,
  toldNeeds,
  toldOr,
  toldPeople,
  unknownAbout,
  unknownFor,
  words,
} from '../about-words.ts';
import type { AboutDocuments, AboutPackage, AboutRequest, AboutRules, Told } from '../adapter-about.ts';
import type { VersionNeeds } from '../adapter-dependencies.ts';
import { given } from '../../kernel/given.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { readCoreMetadata } from './core-metadata.ts';
import { dependencies } from './dependencies.ts';
import { isWheel } from './file-version.ts';
import { index } from './index-document.ts';
import { versions as order } from './version.ts';

const KEY = 'project-json';
const SOURCE = 'project JSON';
/** The key of what `packaged` takes out. */
export const PACKED_METADATA = 'packed-metadata';
const MAX_METADATA = 1024 * 1024;
const LIMITS = { maxBytes: 128 * 1024 * 1024, maxDepth: 64 };
/** A whole licence text stands in the field where its name should: that is no name. */
const MAX_LICENCE = 120;
const OSI = /^License :: (?:OSI Approved :: )?(.+)$/;

/** Labels of addresses, in small letters without anything else ("Well-known Project URLs in Metadata", PyPA). */
const LABELS = {
  homepage: ['homepage'],
  repository: ['source', 'repository', 'sourcecode', 'github', 'code'],
  issues: ['issues', 'bugs', 'issue', 'tracker', 'issuetracker', 'bugtracker'],
  funding: ['funding', 'sponsor', 'sponsors', 'sponsoring', 'donate', 'donation', 'donations'],
} as const;

export const about: AboutRules = {
  isLicenceIndexed: false,
  documents({ name, version }, have) {
    const project = index.packageDocuments(name, new Map()).filter(({ key }) => key === KEY);
    const isUnanswered = !have.documents.has(KEY) && !have.missing.has(KEY) && have.large?.has(KEY) !== true;
    const isTold = have.documents.has(PACKED_METADATA) || version === undefined;
    if (isTold || isUnanswered || isOf(infoIn(have, KEY), version)) return project;
    return [...project, requestFor(name, version, have)];
  },
  packaged: {
    key: PACKED_METADATA,
    isFile: (file) => isWheel(file) || file.endsWith('.tar.gz'),
    isEntry: (path) => /^[^/]+(?:\.dist-info\/METADATA|\/PKG-INFO)$/.test(path),
    maxBytes: MAX_METADATA,
  },
  read({ name, version }, have) {
    const project = infoOf(have, KEY, name);
    const release = version === undefined ? undefined : infoOf(have, releaseKey(version), name);
    const isProjects = version === undefined || isOf(project, version);
    const own = isProjects ? project : isOf(release, version) ? release : undefined;
    const info = own ?? project;
    const licence = readOwnLicence(have, version, own);
    if (info === undefined) {
      const nothing = unknownAbout(SOURCE, unknownFor(have, KEY, "the registry's JSON about it"));
      return licence === undefined || version === undefined
        ? nothing
        : { ...nothing, source: 'core metadata', licence, licenceVersion: version };
    }
    const about = wordsOf(info);
    const key = own === release && version !== undefined ? releaseKey(version) : KEY;
    return {
      ...about,
      funding: firstTold(about.funding, fundingOf(project ?? {})),
      ...(licence === undefined ? {} : { licence, ...given('licenceVersion', version ?? about.version) }),
      needs: toldNeeds(() => needsIn(have, key, name)),
    };
  },
};

/** Core metadata is there for most files, and never changes; not every registry has a document for each release. */
function requestFor(name: PackageName, version: string, { files }: AboutDocuments): AboutRequest {
  const metadata = files?.find(({ file }) => dependencies.isTelling(file));
  if (metadata !== undefined) {
    const { file, url } = metadata;
    return { key: metadataKey(version), path: url, optional: true, storedAs: { name, file } };
  }
  const path = `pypi/${name}/${encodeURIComponent(version)}/json`;
  return { key: releaseKey(version), path, accept: 'application/json', optional: true };
}

function metadataKey(version: string | undefined): string {
  return `core-metadata:${version}`;
}

function releaseKey(version: string): string {
  return `release-json:${version}`;
}

/** What the document says; undefined where it is not at hand. Throws for one that cannot be read. */
function infoOf({ documents }: AboutDocuments, key: string, name: string): JsonObject | undefined {
  const bytes = documents.get(key);
  if (bytes === undefined) return undefined;
  return objectField(parseJsonObject(bytes, `the JSON of ${name}`, LIMITS), 'info') ?? {};
}

function infoIn(have: AboutDocuments, key: string): JsonObject | undefined {
  try {
    return infoOf(have, key, key);
  } catch {
    // Whoever reads it tells of it.
    return undefined;
  }
}

/** Whether it is about that version, however it is spelt. */
function isOf(info: JsonObject | undefined, version: string): boolean {
  const described = info === undefined ? undefined : stringField(info, 'version');
  if (described === undefined || described === version) return described === version;
  return order.isValid(described) && order.isValid(version) && order.compare(described, version) === 0;
}

/** By a document about the very version, else by the core metadata of one of its files. Undefined: neither is at hand. */
function readOwnLicence(
  { documents }: AboutDocuments,
  version: string | undefined,
  own: JsonObject | undefined,
): Told<string> | undefined {
  const metadata = documents.get(PACKED_METADATA) ?? documents.get(metadataKey(version));
  const told = [own, metadata === undefined ? undefined : readCoreMetadata(metadata)].flatMap((info) =>
    info === undefined ? [] : [toldOr(readLicence(info))],
  );
  return told.find(({ state }) => state === 'told') ?? told[0];
}

function wordsOf(info: JsonObject): Omit<AboutPackage, 'needs'> {
  const version = words(field(info, 'version'));
  return {
    ...(version === undefined ? {} : { version }),
    source: SOURCE,
    description: toldOr(words(field(info, 'summary'))),
    homepage: firstTold(toldAddress(field(info, 'home_page')), labelled(info, 'homepage')),
    repository: labelled(info, 'repository', repositoryAddress),
    issues: firstTold(labelled(info, 'issues'), toldAddress(field(info, 'bugtrack_url'))),
    licence: toldOr(readLicence(info)),
    people: toldPeople([
      person('maintainer', field(info, 'maintainer') ?? nameIn(info, 'maintainer_email')),
      person('author', filled(info, 'author') ?? nameIn(info, 'author_email')),
    ]),
    funding: fundingOf(info),
  };
}

function fundingOf(info: JsonObject): AboutPackage['funding'] {
  return toldFunding(urlsUnder(info, 'funding').map(([type, url]) => ({ type, url })));
}

function needsIn({ documents }: AboutDocuments, key: string, name: PackageName): VersionNeeds | undefined {
  const bytes = documents.get(key);
  return bytes === undefined
    ? undefined
    : dependencies.read(new Map([[KEY, bytes]]), name, (all) => new Set(all))[0];
}

function filled(info: JsonObject, key: string): string | undefined {
  const text = stringField(info, key);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** `Name <mail>`: newer projects have their people's names here alone. */
function nameIn(info: JsonObject, key: string): string | undefined {
  return /^\s*"?([^"<,]+?)"?\s*</.exec(stringField(info, key)?.slice(0, 1_000) ?? '')?.[1];
}

function urlsUnder(info: JsonObject, kind: keyof typeof LABELS): readonly (readonly [string, unknown])[] {
  const labels: readonly string[] = LABELS[kind];
  return Object.entries(objectField(info, 'project_urls') ?? {}).filter(([label]) =>
    labels.includes(
      label
        .slice(0, 100)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, ''),
    ),
  );
}

function labelled(
  info: JsonObject,
  kind: keyof typeof LABELS,
  read?: (raw: unknown) => string | undefined,
): Told<string> {
  return firstTold(...tellAll(urlsUnder(info, kind).map(([, url]) => toldAddress(url, read))));
}

function tellAll(all: readonly Told<string>[]): [Told<string>, ...Told<string>[]] {
  const [first = { state: 'empty' }, ...others] = all;
  return [first, ...others];
}

function readLicence(info: JsonObject): string | undefined {
  const expression = words(field(info, 'license_expression'));
  if (expression !== undefined) return expression;
  const name = stringField(info, 'license')?.trim() ?? '';
  if (name !== '' && !/^unknown$/i.test(name) && name.length <= MAX_LICENCE && !name.includes('\n'))
    return words(name);
  const classified = arrayField(info, 'classifiers').flatMap((one) => {
    const found = typeof one === 'string' ? OSI.exec(one)?.[1] : undefined;
    return found === undefined ? [] : [found];
  });
  return words(classified.slice(0, 10).join(' OR '));
}
