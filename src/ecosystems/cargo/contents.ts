// What is inside a crate: its Cargo.toml, its README, the Cargo.lock that a program is built by, and crates that were vendored.

import { arrayField, field, isObject, objectField, stringField } from '../../formats/json.ts';
import { given } from '../../kernel/given.ts';
import type {
  ContentsRules,
  DeclaredNeed,
  NeedScope,
  OwnContents,
  PublishedVersion,
} from '../adapter-contents.ts';
import { bundledPackage, declaredNeed, readmeFile } from '../bundled-package.ts';
import { MANIFEST } from './about.ts';
import { names } from './name.ts';
import { readToml } from './read-toml.ts';

const OWN = /^[^/]+\/Cargo\.toml$/;
const README = /^[^/]+\/(?:(?:[^/]+\/)?readme(?:\.[a-z]+)?|[^/]+\.md)$/i;
const VENDORED = /\/vendor\/[^/]+\/Cargo\.toml$/;
const MAX_MANIFEST = 1024 * 1024;

export const contents: ContentsRules = {
  packingOf: (file) => (file.endsWith('.crate') ? 'tar-gz' : undefined),
  isOwnEntry: (path) => OWN.test(path) || README.test(path),
  isLock: (path) => /^[^/]+\/Cargo\.lock$/.test(path),
  read(version): OwnContents {
    const entries = new Map(version.opened.flatMap((one) => [...one.entries]));
    const manifest = [...entries].find(([path]) => OWN.test(path));
    return {
      ...given('readme', manifest === undefined ? undefined : readmeOf(manifest, entries)),
      needs: arrayField(version.words, 'deps').flatMap(needOf),
      areNeedsWhole: true,
      documents: new Map(manifest === undefined ? [] : [[MANIFEST, manifest[1]]]),
      leansOn: [],
    };
  },
  bundled: {
    isSign: (path) => VENDORED.test(path),
    readSign(path, bytes) {
      const words = packageOf(path, bytes);
      return bundledPackage(names, field(words, 'name'), field(words, 'version'), field(words, 'license'));
    },
  },
};

const SCOPES: Readonly<Record<string, NeedScope>> = { normal: 'runtime', build: 'build', dev: 'development' };

/** As the index has it, which was held against the Cargo.toml when the crate came. */
function needOf(dep: PublishedVersion['words'][string]): readonly DeclaredNeed[] {
  if (!isObject(dep)) return [];
  const alias = stringField(dep, 'name');
  const name = stringField(dep, 'package') ?? alias;
  if (name === undefined) return [];
  const scope = SCOPES[stringField(dep, 'kind') ?? 'normal'] ?? 'runtime';
  const more = {
    isOptional: field(dep, 'optional') === true,
    ...given('condition', stringField(dep, 'target')),
  };
  return [declaredNeed(names, name, field(dep, 'req'), scope, more)];
}

/** The file that Cargo.toml names; cargo itself takes `README.md` where it names none. */
function readmeOf(
  [path, bytes]: readonly [string, Uint8Array],
  entries: ReadonlyMap<string, Uint8Array>,
): ReturnType<typeof readmeFile> {
  const named = field(packageOf(path, bytes), 'readme');
  if (named === false) return undefined;
  const root = path.slice(0, path.indexOf('/') + 1);
  const wanted =
    typeof named === 'string' ? [named.replace(/^\.\//, '')] : ['README.md', 'README.txt', 'README'];
  const found = wanted.find((one) => entries.has(root + one));
  const text = found === undefined ? undefined : entries.get(root + found);
  return found === undefined || text === undefined ? undefined : readmeFile(found, text);
}

function packageOf(path: string, bytes: Uint8Array) {
  const document = readToml(new TextDecoder().decode(bytes.subarray(0, MAX_MANIFEST)), path.slice(0, 200));
  return objectField(document, 'package') ?? objectField(document, 'project') ?? {};
}
