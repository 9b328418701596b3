// Currency as the API writes it.

import { DAY_MS, formatInstant } from '../../kernel/clock.ts';
import { given } from '../../kernel/given.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { CurrencyFigures } from '../../inventory/currency/currency-figures.ts';
import type { CurrencyDay, CurrentComponent } from '../../inventory/currency/currency-ports.ts';
import { libyearDaysOf } from '../../inventory/currency/measure-component.ts';
import { YEAR_DAYS } from '../../inventory/currency/sum-application.ts';
import type { Application } from '../../inventory/ports.ts';
import type {
  ApplicationCurrencyItem,
  CurrencyDayItem,
  CurrencyFiguresItem,
  MeasuredComponentItem,
} from './currency-contract.ts';
import { timeField } from './render-verdict.ts';

export function renderFigures(figures: CurrencyFigures): CurrencyFiguresItem {
  const { oldestCheckAt, ...components } = figures.components;
  return {
    ...figures,
    components: { ...components, ...timeField('oldestCheckAt', oldestCheckAt) },
  };
}

export function renderDay({ day, figures }: CurrencyDay): CurrencyDayItem {
  const { shares, vulnerabilities, components, remediation, applications } = figures;
  return {
    day: formatInstant(day * DAY_MS).slice(0, 10),
    applications,
    ...given('vulnerable', shares.vulnerable),
    ...given('highScore', shares.highScore),
    ...given('exploited', shares.exploited),
    ...given('licenceConflict', shares.licenceConflict),
    ...given('unpatched', vulnerabilities?.unpatched),
    ...given('meanAge', vulnerabilities?.ages.disclosed?.mean),
    ...given('medianAge', vulnerabilities?.ages.disclosed?.median),
    knownComponents: components.known,
    currentComponents: components.current,
    quietTwoYears: components.quietTwoYears,
    ...given('libyears', components.libyears?.sum),
    ...given('meanRemediationDays', remediation?.time?.mean),
    ...given('inTime', remediation?.inTime),
  };
}

export function renderMeasured(
  rules: PurlRules,
  { component, facts }: CurrentComponent,
): MeasuredComponentItem {
  const { ecosystem, name, version } = component;
  const told = { purl: formatPurl(rules, component, { version }), ecosystem, name, version };
  if (facts === undefined) return told;
  const days = libyearDaysOf(facts);
  return {
    ...told,
    ...given('latest', facts.latest),
    ...given('behind', facts.behind),
    ...given('behindOnLine', facts.behindOnLine),
    ...given('libyears', days === undefined ? undefined : days / YEAR_DAYS),
    ...timeField('publishedAt', facts.installedAt),
    ...timeField('latestAt', facts.latestAt),
    ...timeField('lastReleaseAt', facts.lastReleaseAt),
    ...given('licence', facts.licence),
    ...timeField('checkedAt', facts.checkedAt),
  };
}

export function renderWhich({
  name,
  environment,
  owner,
}: Application): Pick<ApplicationCurrencyItem, 'name' | 'environment' | 'owner'> {
  return { name, environment, ...given('owner', owner) };
}
