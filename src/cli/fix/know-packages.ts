// What the gate knows of packages, as plans of fixes take it: versions on offer, and what is known against them.

import { isGatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import { asPackageName, type PackageName } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { packageDetail } from '../../http/api/package-contract.ts';
import { SCAN_MOST, scanAnswer, type FindingItem } from '../../http/api/scan-contract.ts';
import type { Flaw, Offers } from '../../inventory/fix/fix-plan.ts';
import { apiPath, type Desk } from '../desk/desk.ts';

type Asking = Pick<Desk, 'ask'>;

/** Malware and quarantines outweigh every score. */
const GRAVEST = 1_000;
const KNOWN_TO_BE_EXPLOITED = 100;

export interface PackageKnowledge {
  offers(name: PackageName): Promise<Offers>;
  flawsOf(name: PackageName, versions: readonly string[]): Promise<readonly Flaw[]>;
}

/** Each question is asked once. */
export function createKnowledgeOf(
  desk: Asking,
  ecosystem: Ecosystem,
  view: string | undefined,
): PackageKnowledge {
  const offered = new Map<PackageName, Promise<Offers>>();
  const flaws = new Map<string, Promise<readonly Flaw[]>>();
  return {
    offers(name) {
      const found = offered.get(name) ?? askOffers(desk, ecosystem, name, view);
      offered.set(name, found);
      return found;
    },
    flawsOf(name, versions) {
      const key = `${name}\n${versions.join('\n')}`;
      const found = flaws.get(key) ?? askFlaws(desk, ecosystem, name, versions, view);
      flaws.set(key, found);
      return found;
    },
  };
}

async function askOffers(
  desk: Asking,
  ecosystem: Ecosystem,
  name: PackageName,
  view: string | undefined,
): Promise<Offers> {
  try {
    const path = apiPath('packages', ecosystem, name);
    const detail = await desk.ask({ path, query: { view }, answer: packageDetail });
    const named = keptOutBy(detail.verdict);
    return {
      versions: detail.versions
        .filter(({ isListed, yanked }) => isListed && yanked === undefined)
        .map(({ version, isPrerelease, verdict, deprecated }) => {
          const keptOut = named ?? keptOutBy(verdict);
          return {
            version,
            isPrerelease,
            isWarned: verdict.action === 'warn' || deprecated !== undefined,
            ...(keptOut === undefined ? {} : { keptOut }),
          };
        }),
    };
  } catch (error) {
    // One package that cannot be asked for leaves the others.
    if (!isGatehouseError(error) || error.code === 'not-signed-in') throw error;
    return { because: `the versions of ${name} are not known: ${error.message}` };
  }
}

function keptOutBy({ action, reasons: [first] }: FindingItem['verdict']): string | undefined {
  if (action === 'allow' || action === 'warn') return undefined;
  return first === undefined ? 'it is kept out' : `${first.summary} (rule ${first.rule})`;
}

async function askFlaws(
  desk: Asking,
  ecosystem: Ecosystem,
  name: PackageName,
  versions: readonly string[],
  view: string | undefined,
): Promise<readonly Flaw[]> {
  const flaws: Flaw[] = [];
  for (let from = 0; from < versions.length; from += SCAN_MOST) {
    const components = versions
      .slice(from, from + SCAN_MOST)
      .map((version) => formatPurl(ADAPTERS, { ecosystem, name }, { version }));
    const body = { components, ...(view === undefined ? {} : { view }) };
    const answer = await desk.ask({ method: 'POST', path: '/scan', body, answer: scanAnswer });
    flaws.push(...answer.findings.flatMap(flawsIn));
  }
  return flaws;
}

/** What a finding holds that an upgrade can rid of; informational and undecided records are only looked at. */
export function flawsIn({ name, version, records }: FindingItem): readonly Flaw[] {
  return records.flatMap(({ id, kind, score, kev, fixedIn }) => {
    if (kind === 'informational' || kind === 'undecided') return [];
    const gravity =
      kind === 'vulnerability' ? (score ?? 0) + (kev === undefined ? 0 : KNOWN_TO_BE_EXPLOITED) : GRAVEST;
    return [
      {
        name: asPackageName(name),
        version,
        record: id,
        gravity,
        ...(fixedIn === undefined ? {} : { fixedIn }),
      },
    ];
  });
}
