// composer.lock as a graph of components. `packages` are for run time, `packages-dev` for development; what the project
// itself asks for, composer.json beside it says.

import type { Component, ComponentGraph, GraphGap } from '../../kernel/component-graph.ts';
import { GatehouseError, isGatehouseError } from '../../kernel/errors.ts';
import { field, isObject, kindOf, stringField, type JsonObject } from '../../formats/json.ts';
import { readJsonObjectText, type JsonText } from '../../formats/json-text.ts';
import type { ManifestFormat } from '../adapter-manifest.ts';
import { connectPackages } from './connect-packages.ts';
import { isExact, lockedComponent } from './locked-package.ts';
import { findName } from './name.ts';
import { readProjectManifest, type ProjectManifest } from './project-manifest.ts';

const WHAT = 'composer.lock';

export const composerLockManifest: ManifestFormat = {
  id: WHAT,
  isNamed: (fileName) => fileName === WHAT,
  companions: () => ['composer.json'],
  read: readComposerLock,
};

function readComposerLock(text: string, companions: ReadonlyMap<string, string>): ComponentGraph {
  const document = readJsonObjectText(text, { what: WHAT });
  const runtime = listOf(document, 'packages');
  const development = listOf(document, 'packages-dev');
  const gaps: GraphGap[] = [];
  const project = readProject(companions.get('composer.json'), gaps);
  const isFork = project?.isFork ?? (() => false);
  const toComponent = (scope: 'runtime' | 'development') => (locked: JsonObject) => {
    const line = document.lineOf(locked);
    return { ...lockedComponent(locked, scope, isFork), ...(line === undefined ? {} : { line }) };
  };
  return {
    format: WHAT,
    components: [
      ...(project === undefined ? [] : [projectComponent(project)]),
      ...runtime.map(toComponent('runtime')),
      ...development.map(toComponent('development')),
    ],
    roots: project === undefined ? [] : [0],
    ...connectPackages({ packages: [...runtime, ...development], project, lineOf: document.lineOf }, gaps),
    gaps,
  };
}

/** What is built here, as composer.json names it. */
export function projectComponent({ name: rawName, version }: ProjectManifest): Component {
  const name = findName(rawName);
  return {
    ...(name === undefined ? {} : { ecosystem: 'composer' as const }),
    name: name ?? rawName,
    ...(version === undefined ? {} : isExact(version) ? { version } : { requested: version }),
    source: 'project',
    scope: 'runtime',
  };
}

/** The lock file says what there is without it, so that trouble in it is no more than a gap. */
function readProject(text: string | undefined, gaps: GraphGap[]): ProjectManifest | undefined {
  if (text === undefined) return undefined;
  try {
    return readProjectManifest(text);
  } catch (error) {
    if (!isGatehouseError(error)) throw error;
    gaps.push({ message: `Cannot tell what the project asks for: ${error.message}` });
    return undefined;
  }
}

/** Older versions write null for no packages for development. */
function listOf(
  { value, lineOf }: JsonText & { readonly value: JsonObject },
  name: string,
): readonly JsonObject[] {
  const list = field(value, name);
  if (name !== 'packages' && (list === undefined || list === null)) return [];
  if (!Array.isArray(list)) throw invalid(`${kindOf(list)} as "${name}"`, 'a list of packages');
  const place = `in "${name}", which begins at line ${lineOf(list)}`;
  return list.map((locked: unknown) => {
    if (!isObject(locked)) throw invalid(`${kindOf(locked)} ${place}`, 'an object');
    if ((stringField(locked, 'name') ?? '') !== '') return locked;
    throw invalid(`a package without a name at line ${lineOf(locked)}`, 'a name');
  });
}

function invalid(found: string, expected: string): GatehouseError {
  return new GatehouseError('invalid-document', `Cannot read ${WHAT}: found ${found}, expected ${expected}`);
}
