// Where a client keeps its configuration on this machine.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import type { ClientRecipe } from '../../ecosystems/adapter-client-setup.ts';
import type { Machine } from '../machine.ts';

/** For the user, or for one project. */
export type Scope = { readonly kind: 'user' } | { readonly kind: 'project'; readonly folder: string };

type Place = Pick<Machine, 'environment' | 'home' | 'platform'>;

/** Variables that name the folder instead of the usual one. */
const MOVED: readonly (readonly [variable: string, usual: string])[] = [
  ['CARGO_HOME', '.cargo/'],
  ['GRADLE_USER_HOME', '.gradle/'],
  ['COMPOSER_HOME', '.config/composer/'],
  ['XDG_CONFIG_HOME', '.config/'],
];

/** Where files are even though the recipe says `~`: Bun looks into the XDG folder first, npm where it is told. */
const WHOLE: readonly (readonly [client: string, variable: string, file: string])[] = [
  ['npm', 'npm_config_userconfig', ''],
  ['npm', 'NPM_CONFIG_USERCONFIG', ''],
  ['pnpm', 'npm_config_userconfig', ''],
  ['pnpm', 'NPM_CONFIG_USERCONFIG', ''],
  ['pip', 'PIP_CONFIG_FILE', ''],
  ['uv', 'UV_CONFIG_FILE', ''],
  ['bun', 'XDG_CONFIG_HOME', '.bunfig.toml'],
];

/** The absolute path of the file; undefined for a client that has none of this scope. */
export function configFileOf(place: Place, recipe: ClientRecipe, scope: Scope): string | undefined {
  if (scope.kind === 'project') {
    return recipe.files.project === undefined ? undefined : join(scope.folder, recipe.files.project);
  }
  const usual = recipe.files.user;
  if (usual === undefined) return undefined;
  for (const [client, variable, file] of WHOLE) {
    const value = place.environment[variable];
    if (client === recipe.id && value !== undefined && value.startsWith('/')) return join(value, file);
  }
  for (const [variable, prefix] of MOVED) {
    const folder = place.environment[variable];
    if (folder !== undefined && folder.startsWith('/') && usual.startsWith(prefix)) {
      return join(folder, usual.slice(prefix.length));
    }
  }
  return join(place.home, findOlderPlace(place, usual) ?? usual);
}

/** Places that some clients prefer on some machines: they look whether the folder is there. */
function findOlderPlace({ environment, home, platform }: Place, usual: string): string | undefined {
  if (usual.startsWith('.config/pip/') && platform === 'darwin') {
    const folder = join('Library', 'Application Support', 'pip');
    return existsSync(join(home, folder)) ? join(folder, 'pip.conf') : undefined;
  }
  if (!usual.startsWith('.config/composer/')) return undefined;
  const older = usual.replace('.config/composer/', '.composer/');
  const usesXdg = Object.keys(environment).some((name) => name.startsWith('XDG_')) || existsSync('/etc/xdg');
  if (!usesXdg) return older;
  const isNewThere = existsSync(join(home, '.config', 'composer'));
  return !isNewThere && existsSync(join(home, '.composer')) ? older : undefined;
}

/** A path with the user's folder written as `~`. */
export function shortPath({ home }: Pick<Machine, 'home'>, path: string): string {
  return path === home || path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
