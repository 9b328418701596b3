// What the gate knows of packages, as plans of fixes take it: versions on offer, and what is known against them.

import { isGatehouseError } from '../../kernel/errors.ts';
import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageName } from '../../kernel/package-ref.ts';
import { formatPurl } from '../../formats/purl.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { flawsIn, offersIn } from '../../http/api/fix-knowledge.ts';
import { packageDetail } from '../../http/api/package-contract.ts';
import { SCAN_MOST, scanAnswer } from '../../http/api/scan-contract.ts';
import type { Flaw, Offers } from '../../inventory/fix/fix-plan.ts';
import { apiPath, type Desk } from '../desk/desk.ts';

type Asking = Pick<Desk, 'ask'>;

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
    return { versions: offersIn(detail) };
  } catch (error) {
    // One package that cannot be asked for leaves the others.
    if (!isGatehouseError(error) || error.code === 'not-signed-in') throw error;
    return { because: `the versions of ${name} are not known: ${error.message}` };
  }
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
