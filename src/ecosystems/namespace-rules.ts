// What the five ecosystems say of namespaces, without the rest of their adapters.

import type { NamespaceRulesOf } from '../kernel/namespace.ts';
import { namespaces as cargo } from './cargo/name.ts';
import { namespaces as composer } from './composer/name.ts';
import { namespaces as maven } from './maven/name.ts';
import { namespaces as npm } from './npm/name.ts';
import { namespaces as pypi } from './pypi/name.ts';

export const NAMESPACE_RULES: NamespaceRulesOf = { npm, pypi, cargo, maven, composer };
