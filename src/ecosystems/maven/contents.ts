// What is inside the files of a Maven version: its POM with those that it inherits from, and artifacts that were packed into its
// archive, by what Maven's archiver leaves of each. A repository has no README.

import type { ContentsRules, DeclaredNeed, NeedScope, OwnContents, Packing } from '../adapter-contents.ts';
import { bundledPackage, declaredNeed } from '../bundled-package.ts';
import { modelPom } from './dependencies.ts';
import { isOpen } from './interpolate.ts';
import { names } from './name.ts';
import { isArchive, readProperties } from './published-archive.ts';
import { stemOf } from './snapshot.ts';
import type { Dependency } from './effective-pom.ts';

const SIGN = /(?:^|\/)META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;
/** What the archive beside it was built of, or says in pages. */
const BESIDE = /-(?:sources|test-sources|javadoc|tests)\.[a-z]+$/;

export const contents: ContentsRules = {
  packingOf: (file): Packing | undefined =>
    file.endsWith('.pom') ? 'plain' : isArchive(file) && !BESIDE.test(file) ? 'zip' : undefined,
  isOwnEntry: (path) => path.endsWith('.pom'),
  read({ name, version, opened, beside }): OwnContents {
    const file = `${stemOf(name, version)}.pom`;
    const bytes = opened.find((one) => one.file === file)?.entries.get(file);
    if (bytes === undefined) return { needs: [], areNeedsWhole: false, documents: new Map(), leansOn: [] };
    const read = new Map<string, Uint8Array>([[keyOf(name, version), bytes]]);
    const { model, isWhole, leansOn } = modelPom(bytes, `the POM of ${name} ${version}`, (asked) => {
      const found = beside(asked);
      const ofVersion = asked.file.slice(0, asked.file.indexOf('/'));
      if (found !== undefined) read.set(keyOf(asked.name, ofVersion), found);
      return found;
    });
    return {
      needs: model.dependencies.flatMap(needOf),
      areNeedsWhole: isWhole,
      documents: read,
      leansOn,
    };
  },
  bundled: {
    isSign: (path) => SIGN.test(path),
    readSign(_path, bytes) {
      const said = readProperties(bytes);
      return bundledPackage(names, `${said.get('groupId')}:${said.get('artifactId')}`, said.get('version'));
    },
  },
};

/** As `about.ts` asks for it. */
function keyOf(name: string, version: string): string {
  return `pom:${name}:${version}`;
}

const SCOPES: Readonly<Record<string, NeedScope>> = {
  compile: 'runtime',
  runtime: 'runtime',
  provided: 'provided',
  system: 'provided',
  test: 'development',
};

/** What only lends its list of versions is no dependency. */
function needOf({
  groupId,
  artifactId,
  version,
  scope = 'compile',
  optional,
}: Dependency): readonly DeclaredNeed[] {
  if (scope === 'import') return [];
  const name = `${groupId}:${artifactId}`;
  const range = version === undefined || isOpen(version) ? undefined : version;
  const more = { isOptional: optional === 'true', isElsewhere: isOpen(name) };
  return [declaredNeed(names, name, range, SCOPES[scope] ?? 'runtime', more)];
}
