// Gathers what the gate, the inventory and a package's own documents know of it, and makes the card of that.

import type { FeedKind } from '../../evidence/advisory-ports.ts';
import { formatPurl } from '../../formats/purl.ts';
import { unknownAbout } from '../../ecosystems/about-words.ts';
import type { Told } from '../../ecosystems/adapter-about.ts';
import { findFetches } from '../../inventory/impact/find-fetches.ts';
import { findImpact } from '../../inventory/impact/find-impact.ts';
import { rowFor } from '../../inventory/currency/judge-licence.ts';
import type { CardFacts, CardUse } from '../../inventory/vetting/card-facts.ts';
import { makeCard } from '../../inventory/vetting/make-card.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { GatehouseError, isGatehouseError, messageOf } from '../../kernel/errors.ts';
import { given } from '../../kernel/given.ts';
import type { FeedHealth } from '../../kernel/evidence.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import { verdictOf } from '../../kernel/verdict.ts';
import { examineVersion, type ExaminedVersion } from '../../registry/examine-version.ts';
import { newestOf, readAbout } from '../../registry/read-about.ts';
import { pageUrl } from '../../registry/refuse.ts';
import type { ApiDeps } from './deps.ts';
import { renderVerdict, timeField } from './render-verdict.ts';
import type { BehaviourItem, VettingCard } from './vetting-contract.ts';

export interface CardQuestion {
  readonly ref: PackageRef;
  /** Absent: the newest stable one. */
  readonly version?: string;
  readonly view: string;
  /** By whose lists its licence is judged; any environment of it. */
  readonly application?: string;
  readonly showsReaders: boolean;
}

/** Applications that are looked at. */
const MOST_APPLICATIONS = 100;
const MOST_VETTINGS = 50;

/** Throws what examining the package throws; what else cannot be known is told as unknown. */
export async function gatherCard(deps: ApiDeps, question: CardQuestion): Promise<VettingCard> {
  const { ref, view } = question;
  const { registry } = deps;
  const version = question.version ?? (await newestVersion(deps, question));
  const examined = await examineVersion(registry, ref, view, version);
  const [about, use, vettings, licences] = await Promise.all([
    readAboutOf(deps, ref, examined.version ?? version),
    findUse(deps, question),
    deps.vetting.store.list({ ref, limit: MOST_VETTINGS }),
    licencesFor(deps, question.application),
  ]);
  const { evidence, decision } = examined;
  const loaded = examined.examined?.loaded;
  const told = examined.version ?? version;
  const verdict = told === undefined ? decision.name : verdictOf(decision, told);
  const facts: CardFacts = {
    now: deps.clock.now(),
    ecosystem: ref.ecosystem,
    ...given('version', told),
    order: registry.adapters[ref.ecosystem].versions,
    versions: evidence.versions,
    statements: evidence.statements,
    ...sightOf(deps, evidence.feeds),
    indexSource:
      evidence.origin.kind === 'hosted' ? 'gatehouse' : `the index of upstream ${evidence.origin.upstream}`,
    ...given('checkedAt', loaded?.checkedAt),
    about,
    verdict,
    ...given('licences', licences),
    use,
    vettings,
  };
  return renderCard(deps, question, facts, examined);
}

/** Where no feed of a kind is configured, none is missing either, and nothing can be found. */
function sightOf(
  { feeds: { configured } }: ApiDeps,
  { missing }: FeedHealth,
): Pick<CardFacts, 'feeds' | 'isCatalogueLoaded'> {
  const ofKind = (kind: FeedKind) => configured.filter((one) => one.kind === kind).map(({ name }) => name);
  const advisories = ofKind('osv');
  const catalogues = ofKind('kev');
  const unread = advisories.filter((name) => missing.includes(name));
  return {
    feeds: { missing: advisories.length === 0 ? ['any of advisories (none is configured)'] : unread },
    isCatalogueLoaded: catalogues.some((name) => !missing.includes(name)),
  };
}

async function newestVersion(deps: ApiDeps, { ref, view }: CardQuestion): Promise<string | undefined> {
  const { examined } = await examineVersion(deps.registry, ref, view);
  return examined?.loaded === undefined ? undefined : newestOf(deps.registry, examined.loaded);
}

