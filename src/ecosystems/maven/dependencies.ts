// What the POMs that were fetched say of who needs whom. Names and versions that are left to a parent or to properties beyond the
// POM's own are not followed: a range that is not plain is not told.

import type { DependencyRules } from '../adapter-dependencies.ts';
import { gatherNeeds } from '../gather-needs.ts';
import { isOpen } from './interpolate.ts';
import { names } from './name.ts';
import { readPom } from './read-pom.ts';

const LEFT_OUT: ReadonlySet<string> = new Set(['test', 'provided', 'system', 'import']);

export const dependencies: DependencyRules = {
  /** maven-metadata.xml lists versions alone. */
  read: () => [],
  isTelling: (file) => file.endsWith('.pom'),
  readFile(bytes, name, version) {
    const pom = readPom(new TextDecoder().decode(bytes), `the POM of ${name} ${version}`);
    const own = {
      groupId: pom.groupId ?? pom.parent?.groupId ?? '',
      version: pom.version ?? pom.parent?.version ?? '',
    };
    const fill = (text: string): string =>
      text
        .replaceAll(/\$\{(?:project|pom)\.groupId\}/g, own.groupId)
        .replaceAll(/\$\{(?:project|pom)\.version\}/g, own.version)
        .replaceAll(/\$\{([^}]+)\}/g, (open, property: string) => pom.properties.get(property) ?? open);
    const asked = pom.dependencies.flatMap(({ groupId, artifactId, version: range, scope, optional }) => {
      if (LEFT_OUT.has(scope ?? 'compile') || optional === 'true') return [];
      const words = range === undefined ? undefined : fill(range);
      const isPlain = words !== undefined && !isOpen(words);
      return [[`${fill(groupId)}:${fill(artifactId)}`, isPlain ? words : undefined] as const];
    });
    return gatherNeeds(version, asked, names);
  },
};
