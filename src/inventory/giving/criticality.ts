// How much hangs on an application, by what it is tagged with and where it runs.

import type { Application } from '../ports.ts';

/** In hundredths. */
export const CRITICALITY = { critical: 100, production: 50, other: 10 } as const;
export type CriticalityLevel = keyof typeof CRITICALITY;

/** Environments whose name says that people depend on them; `prod-eu` is one as well. */
const PRODUCTION = /^(?:prod|production|live)(?:[-_.].*)?$/i;

/**
 * Critical: tagged `critical` (with anything but no), or `criticality` as critical or high. Production: its environment is
 * called so. Else other: development and trials need packages, too.
 */
export function criticalityOf({
  environment,
  tags,
}: Pick<Application, 'environment' | 'tags'>): CriticalityLevel {
  const tag = (name: string) => (Object.hasOwn(tags, name) ? (tags[name] ?? '') : undefined);
  const critical = tag('critical');
  if (critical !== undefined && !/^(?:no|false|0)$/i.test(critical)) return 'critical';
  const level = tag('criticality') ?? '';
  if (/^(?:critical|high)$/i.test(level)) return 'critical';
  return PRODUCTION.test(environment) ? 'production' : 'other';
}
