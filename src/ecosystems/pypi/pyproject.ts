// What a project's pyproject.toml asks for: PEP 621, PEP 735, and the tables of Poetry, PDM and uv from before them.

import type { Component } from '../../kernel/component-graph.ts';
import {
  arrayField,
  field,
  isObject,
  objectField,
  stringField,
  type JsonObject,
} from '../../formats/json.ts';
import { withoutCredentials } from './gate-address.ts';
import { findName, normalizeName } from './name.ts';
import { findRequirement } from './python-requirement.ts';
import { readToml } from './read-toml.ts';
import { versions } from './version.ts';

/** One thing that the project asks for. */
export interface ProjectAsk {
  /** Canonical. */
  readonly name: string;
  /** In the normal form of names. */
  readonly extras: readonly string[];
  /** A specifier, Poetry's own spelling of one, or an address. */
  readonly requested: string;
  readonly source: Component['source'];
  readonly isDevelopment: boolean;
  /** The group or extra that it belongs to, in the normal form; undefined for what the project always needs. */
  readonly group?: string;
}

/** A project. */
export interface PythonProject {
  /** As it is written; empty where the project has none. */
  readonly name: string;
  readonly version?: string | undefined;
  readonly asks: readonly ProjectAsk[];
  /** Entries that are no dependency specifiers. */
  readonly unread: readonly string[];
  /** What the project needs is computed when it is built, and does not stand there. */
  readonly isDynamic: boolean;
  /** Whether there is a project at all: many files hold the settings of tools only. */
  readonly isProject: boolean;
}

/** Throws `invalid-document` with the line, and `too-large`. */
export function readPyproject(text: string): PythonProject {
  const { value } = readToml(text, 'pyproject.toml');
  const project = objectField(value, 'project');
  const tool = objectField(value, 'tool') ?? {};
  const poetry = objectField(tool, 'poetry');
  const unread: string[] = [];
  const asks = [
    ...standardAsks(project ?? {}, unread),
    ...groupAsks(objectField(value, 'dependency-groups') ?? {}, unread),
    ...groupAsks(objectField(objectField(tool, 'pdm') ?? {}, 'dev-dependencies') ?? {}, unread),
    ...listAsks(arrayField(objectField(tool, 'uv') ?? {}, 'dev-dependencies'), unread, 'dev', true),
    ...poetryAsks(poetry ?? {}),
  ];
  return {
    name: stringField(project ?? {}, 'name') ?? stringField(poetry ?? {}, 'name') ?? '',
    version: stringField(project ?? {}, 'version') ?? stringField(poetry ?? {}, 'version'),
    asks,
    unread,
    isDynamic: arrayField(project ?? {}, 'dynamic').some(
      (one) => one === 'dependencies' || one === 'optional-dependencies',
    ),
    isProject: project !== undefined || poetry !== undefined || asks.length > 0,
  };
}

function standardAsks(project: JsonObject, unread: string[]): readonly ProjectAsk[] {
  const extras = objectField(project, 'optional-dependencies') ?? {};
  return [
    ...listAsks(arrayField(project, 'dependencies'), unread),
    ...Object.keys(extras).flatMap((extra) => listAsks(arrayField(extras, extra), unread, extra)),
  ];
}

/** PEP 735. What a group includes is said where that group is. */
function groupAsks(groups: JsonObject, unread: string[]): readonly ProjectAsk[] {
  return Object.keys(groups).flatMap((group) => listAsks(arrayField(groups, group), unread, group, true));
}

function listAsks(
  list: readonly unknown[],
  unread: string[],
  group?: string,
  isDevelopment = false,
): readonly ProjectAsk[] {
  return list.flatMap((text): readonly ProjectAsk[] => {
    if (typeof text !== 'string') return [];
    const found = findRequirement(text);
    if (found === undefined) {
      unread.push(withoutCredentials(text.slice(0, 200)));
      return [];
    }
    const { name, extras, specifier, address } = found;
    return [
      {
        name,
        extras,
        requested: address === undefined ? specifier : withoutCredentials(address),
        source: address === undefined ? 'registry' : 'elsewhere',
        isDevelopment,
        ...(group === undefined ? {} : { group: normalizeName(group) }),
      },
    ];
  });
}

function poetryAsks(poetry: JsonObject): readonly ProjectAsk[] {
  const groups = objectField(poetry, 'group') ?? {};
  return [
    ...tableAsks(objectField(poetry, 'dependencies') ?? {}),
    ...tableAsks(objectField(poetry, 'dev-dependencies') ?? {}, 'dev'),
    ...Object.keys(groups).flatMap((group) =>
      tableAsks(objectField(objectField(groups, group) ?? {}, 'dependencies') ?? {}, group),
    ),
  ];
}

/** `name = "^1.0"`, `name = { version = "^1.0", extras = ["x"] }`, or a list of such tables. */
function tableAsks(table: JsonObject, group?: string): readonly ProjectAsk[] {
  return Object.keys(table).flatMap((key) => {
    const name = findName(key);
    if (name === undefined || name === 'python') return [];
    return oneOrMore(field(table, key)).map((one) => ({
      name,
      ...readPoetryAsk(one),
      isDevelopment: group !== undefined && group !== 'main',
      ...(group === undefined ? {} : { group: normalizeName(group) }),
    }));
  });
}

/** What stands alone, or in a list. */
export function oneOrMore(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function readPoetryAsk(value: unknown): Pick<ProjectAsk, 'extras' | 'requested' | 'source'> {
  if (!isObject(value)) {
    return { extras: [], requested: typeof value === 'string' ? asSpecifier(value) : '', source: 'registry' };
  }
  const address = stringField(value, 'git') ?? stringField(value, 'url') ?? stringField(value, 'file');
  const folder = stringField(value, 'path');
  return {
    extras: arrayField(value, 'extras').flatMap((one) =>
      typeof one === 'string' ? [normalizeName(one)] : [],
    ),
    requested: withoutCredentials(address ?? folder ?? asSpecifier(stringField(value, 'version') ?? '')),
    source: address !== undefined ? 'elsewhere' : folder !== undefined ? 'project' : 'registry',
  };
}

/** A version alone means that very one to Poetry. */
function asSpecifier(words: string): string {
  const text = words.trim();
  return versions.isValid(text) ? `==${text}` : words;
}
