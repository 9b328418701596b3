// How versions of another registry of an ecosystem are read.

import { GatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PublishRules } from '../../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../deps.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';

/** Throws `read-only` where nothing is published, `unsupported` where nothing can be moved in. */
export function importRulesOf(
  registry: Pick<RegistryDeps, 'adapters'>,
  ecosystem: Ecosystem,
): { readonly read: NonNullable<PublishRules['readImported']> } {
  const { readImported } = publishRulesOf(registry, ecosystem);
  if (readImported !== undefined) return { read: readImported };
  throw new GatehouseError(
    'unsupported',
    `Cannot move in: ${registry.adapters[ecosystem].title} packages are published here, and not moved in`,
  );
}
