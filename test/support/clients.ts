// The eleven package managers that the tests drive, by name.

import { composer } from './client-composer.ts';
import { cargo } from './client-cargo.ts';
import { mvn } from './client-maven.ts';
import { bun, npm, pnpm, yarn1, yarnBerry } from './client-node.ts';
import { pip, poetry, uv } from './client-python.ts';
import type { Client, ClientId } from './client.ts';

/** Every client, in the order in which the documentation names them. */
export const CLIENTS: Readonly<Record<ClientId, Client>> = {
  npm,
  pnpm,
  yarn1,
  'yarn-berry': yarnBerry,
  bun,
  pip,
  uv,
  poetry,
  cargo,
  mvn,
  composer,
};
