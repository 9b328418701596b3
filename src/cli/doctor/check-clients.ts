// Whether the package managers of this machine ask the gate: their files, what goes before them, what leads around.

import { join } from 'node:path';

import { messageOf } from '../../kernel/errors.ts';
import { leadsToGate } from '../gate-address.ts';
import type { Machine } from '../machine.ts';
import { configFileOf, shortPath } from '../setup/config-file.ts';
import { findElsewhereHome, type JavaPlace } from '../setup/java-home.ts';
import type { KnownClient } from '../setup/list-clients.ts';
import { readIfThere } from '../setup/plan-setup.ts';
import { fault, note, ok, type Finding } from './finding.ts';

type Place = Pick<Machine, 'environment' | 'home' | 'cwd' | 'platform'> & JavaPlace;

/** Variables that name a registry and go before every file. */
const OVERRIDES: Readonly<Record<string, readonly string[]>> = {
  npm: ['npm_config_registry', 'NPM_CONFIG_REGISTRY'],
  pnpm: ['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'pnpm_config_registry'],
  'yarn-classic': ['YARN_REGISTRY', 'npm_config_registry', 'NPM_CONFIG_REGISTRY'],
  yarn: ['YARN_NPM_REGISTRY_SERVER'],
  bun: ['BUN_CONFIG_REGISTRY', 'NPM_CONFIG_REGISTRY', 'npm_config_registry'],
  pip: ['PIP_INDEX_URL'],
  uv: ['UV_DEFAULT_INDEX', 'UV_INDEX_URL'],
  cargo: ['CARGO_SOURCE_CRATES_IO_REPLACE_WITH', 'CARGO_REGISTRIES_GATEHOUSE_INDEX'],
};

/** Variables that name registries beside the first one. */
const ADDITIONS: Readonly<Record<string, readonly string[]>> = {
  pip: ['PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS'],
  uv: ['UV_EXTRA_INDEX_URL', 'UV_INDEX', 'UV_FIND_LINKS'],
};

/**
 * Lines of a file that name registries beside the first one. Blanks before a key are looked for in its own line: over
 * many blank lines a pattern would go from each of them to the last.
 */
const ADDED_LINES: Readonly<Record<string, RegExp>> = {
  pip: /^[ \t]*(?:extra[-_]index[-_]url|find[-_]links)[ \t]*[=:]\s*\S/m,
  uv: /^[ \t]*extra-index-url[ \t]*=/m,
  npm: /^[ \t]*@[^\s:=]+:registry[ \t]*=[ \t]*\S+/m,
  pnpm: /^[ \t]*@[^\s:=]+:registry[ \t]*=[ \t]*\S+/m,
};

/** Older spellings that cargo reads as well, the first of both names. */
const CARGO_OLD_FILES = ['.cargo/config'] as const;

/** One or more findings for each client. */
export function checkClients(
  place: Place,
  clients: readonly KnownClient[],
  gateUrl: string,
): readonly Finding[] {
  if (clients.length === 0) return [note('clients', 'no package manager that Gatehouse knows is on PATH')];
  return clients.flatMap((client) => checkClient(place, client, gateUrl));
}

function checkClient(place: Place, { recipe }: KnownClient, gateUrl: string): readonly Finding[] {
  const project = readSaid(
    place,
    configFileOf(place, recipe, { kind: 'project', folder: place.cwd }),
    recipe,
  );
  const user = readSaid(place, configFileOf(place, recipe, { kind: 'user' }), recipe);
  // What stands nearer goes first: variables, then the project's file, then the user's.
  const findings = [
    ...checkVariables(place, recipe.id, gateUrl),
    ...(recipe.id === 'cargo' ? checkOldCargoFiles(place) : []),
    ...[project, user].flatMap((said) => said?.faults ?? []),
    ...[project, user].flatMap((said) => checkAdditions(recipe.id, said)),
  ];
  const decided = project?.registry === undefined ? user : project;
  const elsewhere = findElsewhereHome(place, recipe.id);
  if (elsewhere !== undefined) return [...findings, fault('clients', elsewhere.text, elsewhere.fix)];
  return [...findings, ...checkRegistry(recipe.id, decided, user ?? project, gateUrl, findings)];
}

interface Said {
  readonly file: string;
  readonly text: string;
  readonly registry?: string;
  readonly faults: readonly Finding[];
}

function readSaid(place: Place, file: string | undefined, recipe: KnownClient['recipe']): Said | undefined {
  if (file === undefined) return undefined;
  const shown = shortPath(place, file);
  try {
    const bytes = readIfThere(file);
    if (bytes === undefined) return { file: shown, text: '', faults: [] };
    const text = bytes.toString('utf8');
    const registry = recipe.currentRegistry(text);
    return { file: shown, text, faults: [], ...(registry === undefined ? {} : { registry }) };
  } catch (error) {
    const unreadable = fault(
      'clients',
      `${recipe.id}: ${shown} cannot be read: ${messageOf(error)}`,
      `mend ${shown}`,
    );
    return { file: shown, text: '', faults: [unreadable] };
  }
}

function checkRegistry(
  id: string,
  decided: Said | undefined,
  fallback: Said | undefined,
  gateUrl: string,
  findings: readonly Finding[],
): readonly Finding[] {
  const registry = decided?.registry;
  const hasOverride = findings.some(({ level, text }) => level === 'ok' && text.startsWith(`${id} `));
  if (registry !== undefined && leadsToGate(registry, gateUrl)) {
    return [ok('clients', `${id} asks the gate (${decided?.file})`)];
  }
  if (hasOverride) return [];
  const isProjectOnly = id === 'poetry';
  const command = isProjectOnly ? `gatehouse setup ${id} --project .` : `gatehouse setup ${id}`;
  if (registry !== undefined) {
    return [
      fault(
        'clients',
        `${id} asks ${withoutCredentials(registry)} (${decided?.file}), not the gate`,
        command,
      ),
    ];
  }
  // Outside of a project there is nothing that poetry could be told.
  if (isProjectOnly && fallback?.text === '') return [];
  return [fault('clients', `${id} asks its public registry, not the gate`, command)];
}

function checkVariables({ environment }: Place, id: string, gateUrl: string): readonly Finding[] {
  const isSet = (name: string) => (environment[name] ?? '') !== '';
  // Below npm (npx), npm's own settings come as variables: what leads to the gate there is the file's word.
  const overrides = (OVERRIDES[id] ?? []).filter(isSet).map((name): Finding => {
    const value = withoutCredentials(environment[name] ?? '');
    const isName = !value.includes('://');
    if (leadsToGate(value.replace(/^sparse\+/, ''), gateUrl) || (isName && value === 'gatehouse')) {
      return ok('clients', `${id} is told by ${name} to ask the gate`);
    }
    return fault(
      'clients',
      `${id} is told by the variable ${name} to ask ${value}, whatever its files say`,
      `unset ${name}`,
    );
  });
  const additions = (ADDITIONS[id] ?? []).filter(isSet).flatMap((name): readonly Finding[] => {
    const value = withoutCredentials(environment[name] ?? '');
    const isOurs = value.split(/[\s,]+/).every((one) => leadsToGate(one.replace(/^[\w-]+=/, ''), gateUrl));
    if (isOurs) return [];
    return [
      fault(
        'clients',
        `${id} is told by the variable ${name} to ask ${value} as well, around the gate`,
        `unset ${name}`,
      ),
    ];
  });
  return [...overrides, ...additions];
}

function checkAdditions(id: string, said: Said | undefined): readonly Finding[] {
  const line = said === undefined ? undefined : ADDED_LINES[id]?.exec(said.text)?.[0].trim();
  if (line === undefined || said === undefined) return [];
  return [
    fault(
      'clients',
      `${id} is told by ${said.file} to ask another registry as well: ${withoutCredentials(line)}`,
      `take that line out of ${said.file}, or make that registry an upstream in gatehouse.toml`,
    ),
  ];
}

/** `config` without an ending goes before `config.toml` where both are. */
function checkOldCargoFiles(place: Place): readonly Finding[] {
  const cargoHome = place.environment['CARGO_HOME'];
  const candidates = [
    ...CARGO_OLD_FILES.flatMap((file) => [join(place.cwd, file), join(place.home, file)]),
    ...(cargoHome === undefined ? [] : [join(cargoHome, 'config')]),
  ];
  return [...new Set(candidates)].flatMap((file) => {
    try {
      if (readIfThere(file) === undefined) return [];
    } catch {
      // A folder of that name, or one that cargo cannot read either.
      return [];
    }
    const shown = shortPath(place, file);
    return [
      fault(
        'clients',
        `cargo reads ${shown} instead of ${shown}.toml`,
        `move what it says into ${shown}.toml and remove it`,
      ),
    ];
  });
}

/** More of a line is not shown, and its last word not in part: it could be the start of a password. */
const MAX_SHOWN = 1_000;

function withoutCredentials(text: string): string {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN).replace(/\S*$/, '')}…` : text;
  return shown.replace(/(\b[a-z][a-z0-9+.-]*:\/\/)[^/@\s"']*@/gi, '$1[secret]@');
}
