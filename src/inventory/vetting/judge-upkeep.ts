// Whether a package is kept up, and how it releases.

import { DAY_MS, formatInstant } from '../../kernel/clock.ts';
import { tameOutsideText } from '../../policy/outside-text.ts';
import type { Behaviour, CardEvidence } from './card.ts';
import {
  byAbout,
  byIndex,
  datedReleases,
  factsOf,
  releasesOf,
  statementsOf,
  toldBy,
  type CardFacts,
} from './card-facts.ts';

const RECENT_MS = 2 * 365 * DAY_MS;
const ESTABLISHED_MS = 365 * DAY_MS;
const SHOWN = 5;

export function judgeUpkeep(facts: CardFacts): readonly Behaviour[] {
  return [
    upkeepStatus(facts),
    recentRelease(facts),
    isEstablished(facts),
    saysItsSource(facts),
    releaseHabit(facts),
  ];
}

function upkeepStatus(facts: CardFacts): Behaviour {
  const given = givenUp(facts);
  const base = { id: 'upkeep-status', group: 'upkeep', question: 'Is it kept up?' } as const;
  if (given.length > 0) {
    const [first] = given;
    return { ...base, answer: 'no', words: first?.summary ?? '', evidence: given.slice(0, 10) };
  }
  const status = 'Nothing here says that it was given up';
  if (facts.ecosystem === 'cargo' || facts.ecosystem === 'maven') {
    const words = `${status}; its registry has no word for that`;
    return { ...base, answer: 'unknown', words, evidence: [] };
  }
  const evidence = [byIndex(facts, 'no status, and no deprecation of this version')];
  return { ...base, answer: 'yes', words: status, evidence };
}

/** What says that nobody goes on with it. */
function givenUp(facts: CardFacts): readonly CardEvidence[] {
  const deprecated = factsOf(facts)?.deprecated;
  return [
    ...statementsOf(facts, 'upstream-status').map(({ source, observedAt, details: { status, reason } }) => ({
      source: `upstream ${source}`,
      summary: `${status} at its registry${because(reason)}`,
      at: observedAt,
    })),
    ...(deprecated === undefined
      ? []
      : [byIndex(facts, `its publisher marked this version as deprecated${because(deprecated)}`)]),
    ...statementsOf(facts, 'advisory').flatMap(({ source, observedAt, details }) =>
      details.informational === 'unmaintained'
        ? [
            {
              source,
              summary: `${details.recordId} calls it unmaintained${because(details.summary)}`,
              at: details.disclosedAt ?? observedAt,
              ...(details.url === undefined ? {} : { url: details.url }),
            },
          ]
        : [],
    ),
  ];
}

function because(text: string | undefined): string {
  const tame = tameOutsideText(text ?? '');
  return tame === '' ? '' : `: ${tame}`;
}

function recentRelease(facts: CardFacts): Behaviour {
  const base = {
    id: 'recent-release',
    group: 'upkeep',
    question: 'Did a version come out in the last two years?',
  } as const;
  const [last] = datedReleases(facts);
  if (last === undefined) {
    return {
      ...base,
      answer: 'unknown',
      words: 'None of its versions has a date that is known here',
      evidence: [],
    };
  }
  const evidence = [byIndex(facts, `${tameOutsideText(last.version)} came out`, last.at)];
  const days = Math.floor((facts.now - last.at) / DAY_MS);
  if (facts.now - last.at <= RECENT_MS) {
    return { ...base, answer: 'yes', words: `The last one came out ${countOf(days, 'day')} ago`, evidence };
  }
  const words = `The last one came out ${countOf(days, 'day')} ago; a small package that is finished needs none`;
  return { ...base, answer: 'no', words, evidence };
}

function isEstablished(facts: CardFacts): Behaviour {
  const base = { id: 'established', group: 'upkeep', question: 'Has it been there for a year?' } as const;
  const dated = datedReleases(facts);
  const first = dated.at(-1);
  if (first === undefined || dated.length < releasesOf(facts).length) {
    const isOld = first !== undefined && facts.now - first.at >= ESTABLISHED_MS;
    if (!isOld) {
      return {
        ...base,
        answer: 'unknown',
        words: 'Not all of its versions have a date that is known here',
        evidence: [],
      };
    }
  }
  const evidence = [
    byIndex(facts, `${tameOutsideText(first.version)}, the first that has a date, came out`, first.at),
  ];
  const days = Math.floor((facts.now - first.at) / DAY_MS);
  const isOld = facts.now - first.at >= ESTABLISHED_MS;
  return {
    ...base,
    answer: isOld ? 'yes' : 'no',
    words: `Its first version came out ${countOf(days, 'day')} ago`,
    evidence,
  };
}

function saysItsSource(facts: CardFacts): Behaviour {
  const base = {
    id: 'source-told',
    group: 'upkeep',
    question: 'Does it say where its source code is?',
  } as const;
  const told = toldBy(facts, 'repository');
  if (told.state === 'told') {
    const words = 'It does; that what is published was made from it is another question';
    return {
      ...base,
      answer: 'yes',
      words,
      evidence: [{ ...byAbout(facts, 'repository'), url: told.value }],
    };
  }
  if (told.state === 'empty')
    return {
      ...base,
      answer: 'no',
      words: 'It does not say it',
      evidence: [byAbout(facts, 'no repository')],
    };
  const words =
    told.state === 'unknown'
      ? `It is not known: ${tameOutsideText(told.why)}`
      : 'Its registry has no place for it';
  return { ...base, answer: 'unknown', words, evidence: [] };
}

function releaseHabit(facts: CardFacts): Behaviour {
  const base = {
    id: 'release-habit',
    group: 'releases',
    question: 'Is it known how it releases?',
    isNeutral: true,
  } as const;
  const releases = releasesOf(facts);
  const dated = datedReleases(facts);
  if (releases.length === 0)
    return { ...base, answer: 'unknown', words: 'No version of it is listed', evidence: [] };
  const prereleases = releases.filter(({ version }) => facts.order.isPrerelease(version)).length;
  const many = `${countOf(releases.length, 'version')}, ${prereleases === 0 ? 'none of them' : String(prereleases)} before a release`;
  const evidence = dated
    .slice(0, SHOWN)
    .map(({ version, at }) => byIndex(facts, tameOutsideText(version), at));
  const between = medianDays(dated.map(({ at }) => at));
  if (between === undefined) {
    const isEnough = dated.length > 0;
    return {
      ...base,
      answer: isEnough ? 'partly' : 'unknown',
      words: `${many}; too few have a date to tell how often`,
      evidence,
    };
  }
  const rest = dated.length < releases.length ? `, by the ${dated.length} that have a date` : '';
  return {
    ...base,
    answer: 'yes',
    words: `${many}; half of them came within ${countOf(between, 'day')} of the one before${rest}`,
    evidence,
  };
}

/** Between neighbours in time, rounded up; undefined for fewer than two. */
function medianDays(newestFirst: readonly number[]): number | undefined {
  const gaps = newestFirst
    .slice(1)
    .map((at, index) => (newestFirst[index] ?? at) - at)
    .sort((a, b) => a - b);
  const median = gaps[Math.floor((gaps.length - 1) / 2)];
  return median === undefined ? undefined : Math.ceil(median / DAY_MS);
}

/** `1 day`, `2 days`. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The day alone. */
export function dayOf(at: number): string {
  return formatInstant(at).slice(0, 10);
}
