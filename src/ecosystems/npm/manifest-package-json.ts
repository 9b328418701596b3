// package.json where no lock file stands beside it: what a project asks for, of which mostly only ranges are known.

import type { Component, ComponentGraph } from '../../kernel/component-graph.ts';
import { objectField, stringField, type JsonObject } from '../../formats/json.ts';
import { findJsonStrings } from '../../formats/json-places.ts';
import { readJsonObjectText } from '../../formats/json-text.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { connectGraph, type GraphAsk } from './connect-graph.ts';
import { lockedComponent } from './locked-component.ts';
import { projectComponent } from './project-path.ts';
import { versions } from './version.ts';
import { findAlias, isFolder } from './yarn-descriptor.ts';

const WHAT = 'package.json';

export const packageJson: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  yieldsTo: ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'],
  read: readPackageJson,
};

const FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'] as const;

function readPackageJson(text: string): ComponentGraph {
  const { value } = readJsonObjectText(text, { what: WHAT });
  const lines = linesOf(text, value);
  const version = stringField(value, 'version');
  const project = projectComponent(stringField(value, 'name') ?? '', {
    ...(version === undefined ? {} : { version }),
    line: 1,
  });
  const asked: Component[] = [];
  const asks: GraphAsk[] = [];
  const positions = new Map<string, number>();
  for (const field of FIELDS) {
    for (const [name, range] of Object.entries(objectField(value, field) ?? {})) {
      if (typeof range !== 'string') continue;
      const known = positions.get(placeOf(name, range));
      // Behind the project itself, which is the first.
      if (known === undefined) asked.push(askedComponent(name, range, lines.get(placeOf(field, name))));
      const component = known ?? asked.length;
      positions.set(placeOf(name, range), component);
      asks.push({ component, scope: field === 'devDependencies' ? 'development' : 'runtime' });
    }
  }
  return connectGraph({
    format: WHAT,
    linked: [{ component: project, asks }, ...asked.map((component) => ({ component }))],
    gaps:
      asked.length === 0
        ? []
        : [
            {
              message: `Cannot tell what ${WHAT} brings with it: found no lock file, expected one beside it`,
            },
          ],
  });
}

/** A range stays open; one version alone is what is installed. */
function askedComponent(name: string, range: string, line: number | undefined): Component {
  const at = line === undefined ? {} : { line };
  if (isFolder(range) || range.startsWith('workspace:'))
    return projectComponent(name, { requested: range, ...at });
  const alias = findAlias(range);
  const wanted = alias === undefined ? range : range.slice(`npm:${alias}@`.length);
  const component = lockedComponent({ name: alias ?? name, version: undefined, scope: 'unknown', ...at });
  const isElsewhere = alias === undefined && /[/:]/.test(range) && !/^(?:npm|catalog):/.test(range);
  return {
    ...component,
    ...(isExact(wanted) && !isElsewhere ? { version: wanted } : { requested: range }),
    ...(isElsewhere ? { source: 'elsewhere' } : {}),
  };
}

function isExact(range: string): boolean {
  return /^\d+\.\d+\.\d+(?:[-+]|$)/.test(range) && versions.isValid(range);
}

/** The line of each thing that is asked for. */
function linesOf(text: string, manifest: JsonObject): ReadonlyMap<string, number> {
  if (!FIELDS.some((field) => Object.hasOwn(manifest, field))) return new Map();
  return new Map(
    findJsonStrings(text, WHAT).flatMap(({ path: [field, name, ...deeper], line }) =>
      field === undefined || name === undefined || deeper.length > 0 ? [] : [[placeOf(field, name), line]],
    ),
  );
}

function placeOf(field: string, name: string): string {
  return JSON.stringify([field, name]);
}
