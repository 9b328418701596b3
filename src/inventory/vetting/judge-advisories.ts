// What is known against a package, and how soon it was mended.

import { DAY_MS } from '../../kernel/clock.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import { tameOutsideText } from '../../policy/outside-text.ts';
import type { Behaviour, CardEvidence } from './card.ts';
import { statementsOf, type CardFacts } from './card-facts.ts';
import { countOf } from './judge-upkeep.ts';

const SHOWN = 10;

type Advisory = Evidence<'advisory'>;

export function judgeAdvisories(facts: CardFacts): readonly Behaviour[] {
  const advisories = statementsOf(facts, 'advisory').filter(
    ({ details }) => details.informational === undefined,
  );
  return [
    neverMalicious(facts),
    nothingOpen(facts, advisories),
    neverExploited(facts, advisories),
    mended(facts, advisories),
  ];
}

/** Where a feed was never loaded, having found nothing says nothing. */
function blindness({ feeds }: CardFacts): string | undefined {
  const [first, second, ...rest] = feeds.missing;
  if (first === undefined) return undefined;
  const names = second === undefined ? first : `${first}, ${second}`;
  return `feeds that were never loaded: ${names}${rest.length === 0 ? '' : ` and ${rest.length} more`}`;
}

function found(none: string, facts: CardFacts): Pick<Behaviour, 'answer' | 'words' | 'evidence'> {
  const blind = blindness(facts);
  return blind === undefined
    ? { answer: 'yes', words: none, evidence: [] }
    : { answer: 'unknown', words: `Nothing was found, but there are ${blind}`, evidence: [] };
}

function neverMalicious(facts: CardFacts): Behaviour {
  const base = {
    id: 'never-malicious',
    group: 'advisories',
    question: 'Was it never recorded as malicious?',
  } as const;
  const records = statementsOf(facts, 'malware');
  if (records.length === 0) return { ...base, ...found('No record of malicious code names it', facts) };
  const evidence = records
    .slice(0, SHOWN)
    .map(({ source, details: { recordId, summary, recordedAt, url, scope, versions } }) => ({
      source,
      summary: `${recordId}: ${tameOutsideText(summary)} (${scope === 'all' ? 'every version' : versions.slice(0, 5).map(tameOutsideText).join(', ')})`,
      at: recordedAt,
      ...(url === undefined ? {} : { url }),
    }));
  return {
    ...base,
    answer: 'no',
    words: `${countOf(records.length, 'record')} of malicious code ${records.length === 1 ? 'names' : 'name'} it`,
    evidence,
  };
}

function nothingOpen(facts: CardFacts, advisories: readonly Advisory[]): Behaviour {
  const base = {
    id: 'nothing-open',
    group: 'advisories',
    question: 'Is nothing known against this version?',
  } as const;
  if (facts.version === undefined)
    return { ...base, answer: 'unknown', words: 'No version of it is known', evidence: [] };
  const open = advisories.filter(({ details }) =>
    details.affected.some(({ version }) => version === facts.version),
  );
  if (open.length === 0) return { ...base, ...found('No advisory affects it', facts) };
  const worst = Math.max(...open.map(({ details }) => details.score ?? 0));
  const score = worst === 0 ? '' : `, the worst with a score of ${worst}`;
  return {
    ...base,
    answer: 'no',
    words: `${countOf(open.length, 'advisory', 'advisories')} affect${open.length === 1 ? 's' : ''} it${score}`,
    evidence: open.toSorted(worstFirst).slice(0, SHOWN).map(tell),
  };
}

function worstFirst(a: Advisory, b: Advisory): number {
  return (b.details.score ?? 0) - (a.details.score ?? 0);
}

function tell({ source, details, observedAt }: Advisory): CardEvidence {
  const { recordId, summary, disclosedAt, url, score } = details;
  return {
    source,
    summary: `${recordId}${score === undefined ? '' : ` (${score})`}: ${tameOutsideText(summary)}`,
    at: disclosedAt ?? observedAt,
    ...(url === undefined ? {} : { url }),
  };
}

function neverExploited(facts: CardFacts, advisories: readonly Advisory[]): Behaviour {
  const base = {
    id: 'never-exploited',
    group: 'advisories',
    question: 'Was none of its vulnerabilities known to be exploited?',
  } as const;
  const exploited = advisories.filter(({ details }) => details.kev !== undefined);
  if (exploited.length === 0 && !facts.isCatalogueLoaded) {
    const words = 'The catalogue of known exploited ones was never loaded';
    return { ...base, answer: 'unknown', words, evidence: [] };
  }
  if (exploited.length === 0)
    return { ...base, ...found('None is in the catalogue of known exploited ones', facts) };
  return {
    ...base,
    answer: 'no',
    words: `${exploited.length} of them ${exploited.length === 1 ? 'is' : 'are'} in the catalogue of known exploited ones`,
    evidence: exploited.slice(0, SHOWN).map(tell),
  };
}

/** How long a fix took: from the disclosure until the first version that a record names as its fix came out. */
function mended(facts: CardFacts, advisories: readonly Advisory[]): Behaviour {
  const base = { id: 'mended', group: 'advisories', question: 'Were its vulnerabilities mended?' } as const;
  if (advisories.length === 0) return { ...base, ...found('None is known', facts) };
  const fixed = advisories.filter(({ details }) => details.fixedVersions.length > 0);
  const times = fixed.flatMap((one) => timeToFix(facts, one) ?? []).sort((a, b) => a - b);
  const many = `${fixed.length} of ${advisories.length} have a fix`;
  const answer = fixed.length === advisories.length ? 'yes' : fixed.length === 0 ? 'no' : 'partly';
  const median = times[Math.floor((times.length - 1) / 2)];
  const evidence = advisories
    .toSorted(worstFirst)
    .slice(0, SHOWN)
    .map((one) => withFix(facts, one));
  if (median === undefined) {
    return { ...base, answer, words: `${many}; how long it took is not known`, evidence };
  }
  const rest = times.length < fixed.length ? `, of the ${times.length} whose dates are known` : '';
  const words = `${many}; it came ${inDays(median)} in the middle and ${inDays(times.at(-1) ?? median)} at worst after the disclosure${rest}`;
  return { ...base, answer, words, evidence };
}

function inDays(days: number): string {
  return countOf(days, 'day');
}

/** In days; none where the fix was out before it was told. */
function timeToFix(facts: CardFacts, { details }: Advisory): readonly number[] | undefined {
  const { disclosedAt, fixedVersions } = details;
  if (disclosedAt === undefined) return undefined;
  const dates = facts.versions.flatMap(({ version, published }) =>
    'at' in published && fixedVersions.includes(version) ? [published.at] : [],
  );
  if (dates.length === 0) return undefined;
  return [Math.max(0, Math.ceil((Math.min(...dates) - disclosedAt) / DAY_MS))];
}

function withFix(facts: CardFacts, advisory: Advisory): CardEvidence {
  const told = tell(advisory);
  const [days] = timeToFix(facts, advisory) ?? [];
  const { fixedVersions } = advisory.details;
  const versions = fixedVersions.slice(0, 3).map(tameOutsideText).join(', ');
  const after = days === undefined ? '' : `, ${inDays(days)} after the disclosure`;
  const fix = fixedVersions.length === 0 ? 'no fix' : `fixed in ${versions}${after}`;
  return { ...told, summary: `${told.summary}; ${fix}` };
}
