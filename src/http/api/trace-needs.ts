// Where the dependencies of a version come from here, and what is decided of them, by what is stored: nobody outside is asked.

import { chooseLatest } from '../../ecosystems/choose-latest.ts';
import type { DeclaredNeed } from '../../ecosystems/adapter-contents.ts';
import { formatPurl } from '../../formats/purl.ts';
import { isGatehouseError } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import { asPackageName, type PackageRef } from '../../kernel/package-ref.ts';
import { isOffered, verdictOf, type Verdict } from '../../kernel/verdict.ts';
import { asStored } from '../../registry/as-stored.ts';
import { examinePackage, findExamined, type ExaminedPackage } from '../../registry/examine-package.ts';
import { isKnownHere, type Asker } from './assert-known-here.ts';
import type { TracedNeedItem } from './contents-contract.ts';
import type { ApiDeps } from './deps.ts';

/** As it is declared. */
export function renderNeed(
  { registry: { adapters } }: Pick<ApiDeps, 'registry'>,
  ecosystem: PackageRef['ecosystem'],
  need: DeclaredNeed,
): TracedNeedItem {
  const { name, isPackage, range, scope, isOptional, condition } = need;
  const ref = { ecosystem, name: asPackageName(name) };
  return {
    name,
    ...given('purl', isPackage ? formatPurl(adapters, ref) : undefined),
    ...given('range', range),
    scope,
    ...given('isOptional', isOptional),
    ...given('condition', condition),
  };
}

/** With where it comes from. What the asker may not know is told as what nobody asked for here. */
export async function traceNeed(
  deps: ApiDeps,
  asker: Asker,
  ecosystem: PackageRef['ecosystem'],
  need: DeclaredNeed,
): Promise<TracedNeedItem> {
  const told = renderNeed(deps, ecosystem, need);
  const ref = { ecosystem, name: asPackageName(need.name) };
  if (!need.isPackage || !(await isKnownHere(deps, asker, ref))) return told;
  const record = await deps.registry.stores.packages.find(ref);
  if (record === undefined) return told;
  const view = deps.viewFor(asker.principal, asker.address);
  const examined = await examineStored(deps, ref, view);
  return {
    ...told,
    from: record.upstream,
    ...(examined === undefined ? {} : judge(deps, examined, need.range)),
  };
}

async function examineStored(
  { registry }: ApiDeps,
  ref: PackageRef,
  view: string,
): Promise<ExaminedPackage | undefined> {
  try {
    return findExamined(registry, ref, view) ?? (await examinePackage(asStored(registry), ref, view));
  } catch (error) {
    // What is stored does not tell; its own page asks its upstream.
    if (isGatehouseError(error) && !isGatehouseError(error, 'storage-failed', 'storage-full'))
      return undefined;
    throw error;
  }
}

/** By the version that would be taken today: the newest that the range admits and the gate offers, else the newest it admits. */
function judge(
  { registry: { adapters } }: ApiDeps,
  { ref, evidence, decision }: ExaminedPackage,
  range: string | undefined,
): Pick<TracedNeedItem, 'version' | 'action' | 'because'> {
  const { versions, ranges } = adapters[ref.ecosystem];
  const listed = evidence.versions.filter((facts) => facts.listed).map(({ version }) => version);
  const admitted = listed.filter(
    (one) => range === undefined || range === '' || ranges.admits(range, one) === true,
  );
  const offered = admitted.filter((one) => isOffered(verdictOf(decision, one)));
  const version = chooseLatest(offered, versions) ?? chooseLatest(admitted, versions);
  const verdict = version === undefined ? decision.name : verdictOf(decision, version);
  return { ...given('version', version), action: verdict.action, ...given('because', reasonOf(verdict)) };
}

function reasonOf({ action, reasons }: Verdict): string | undefined {
  const [first] = reasons;
  return action === 'allow' || first === undefined ? undefined : `${first.rule}: ${first.summary}`;
}
