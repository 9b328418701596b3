// Who may publish a package, whether the same people did, by what proof, and what runs when it is installed.

import { tameOutsideText } from '../../policy/outside-text.ts';
import type { VersionFacts } from '../../kernel/evidence.ts';
import type { Behaviour } from './card.ts';
import { byAbout, byIndex, factsOf, releasesOf, toldBy, type CardFacts } from './card-facts.ts';
import { countOf } from './judge-upkeep.ts';

/** Versions that are compared with their neighbours. */
const LAST = 10;
const NAMED = 5;

export function judgePeople(facts: CardFacts): readonly Behaviour[] {
  return [
    mayPublish(facts),
    samePublisher(facts),
    provenance(facts),
    provenanceKept(facts),
    installScripts(facts),
  ];
}

function mayPublish(facts: CardFacts): Behaviour {
  const base = {
    id: 'several-publishers',
    group: 'people',
    question: 'May more than one person publish it?',
  } as const;
  const told = toldBy(facts, 'people');
  if (told.state === 'unknown') {
    return {
      ...base,
      answer: 'unknown',
      words: `Who may is not known: ${tameOutsideText(told.why)}`,
      evidence: [],
    };
  }
  const people = told.state === 'told' ? told.value : [];
  const able = people.filter((one) => one.mayPublish === true);
  if (able.length > 0) {
    const names = able.slice(0, NAMED).map(({ name }) => tameOutsideText(name));
    const more = able.length > NAMED ? ` and ${able.length - NAMED} more` : '';
    return {
      ...base,
      answer: able.length > 1 ? 'yes' : 'no',
      words: `${countOf(able.length, 'account')} may: ${names.join(', ')}${more}`,
      evidence: [byAbout(facts, `${countOf(able.length, 'account')} that may publish`)],
    };
  }
  const named =
    people.length === 0
      ? 'it names nobody'
      : `it names ${countOf(people.length, 'person', 'people')}, which are words of its publisher`;
  const evidence =
    people.length === 0
      ? []
      : [
          byAbout(
            facts,
            `people named: ${people
              .slice(0, NAMED)
              .map(({ called, name }) => tameOutsideText(`${name} (${called})`))
              .join(', ')}`,
          ),
        ];
  return {
    ...base,
    answer: 'unknown',
    words: `${facts.ecosystem === 'npm' ? 'Its index lists nobody who may' : 'Its registry does not tell who may'}; ${named}`,
    evidence,
  };
}

function samePublisher(facts: CardFacts): Behaviour {
  const base = {
    id: 'same-publisher',
    group: 'people',
    question: 'Was its newest version published by somebody who had published it before?',
  } as const;
  const known = byDate(releasesOf(facts))
    .filter(({ publisher }) => publisher !== undefined)
    .slice(0, LAST);
  const [newest, ...before] = known;
  if (newest?.publisher === undefined) {
    return {
      ...base,
      answer: 'unknown',
      words: 'Its index does not tell who published a version',
      evidence: [],
    };
  }
  const evidence = known
    .slice(0, NAMED)
    .map((one) =>
      byIndex(
        facts,
        `${tameOutsideText(one.version)} by ${tameOutsideText(one.publisher ?? '')}`,
        dateOf(one),
      ),
    );
  const who = tameOutsideText(newest.publisher);
  if (before.length === 0) {
    return {
      ...base,
      answer: 'unknown',
      words: `${who} published its only version whose publisher is told`,
      evidence,
    };
  }
  const count = new Set(known.map(({ publisher }) => publisher)).size;
  const isKnown = before.some(({ publisher }) => publisher === newest.publisher);
  const last = `its last ${known.length} versions came from ${countOf(count, 'account')}`;
  return isKnown
    ? { ...base, answer: 'yes', words: `${who} had published it before; ${last}`, evidence }
    : {
        ...base,
        answer: 'no',
        words: `${who} published none of the ${before.length} before it; ${last}`,
        evidence,
      };
}

function byDate(releases: readonly VersionFacts[]): readonly VersionFacts[] {
  return releases.toSorted((a, b) => (dateOf(b) ?? 0) - (dateOf(a) ?? 0));
}

function dateOf({ published }: VersionFacts): number | undefined {
  return 'at' in published ? published.at : undefined;
}

const PROOFS = {
  none: 'nothing proves where it was built',
  attested:
    'it carries an attestation of its build, which the registry shows and Gatehouse has not verified itself',
  'trusted-publisher': 'a build published it by a short-lived identity, as the registry says',
} as const;

function provenance(facts: CardFacts): Behaviour {
  const base = {
    id: 'provenance',
    group: 'provenance',
    question: 'Is it told which build it comes from?',
  } as const;
  const proof = factsOf(facts)?.provenance;
  if (proof === undefined) {
    return { ...base, answer: 'unknown', words: 'Its index does not tell', evidence: [] };
  }
  const evidence = [byIndex(facts, `provenance: ${proof}`)];
  return { ...base, answer: proof === 'none' ? 'no' : 'yes', words: sentence(PROOFS[proof]), evidence };
}

function provenanceKept(facts: CardFacts): Behaviour {
  const base = {
    id: 'provenance-kept',
    group: 'provenance',
    question: 'Did it keep the proof that earlier versions had?',
  } as const;
  const { order, version } = facts;
  const now = factsOf(facts);
  if (version === undefined || now?.provenance === undefined) {
    return { ...base, answer: 'unknown', words: 'Its index does not tell', evidence: [] };
  }
  const before = releasesOf(facts).filter((one) => order.compare(one.version, version) < 0);
  const best = before.find(({ provenance: proof }) => proof !== undefined && proof !== 'none');
  if (best === undefined)
    return { ...base, answer: 'yes', isNeutral: true, words: 'No version before it had any', evidence: [] };
  const evidence = [
    byIndex(facts, `${tameOutsideText(best.version)}: ${best.provenance ?? ''}`, dateOf(best)),
  ];
  return now.provenance === 'none'
    ? {
        ...base,
        answer: 'no',
        words: `${tameOutsideText(best.version)} had some, this version has none: look why`,
        evidence,
      }
    : {
        ...base,
        answer: 'yes',
        words: `${tameOutsideText(best.version)} had some, and so has this version`,
        evidence,
      };
}

function installScripts(facts: CardFacts): Behaviour {
  const base = {
    id: 'install-scripts',
    group: 'installation',
    question: 'Does installing it run no code of its own?',
  } as const;
  const now = factsOf(facts);
  if (now?.installScripts === undefined) {
    const words =
      facts.ecosystem === 'cargo'
        ? 'Its index does not tell; crates may run a build script'
        : 'Its index does not tell';
    return { ...base, answer: 'unknown', words, evidence: [] };
  }
  if (!now.installScripts) {
    return {
      ...base,
      answer: 'yes',
      words: 'It declares no script that runs at installation',
      evidence: [byIndex(facts, 'no install script')],
    };
  }
  const older = releasesOf(facts).filter((one) => facts.order.compare(one.version, now.version) < 0);
  const without = older.findIndex((one) => one.installScripts === false);
  const since = without === -1 ? older.at(-1) : (older[without - 1] ?? now);
  const came =
    without === -1
      ? 'as every version before it did'
      : `since ${tameOutsideText(since?.version ?? now.version)}`;
  return {
    ...base,
    answer: 'no',
    words: `It runs a script at installation, ${older.length === 0 ? 'from its first version on' : came}`,
    evidence: [
      byIndex(
        facts,
        `install script${since === undefined ? '' : ` since ${tameOutsideText(since.version)}`}`,
        dateOf(since ?? now),
      ),
    ],
  };
}

/** With a capital letter. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
