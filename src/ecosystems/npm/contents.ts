// What is inside a tarball of npm: its package.json, its README, and packages that were bundled into it.

import { field, isObject, objectField, parseJsonObject, type JsonObject } from '../../formats/json.ts';
import { given } from '../../kernel/given.ts';
import type { ContentsRules, DeclaredNeed, NeedScope, OwnContents } from '../adapter-contents.ts';
import { bundledPackage, declaredNeed, readmeFile } from '../bundled-package.ts';
import { readLicence } from './manifest-facts.ts';
import { names } from './name.ts';

const MANIFEST = /^[^/]+\/package\.json$/;
const README = /^[^/]+\/readme(?:\.(?:md|markdown|txt))?$/i;
const BUNDLED = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/@.][^/]*\/package\.json$/;
const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };
/** What comes from a repository, an address or a folder: the name says little about it. */
const ELSEWHERE =
  /^(?:git|github|gitlab|bitbucket|gist|https?|ssh|file|link|portal|workspace)[+:]|^[\w.-]+\/[\w.-]+/;

export const contents: ContentsRules = {
  packingOf: (file) => (file.endsWith('.tgz') ? 'tar-gz' : undefined),
  isOwnEntry: (path) => MANIFEST.test(path) || README.test(path),
  isLock: (path) => /^[^/]+\/npm-shrinkwrap\.json$/.test(path),
  read({ name, opened }): OwnContents {
    const entries = opened.flatMap((one) => [...one.entries]);
    const manifest = entries.find(([path]) => MANIFEST.test(path))?.[1];
    const shown = entries
      .filter(([path]) => README.test(path))
      // Of several, what npm shows: the Markdown.
      .sort(([a], [b]) => Number(/\.(?:md|markdown)$/i.test(b)) - Number(/\.(?:md|markdown)$/i.test(a)))[0];
    const words =
      manifest === undefined ? {} : parseJsonObject(manifest, `the package.json of ${name}`, LIMITS);
    return {
      ...given('readme', shown === undefined ? undefined : readmeFile(...shown)),
      needs: needsOf(words),
      areNeedsWhole: manifest !== undefined,
      documents: new Map(),
      leansOn: [],
    };
  },
  bundled: {
    isSign: (path) => BUNDLED.test(path),
    readSign(path, bytes) {
      const words = parseJsonObject(bytes, path.slice(0, 200), LIMITS);
      return bundledPackage(names, field(words, 'name'), field(words, 'version'), readLicence(words));
    },
  },
};

const FIELDS: readonly (readonly [field: string, scope: NeedScope, isOptional: boolean])[] = [
  ['dependencies', 'runtime', false],
  ['optionalDependencies', 'runtime', true],
  ['peerDependencies', 'provided', false],
  ['devDependencies', 'development', false],
];

/** npm takes what stands among the optional ones for optional, though it may stand among the others too. */
function needsOf(manifest: JsonObject): readonly DeclaredNeed[] {
  const optional = new Set(Object.keys(objectField(manifest, 'optionalDependencies') ?? {}));
  const peers = objectField(manifest, 'peerDependenciesMeta') ?? {};
  return FIELDS.flatMap(([key, scope, isOptional]) =>
    Object.entries(objectField(manifest, key) ?? {}).flatMap(([name, range]) => {
      if (key === 'dependencies' && optional.has(name)) return [];
      const peer = scope === 'provided' ? field(peers, name) : undefined;
      const isLeft = isOptional || (isObject(peer) && field(peer, 'optional') === true);
      return [needOf(name, range, scope, isLeft)];
    }),
  );
}

/** `npm:other@^1`: the name is another one's. */
function needOf(name: string, range: unknown, scope: NeedScope, isOptional: boolean): DeclaredNeed {
  const text = typeof range === 'string' ? range : '';
  const [, other, asked] = /^npm:(@?[^@]+)(?:@(.*))?$/s.exec(text) ?? [];
  if (other !== undefined)
    return declaredNeed(names, other, asked, scope, { isOptional, condition: `under the name ${name}` });
  return declaredNeed(names, name, text, scope, { isOptional, isElsewhere: ELSEWHERE.test(text) });
}
