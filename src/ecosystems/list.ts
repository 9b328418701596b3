// The five ecosystems. A folder that is missing here fails test/house.test.ts.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import type { Adapter } from './adapter.ts';
import { cargo } from './cargo/cargo.ts';
import { composer } from './composer/composer.ts';
import { maven } from './maven/maven.ts';
import { npm } from './npm/npm.ts';
import { pypi } from './pypi/pypi.ts';

export const ADAPTERS: Readonly<Record<Ecosystem, Adapter>> = { npm, pypi, cargo, maven, composer };
