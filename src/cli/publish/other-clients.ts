// Which command publishes what is no Composer package: each ecosystem has its own client for it.

import { basename } from 'node:path';

/** For a file by its name. */
const OF_FILES: readonly (readonly [pattern: RegExp, command: (file: string) => string])[] = [
  [/\.(?:whl|tar\.gz)$/, (file) => `uv publish ${file}`],
  [/\.tgz$/, (file) => `npm publish ${file}`],
  [/\.crate$/, () => 'cargo publish --registry gatehouse'],
  [/\.(?:jar|pom|aar|war)$/, (file) => `mvn deploy:deploy-file -Dfile=${file}`],
];

/** For a folder by what stands in it, the most telling first. */
const OF_FOLDERS: readonly (readonly [file: string, command: string])[] = [
  ['package.json', 'npm publish'],
  ['pyproject.toml', 'uv publish'],
  ['setup.py', 'uv publish'],
  ['Cargo.toml', 'cargo publish --registry gatehouse'],
  ['pom.xml', 'mvn deploy'],
];

export function commandForFile(path: string): string | undefined {
  return OF_FILES.find(([pattern]) => pattern.test(path))?.[1](basename(path));
}

export function commandForFolder(files: readonly string[]): string | undefined {
  return OF_FOLDERS.find(([file]) => files.includes(file))?.[1];
}
