// What keeping currency needs, out of an open house.

import { ADAPTERS } from '../ecosystems/list.ts';
import type { CurrencyAccess } from '../http/api/deps.ts';
import type { Logger } from '../kernel/logger.ts';
import { messageOf } from '../kernel/errors.ts';
import { packageKey, type PackageRef } from '../kernel/package-ref.ts';
import { createFindingFacts } from '../inventory/currency/finding-facts.ts';
import type { RegistryDeps } from '../registry/deps.ts';
import type { Config } from './config-schema.ts';
import type { CurrencyJobDeps } from './currency-job.ts';
import { deadlinesOf } from './describe-findings.ts';
import { createLicenceSource } from './licence-source.ts';
import type { LoadMissing } from './load-missing.ts';
import type { OpenStorage } from './open-storage.ts';
import { createReleaseSource } from './release-source.ts';

export interface DescribedCurrency extends CurrencyJobDeps {
  /** Absent: packages that never came through the gate are not asked for. */
  readonly loading?: LoadMissing;
}

export function describeCurrency(house: {
  readonly config: Config;
  readonly storage: OpenStorage;
  readonly registry: RegistryDeps;
  readonly log: Logger;
}): DescribedCurrency {
  const { config, storage, registry, log } = house;
  const { reader: journal, stores, work } = storage;
  const releases = createReleaseSource(registry);
  const report = (error: unknown, ref: PackageRef): void =>
    log.warn('what is known of a package could not be read', {
      package: packageKey(ref),
      error: messageOf(error),
    });
  const told = createLicenceSource(registry, report);
  const { load_packages: isLoading, packages_per_minute: perMinute } = config.currency;
  return {
    journal,
    stores,
    work,
    currency: {
      clock: registry.clock,
      adapters: ADAPTERS,
      stores,
      unit: work,
      releases,
      told,
      findings: createFindingFacts(stores),
      deadlines: deadlinesOf(config),
      licences: config.currency.licences,
      report,
    },
    ...(isLoading ? { loading: { releases, licences: told, perMinute } } : {}),
  };
}

/** What the API takes. `renewed`: as `CurrencyAccess` says. */
export function currencyAccess(
  { currency }: Config,
  { stores }: Pick<OpenStorage, 'stores'>,
  renewed: () => Promise<void>,
): CurrencyAccess {
  return { stores, renewed, isLoading: currency.load_packages, isJudging: currency.licences.length > 0 };
}