async function readAboutOf(
  deps: ApiDeps,
  ref: PackageRef,
  version: string | undefined,
): Promise<CardFacts['about']> {
  try {
    const read = await readAbout(deps.registry, ref, version);
    return read?.about ?? { because: 'its name is reserved here, so that no upstream is asked about it' };
  } catch (error) {
    if (!isGatehouseError(error) || isGatehouseError(error, 'storage-failed')) throw error;
    return { because: messageOf(error) };
  }
}

async function findUse(
  deps: ApiDeps,
  { ref, showsReaders }: CardQuestion,
): Promise<CardUse | { readonly because: string }> {
  const asked = { kind: 'package', ref, versions: { kind: 'all' } } as const;
  const { found, next } = await findImpact(deps.impact, asked, { limit: MOST_APPLICATIONS });
  const applications = found
    .filter(({ held }) => held.length > 0)
    .map(({ application: { name, environment }, held }) => ({
      name,
      environment,
      versions: held.map(({ component }) => component.version),
    }));
  const use = { applications, hasMore: next !== undefined };
  if (!showsReaders) return use;
  const { readers, hasMore } = await findFetches({ ...deps.impact, exposure: deps.exposure }, asked);
  return { ...use, fetches: { readers: readers.length, hasMore, ...given('lastAt', readers[0]?.lastAt) } };
}

/** The lists for the application; without one, those for applications without tags. */
async function licencesFor(
  { vetting, inventory }: ApiDeps,
  application: string | undefined,
): Promise<CardFacts['licences']> {
  if (vetting.licences.length === 0) return undefined;
  const [known] = application === undefined ? [] : await inventory.stores.applications.named(application);
  if (application !== undefined && known === undefined) {
    throw new GatehouseError('not-found', `Cannot find the application ${application}`, {
      facts: { application },
    });
  }
  return rowFor(vetting.licences, known?.tags ?? {});
}

function renderCard(
  deps: ApiDeps,
  { ref, version: asked, view }: CardQuestion,
  facts: CardFacts,
  { examined }: ExaminedVersion,
): VettingCard {
  const { registry } = deps;
  const { version, about } = facts;
  const loaded = examined?.loaded;
  const behaviours = makeCard(facts).map((one): BehaviourItem => ({
    ...one,
    isNeutral: one.isNeutral === true,
    evidence: one.evidence.map(({ at, ...rest }) => ({ ...rest, ...timeField('at', at) })),
  }));
  const counted = behaviours.filter(({ isNeutral }) => !isNeutral);
  const count = (answer: BehaviourItem['answer']) => counted.filter((one) => one.answer === answer).length;
  return {
    purl: formatPurl(registry.adapters, ref, given('version', version)),
    ecosystem: ref.ecosystem,
    name: ref.name,
    ...given('version', version),
    isVersionAsked: asked !== undefined,
    view,
    madeAt: formatInstant(facts.now),
    ...timeField('checkedAt', loaded?.checkedAt),
    ...given('staleBecause', loaded?.staleBecause),
    ...given('upstream', loaded?.upstream.name),
    about: renderAbout(about),
    verdict: renderVerdict(facts.verdict),
    behaviours,
    answers: { yes: count('yes'), partly: count('partly'), no: count('no'), unknown: count('unknown') },
    pageUrl: pageUrl(deps.publicUrl, ref, version),
  };
}

function renderAbout(about: CardFacts['about']): VettingCard['about'] {
  const read = 'because' in about ? unknownAbout('', { state: 'unknown', why: about.because }) : about;
  const { people, funding } = read;
  return {
    description: renderTold(read.description),
    homepage: renderTold(read.homepage),
    repository: renderTold(read.repository),
    issues: renderTold(read.issues),
    licence: renderTold(read.licence),
    people: (people.state === 'told' ? people.value : []).map(({ mayPublish, ...one }) => ({
      ...one,
      mayPublish: mayPublish === true,
    })),
    ...(people.state === 'unknown' ? { peopleUnknown: people.why } : {}),
    funding: (funding.state === 'told' ? funding.value : []).map((one) => ({ ...one })),
  };
}

function renderTold(told: Told<string>): VettingCard['about']['homepage'] {
  return { ...told };
}
