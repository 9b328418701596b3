// What stands below a registry's root, since its clients look for it there, and is the JSON API's: about people and their tokens,
// not about packages. And what is the registry's, and is asked of the host.

import { CONFIG_PROVIDERS } from '../../ecosystems/adapter-publisher-configs.ts';
import type { SplitPath } from '../split-path.ts';

/** Cargo's clients look for the exchange of trusted publishing below the address of their registry. */
export function isBelowRegistry({ segments }: SplitPath): boolean {
  const [root, api, version, name, what] = segments;
  return (
    root === 'cargo' &&
    api === 'api' &&
    version === 'v1' &&
    name === 'trusted_publishing' &&
    what === 'tokens'
  );
}

/** Clients of Cargo's registry that are given the host's address, as the exchange takes it too, mean the registry. */
export function asRegistryPath(path: SplitPath): SplitPath {
  const [api, version, name, what] = path.segments;
  const isConfigs = CONFIG_PROVIDERS.some((provider) => what === `${provider}_configs`);
  if (api !== 'api' || version !== 'v1' || name !== 'trusted_publishing' || !isConfigs) return path;
  return { ...path, segments: ['cargo', ...path.segments] };
}
