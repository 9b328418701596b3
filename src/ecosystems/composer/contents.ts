// What is inside an archive of Composer: its composer.json, its README, and packages that were installed into it.

import { arrayField, field, isObject, objectField, parseJson } from '../../formats/json.ts';
import { given } from '../../kernel/given.ts';
import type { ContentsRules, DeclaredNeed, NeedScope, OwnContents } from '../adapter-contents.ts';
import { bundledPackage, declaredNeed, readmeFile } from '../bundled-package.ts';
import { names } from './name.ts';
import { readLicence } from './release-facts.ts';

const README = /^(?:[^/]+\/)?readme(?:\.(?:md|markdown|txt))?$/i;
const INSTALLED = /(?:^|\/)vendor\/composer\/installed\.json$/;
const LIMITS = { maxBytes: 8 << 20, maxDepth: 64 };

export const contents: ContentsRules = {
  packingOf: (file) => (file.endsWith('.zip') ? 'zip' : undefined),
  isOwnEntry: (path) => README.test(path),
  /** What the index says was read from the composer.json in the archive when it came. */
  read({ words, opened }): OwnContents {
    const shown = opened
      .flatMap((one) => [...one.entries].filter(([path]) => README.test(path)))
      .sort(([a], [b]) => a.split('/').length - b.split('/').length)[0];
    return {
      ...given('readme', shown === undefined ? undefined : readmeFile(...shown)),
      needs: [...needsIn(words, 'require', 'runtime'), ...needsIn(words, 'require-dev', 'development')],
      areNeedsWhole: true,
      documents: new Map(),
      leansOn: [],
    };
  },
  bundled: {
    isSign: (path) => INSTALLED.test(path),
    readSign(path, bytes) {
      const document = parseJson(bytes, path.slice(0, 200), LIMITS);
      // Composer 1 wrote a list, Composer 2 an object with one.
      const listed: readonly unknown[] = Array.isArray(document)
        ? document
        : isObject(document)
          ? arrayField(document, 'packages')
          : [];
      return listed.flatMap((one) =>
        isObject(one)
          ? bundledPackage(names, field(one, 'name'), field(one, 'version'), readLicence(one))
          : [],
      );
    },
  },
};

/** PHP itself and its extensions are no packages: they have no vendor. */
function needsIn(
  words: Readonly<Record<string, unknown>>,
  key: string,
  scope: NeedScope,
): readonly DeclaredNeed[] {
  return Object.entries(objectField(words, key) ?? {}).map(([name, range]) =>
    declaredNeed(names, name, range, scope, { isElsewhere: !name.includes('/') }),
  );
}
