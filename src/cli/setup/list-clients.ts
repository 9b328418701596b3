// The package managers that Gatehouse knows, and which of them are installed here.

import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

import type { ClientRecipe } from '../../ecosystems/adapter-client-setup.ts';
import type { Adapter } from '../../ecosystems/adapter.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { ECOSYSTEMS, type Ecosystem } from '../../kernel/ecosystem.ts';
import type { Machine } from '../machine.ts';

export interface KnownClient {
  readonly ecosystem: Ecosystem;
  readonly recipe: ClientRecipe;
}

/** Commands by which a client is called, where it is not its id. Both yarns are called `yarn`. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  pip: ['pip', 'pip3'],
  'yarn-classic': ['yarn'],
};

/** Every client of every ecosystem. */
export function knownClients(
  adapters: Readonly<Record<Ecosystem, Pick<Adapter, 'clients'>>> = ADAPTERS,
): readonly KnownClient[] {
  return ECOSYSTEMS.flatMap((ecosystem) =>
    adapters[ecosystem].clients.map((recipe) => ({ ecosystem, recipe })),
  );
}

/** The names by which clients are asked for; `yarn` means both yarns. */
export function clientNames(): readonly string[] {
  return knownClients().map(({ recipe }) => recipe.id);
}

/** The clients with one of these names. */
export function clientsNamed(names: readonly string[]): readonly KnownClient[] {
  const wanted = new Set(names.includes('yarn') ? [...names, 'yarn-classic'] : names);
  return knownClients().filter(({ recipe }) => wanted.has(recipe.id));
}

/** The clients whose command is found on PATH. None is run: what stands there may be anything. */
export function installedClients(machine: Pick<Machine, 'environment' | 'platform'>): readonly KnownClient[] {
  const folders = (machine.environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = machine.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return knownClients().filter(({ recipe }) =>
    (COMMANDS[recipe.id] ?? [recipe.id]).some((command) =>
      folders.some((folder) => endings.some((ending) => isCommand(join(folder, `${command}${ending}`)))),
    ),
  );
}

function isCommand(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    // Not there, or not to be run.
    return false;
  }
}
