// What is inside wheels and source distributions: their core metadata with its description, and packages that were vendored.

import { given } from '../../kernel/given.ts';
import type { ContentsRules, DeclaredNeed, OwnContents, Packing } from '../adapter-contents.ts';
import { bundledPackage, declaredNeed, readme } from '../bundled-package.ts';
import { PACKED_METADATA } from './about.ts';
import { fileOfSidecar, isWheel } from './file-version.ts';
import { names } from './name.ts';
import { isAtLeast, parseMetadata, type CoreMetadata } from './parse-metadata.ts';
import { readRequirement } from './requires-dist.ts';

const OWN = /^[^/]+(?:\.dist-info\/METADATA|\/PKG-INFO)$/;
const SIGN = /(?:^|\/)[^/]+\.(?:dist-info\/METADATA|egg-info\/PKG-INFO)$/;
/** What the tool `vendoring` keeps beside what it copied. */
const VENDORED = /\/_?vendor\/vendor(?:ed)?\.txt$/;
const PINNED = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*==\s*([A-Za-z0-9.!+_-]+)/;
const MOST_PINNED = 1_000;
const HEADER = /^(Name|Version|License|License-Expression):(.*)$/i;
const MAX_HEADERS = 64 * 1024;

export const contents: ContentsRules = {
  packingOf: (file): Packing | undefined =>
    isWheel(file) ? 'zip' : file.endsWith('.tar.gz') ? 'tar-gz' : undefined,
  isSidecar: (file) => fileOfSidecar(file) !== file,
  isOwnEntry: (path) => OWN.test(path),
  read({ opened }): OwnContents {
    const told = opened.flatMap(({ file, entries }) =>
      [...entries].filter(([path]) => OWN.test(path)).map(([, bytes]) => ({ file, bytes })),
    );
    const wheels = told.filter(({ file }) => isWheel(file));
    // What a build made says more than what it is to be made of.
    const chosen = wheels.length > 0 ? wheels : told;
    const read = chosen.map(({ file, bytes }) => ({ file, metadata: parseMetadata(bytes, file) }));
    const [first] = read;
    const lines = new Set(read.flatMap(({ metadata }) => metadata.many.get('requires-dist') ?? []));
    return {
      ...given('readme', first === undefined ? undefined : descriptionOf(first.metadata)),
      needs: [...lines].flatMap(needOf),
      areNeedsWhole:
        first !== undefined && read.every(({ file, metadata }) => isWheel(file) || isStatic(metadata)),
      documents: new Map(chosen.slice(0, 1).map(({ bytes }) => [PACKED_METADATA, bytes])),
      leansOn: [],
    };
  },
  bundled: {
    isSign: (path) => SIGN.test(path) || VENDORED.test(path),
    readSign: (path, bytes) => (VENDORED.test(path) ? readVendored(bytes) : readSign(bytes)),
  },
};

function needOf(line: string): readonly DeclaredNeed[] {
  const found = readRequirement(line);
  if (found === undefined) return [];
  const { name, range, marker, isExtra, isDirect } = found;
  const more = { isOptional: isExtra, isElsewhere: isDirect, ...given('condition', marker) };
  return [declaredNeed(names, name, range, 'runtime', more)];
}

/** PEP 643: of a source distribution, what is not said to be dynamic is the same in every wheel of it. */
function isStatic(metadata: CoreMetadata): boolean {
  const dynamic = (metadata.many.get('dynamic') ?? []).map((one) => one.toLowerCase());
  return isAtLeast(metadata, '2.2') && !dynamic.includes('requires-dist');
}

/** Without a type it is reStructuredText, which is shown as it stands. */
function descriptionOf({ one }: CoreMetadata) {
  const isMarkdown = /^\s*text\/markdown\b/i.test(one.get('description-content-type') ?? '');
  return readme(one.get('description'), isMarkdown ? 'markdown' : 'text');
}

/** Metadata of any age, read for what it is called alone. */
function readSign(bytes: Uint8Array) {
  const head =
    new TextDecoder().decode(bytes.subarray(0, MAX_HEADERS)).replaceAll('\r\n', '\n').split('\n\n', 1)[0] ??
    '';
  const found = new Map<string, string>();
  for (const line of head.split('\n')) {
    const [, key, value = ''] = HEADER.exec(line) ?? [];
    if (key !== undefined && !found.has(key.toLowerCase())) found.set(key.toLowerCase(), value.trim());
  }
  const licence = found.get('license-expression') ?? found.get('license');
  return bundledPackage(names, found.get('name'), found.get('version'), licence);
}

function readVendored(bytes: Uint8Array) {
  const lines = new TextDecoder().decode(bytes.subarray(0, MAX_HEADERS)).split('\n').slice(0, MOST_PINNED);
  return lines.flatMap((line) => {
    const [, name, version] = PINNED.exec(line) ?? [];
    return bundledPackage(names, name, version);
  });
}
