// The lock files of Python's package managers: uv, Poetry, PDM, the standard's own (PEP 751), and pip's requirements.

import type { PackageName } from '../../kernel/package-ref.ts';
import { replacePlaces } from '../../formats/replace-places.ts';
import type { LockEntry, LockfileFormat } from '../adapter-lockfile.ts';
import { describeAddress, readLockName, withFragment, type LockPart } from './lock-part.ts';
import { readRequirements } from './requirements.ts';
import { findTomlStrings, quoteToml, type TomlString } from '../../formats/toml-strings.ts';
import { withoutLastSlashes } from '../../kernel/without-last.ts';

export const lockfiles: readonly LockfileFormat[] = [
  lockfile('uv.lock', (file) => file === 'uv.lock', readUvLock),
  lockfile('poetry.lock', (file) => file === 'poetry.lock', readPoetryLock),
  lockfile('pdm.lock', (file) => /^pdm(?:\.[^./]+)?\.lock$/.test(file), readPdmLock),
  lockfile('pylock.toml', (file) => /^pylock(?:\.[^./]+)?\.toml$/.test(file), readPylock),
  lockfile(
    'requirements.txt',
    (file) => /^(?:.*[-_.])?(?:requirements|constraints)(?:[-_.].*)?\.txt$/i.test(file),
    readRequirements,
  ),
];

function lockfile(
  id: string,
  isNamed: LockfileFormat['isNamed'],
  read: (text: string) => readonly LockPart[],
): LockfileFormat {
  return {
    id,
    isNamed,
    entries: (text) => read(text).map(({ entry }) => entry),
    rewrite: (text, rewrite) => rewriteParts(text, read(text), rewrite),
  };
}

function rewriteParts(
  text: string,
  parts: readonly LockPart[],
  rewrite: (entry: LockEntry) => string | undefined,
): string {
  return replacePlaces(
    text,
    parts.flatMap(({ entry, place }) => {
      const url = place === undefined ? undefined : rewrite(entry);
      // What stays as it was keeps its spelling too.
      if (place === undefined || url === undefined || url === entry.url) return [];
      return [{ start: place.start, end: place.end, text: place.write(url) }];
    }),
  );
}

/** One table of `[[package]]`, with its strings by path. */
interface TomlPackage {
  readonly name: PackageName;
  readonly version: string;
  readonly line: number;
  readonly strings: readonly (TomlString & { readonly key: string })[];
}

function readPackages(text: string, file: string, table: 'package' | 'packages'): readonly TomlPackage[] {
  const groups = new Map<number, (TomlString & { readonly key: string })[]>();
  for (const string of findTomlStrings(text, file)) {
    const [first, place, ...rest] = string.path;
    if (first !== table || typeof place !== 'number') continue;
    const group = groups.get(place) ?? [];
    groups.set(place, group);
    group.push({ ...string, key: rest.map((step) => (typeof step === 'number' ? '*' : step)).join('.') });
  }
  return [...groups.values()].map((strings) => {
    const name = strings.find(({ key }) => key === 'name');
    const line = name?.line ?? strings[0]?.line ?? 1;
    return {
      name: readLockName(name?.value, file, line),
      version: strings.find(({ key }) => key === 'version')?.value ?? '',
      line,
      strings,
    };
  });
}

/** The parts of a package whose strings stand at one of `addresses`; one part without an address where there is none. */
function readParts(
  { name, version, line, strings }: TomlPackage,
  addresses: Readonly<Record<string, 'file' | 'index'>>,
  adjust: (url: string) => string = (url) => url,
): readonly LockPart[] {
  const parts = strings.flatMap((string): readonly LockPart[] => {
    const leadsTo = Object.hasOwn(addresses, string.key) ? addresses[string.key] : undefined;
    if (leadsTo === undefined || !/^[a-z][a-z0-9+.-]*:\/\//i.test(string.value)) return [];
    const write = (url: string) =>
      quoteToml(leadsTo === 'index' ? adjust(url) : withFragment(url, string.value), string.quotes);
    return [
      {
        entry: describeAddress(name, version, string.value, string.line, leadsTo),
        place: { start: string.start, end: string.end, write },
      },
    ];
  });
  return parts.length > 0 ? parts : [{ entry: { name, version, line } }];
}

const UV_ADDRESSES = {
  'source.registry': 'index',
  'source.url': 'file',
  'source.git': 'file',
  'sdist.url': 'file',
  'wheels.*.url': 'file',
} as const;
/** Where several versions of a package are locked, whoever needs one names its index too. */
const UV_NEEDS = /^(?:dependencies|(?:optional|dev)-dependencies\..+)\.\*\.source\.registry$/;

/** Packages of the project itself (editable, virtual, a path) come from no registry; what they need may name one. */
function readUvLock(text: string): readonly LockPart[] {
  return readPackages(text, 'uv.lock', 'package').flatMap((one) => {
    const isProject = one.strings.some(({ key }) =>
      /^source\.(?:editable|virtual|path|directory)$/.test(key),
    );
    const needs = Object.fromEntries(
      one.strings.filter(({ key }) => UV_NEEDS.test(key)).map(({ key }) => [key, 'index' as const]),
    );
    if (!isProject) return readParts(one, { ...UV_ADDRESSES, ...needs });
    return readParts(one, needs).filter(({ place }) => place !== undefined);
  });
}

/** Poetry writes the address of an index without its last slash. */
function readPoetryLock(text: string): readonly LockPart[] {
  return readPackages(text, 'poetry.lock', 'package')
    .filter(
      ({ strings }) =>
        !strings.some(({ key, value }) => key === 'source.type' && /^(?:directory|file)$/.test(value)),
    )
    .flatMap((one) => {
      const isIndex = one.strings.some(({ key, value }) => key === 'source.type' && value === 'legacy');
      return readParts(one, { 'source.url': isIndex ? 'index' : 'file' }, withoutLastSlashes);
    });
}

/** PDM keeps addresses when it is told to (`static_urls`), and of direct references. */
function readPdmLock(text: string): readonly LockPart[] {
  return readPackages(text, 'pdm.lock', 'package')
    .filter(({ strings }) => !strings.some(({ key }) => key === 'path'))
    .flatMap((one) => readParts(one, { 'files.*.url': 'file', url: 'file', git: 'file' }));
}

function readPylock(text: string): readonly LockPart[] {
  return readPackages(text, 'pylock.toml', 'packages')
    .filter(({ strings }) => !strings.some(({ key }) => key === 'directory.path'))
    .flatMap((one) =>
      readParts(one, {
        index: 'index',
        'sdist.url': 'file',
        'wheels.*.url': 'file',
        'archive.url': 'file',
        'vcs.url': 'file',
      }),
    );
}
