// composer.json without a lock file: what a project asks for. Which versions that comes to is not decided yet.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { findJsonStrings } from '../../formats/json-places.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { isExact } from './locked-package.ts';
import { projectComponent } from './manifest-composer-lock.ts';
import { findName } from './name.ts';
import { readProjectManifest } from './project-manifest.ts';

const WHAT = 'composer.json';

export const composerJson: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  yieldsTo: ['composer.lock'],
  read: readComposerJson,
};

function readComposerJson(text: string): ComponentGraph {
  const project = readProjectManifest(text);
  const lines = linesOf(text);
  const asked = [
    ...[...project.runtime].map(([name, constraint]) => ({ name, constraint, scope: 'runtime' as const })),
    ...[...project.development]
      .filter(([name]) => !project.runtime.has(name))
      .map(([name, constraint]) => ({ name, constraint, scope: 'development' as const })),
  ];
  const components = asked.map(({ name: rawName, constraint, scope }): Component => {
    const name = findName(rawName);
    const line = lines.get(`${scope === 'runtime' ? 'require' : 'require-dev'} ${rawName}`);
    const version = /^\s*={0,2}\s*(\S+)\s*$/.exec(constraint)?.[1] ?? '';
    return {
      ...(name === undefined ? {} : { ecosystem: 'composer' as const }),
      name: name ?? rawName,
      // A plain version admits that one alone.
      ...(isExact(version) ? { version } : { requested: constraint }),
      source: 'registry',
      scope,
      ...(line === undefined ? {} : { line }),
    };
  });
  return {
    format: WHAT,
    components: [projectComponent(project), ...components],
    roots: [0],
    needs: [components.map((_, at) => at + 1), ...components.map(() => undefined)],
    gaps: [],
  };
}

/** The lines of the requirements, by field and name in lower case. */
function linesOf(text: string): ReadonlyMap<string, number> {
  return new Map(
    findJsonStrings(text, WHAT).flatMap(({ path, line }) =>
      path.length === 2 ? [[`${path[0]} ${path[1]?.toLowerCase()}`, line]] : [],
    ),
  );
}
