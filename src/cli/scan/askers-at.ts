// Whom formats may ask while a project is read: the registries of the desk.

import type { ManifestFormat, RegistryAsker } from '../../ecosystems/adapter-manifest.ts';
import { SCAN_RULES } from '../../ecosystems/scan-rules.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import type { Desk } from '../desk/desk.ts';
import { rememberAnswers } from './remember-answers.ts';

/** For each format that resolves the registry of its ecosystem; for others nobody. */
export function askersAt(desk: Pick<Desk, 'askerOf'>): (format: ManifestFormat) => RegistryAsker | undefined {
  const askers = new Map<ManifestFormat, RegistryAsker>();
  for (const id of ECOSYSTEMS) {
    const resolving = SCAN_RULES[id].manifests.filter((format) => format.resolve !== undefined);
    if (resolving.length === 0) continue;
    const asker = rememberAnswers(desk.askerOf(id));
    for (const format of resolving) askers.set(format, asker);
  }
  return (format) => askers.get(format);
}
