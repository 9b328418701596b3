// Reads an index: the document from which a client resolves versions, as the reader's view decides it.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { GatehouseError } from '../kernel/errors.ts';
import type { PackageName, PackageRef } from '../kernel/package-ref.ts';
import { isOffered, type PackageDecision } from '../kernel/verdict.ts';
import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import { costOf, type RenderedDocument } from './compress-document.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage, type ExaminedPackage } from './examine-package.ts';
import { HOSTED } from './hosted/hosted-ports.ts';
import { loadVariant } from './load-package.ts';
import { whileValid } from './package-caches.ts';
import { refuse } from './refuse.ts';

export interface IndexQuestion {
  readonly ecosystem: Ecosystem;
  readonly name: PackageName;
  readonly variant: string;
  readonly selector?: string;
  readonly view: string;
}

export type IndexAnswer =
  | { readonly kind: 'index'; readonly document: RenderedDocument }
  /** `isHosted`: of a package that is published here. */
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly isHosted: boolean };

/** The document that is cached and still in force; undefined when work is needed. Touches nothing but memory. */
export function findRenderedIndex(deps: RegistryDeps, question: IndexQuestion): RenderedDocument | undefined {
  const ref = { ecosystem: question.ecosystem, name: question.name };
  return whileValid(
    deps.caches.rendered.get(cacheKey(question)),
    deps.caches.revisions.of(ref),
    deps.clock.now(),
  );
}

/**
 * The index in the asked variant, or a refusal when nothing of it may be offered.
 * Throws `not-found` for what does not exist, and what loading throws.
 */
export async function readIndex(deps: RegistryDeps, question: IndexQuestion): Promise<IndexAnswer> {
  const cached = findRenderedIndex(deps, question);
  if (cached !== undefined) return { kind: 'index', document: cached };
  const ref = { ecosystem: question.ecosystem, name: question.name };
  const examined = await examinePackage(deps, ref, question.view);
  const refusal = explainsItself(deps, examined) ? undefined : findRefusal(deps, examined, question);
  if (refusal !== undefined)
    return { kind: 'refused', refusal, isHosted: examined.loaded?.upstream.name === HOSTED };
  const document = await deps.caches.renderings.run(`${cacheKey(question)}\n${examined.revision}`, () =>
    render(deps, examined, question),
  );
  if (document === undefined) throw notFound(question);
  return { kind: 'index', document };
}

/** Whether the document itself leads to the reasons: only one that lists a version does. */
function explainsItself(deps: RegistryDeps, { ref, loaded }: ExaminedPackage): boolean {
  const explains = deps.adapters[ref.ecosystem].index.explainsRefusals === true;
  return explains && loaded !== undefined && loaded.index.versions.length > 0;
}

function cacheKey({ ecosystem, name, variant, selector, view }: IndexQuestion): string {
  return `${ecosystem}\n${name}\n${view}\n${variant}\n${selector ?? ''}`;
}

function notFound({ name, selector }: IndexQuestion): GatehouseError {
  return new GatehouseError(
    'not-found',
    selector === undefined
      ? `Cannot find ${name}: it has no such index here`
      : `Cannot find ${name}@${selector}: the package has no such version or tag`,
  );
}

/** Refused are a blocked name, a package of which nothing is left, and a blocked version asked for by itself. */
function findRefusal(
  deps: RegistryDeps,
  examined: ExaminedPackage,
  { selector }: IndexQuestion,
): Refusal | undefined {
  const { decision, ref, loaded } = examined;
  if (decision.name.action === 'block') return refuse(deps, ref, decision.name);
  const chosen = selector === undefined ? undefined : decision.versions.get(selector);
  if (chosen?.action === 'block') return refuse(deps, ref, chosen, selector);
  if (selector !== undefined && chosen !== undefined) return undefined;
  const versions = loaded?.index.versions ?? [];
  const keepsHidden = deps.adapters[ref.ecosystem].index.explainsRefusals === 'hidden';
  const isNothingLeft =
    versions.length > 0 &&
    versions.every(({ version }) => {
      const verdict = decision.versions.get(version);
      return verdict === undefined || !(isOffered(verdict) || (keepsHidden && verdict.action === 'hide'));
    });
  const newest = isNothingLeft ? newestKeptBack(deps, ref, decision) : undefined;
  const verdict = newest === undefined ? undefined : decision.versions.get(newest);
  return verdict === undefined ? undefined : refuse(deps, ref, verdict, newest);
}

function newestKeptBack(deps: RegistryDeps, ref: PackageRef, decision: PackageDecision): string | undefined {
  const order = deps.adapters[ref.ecosystem].versions;
  return [...decision.versions.keys()].sort(order.compare).at(-1);
}

async function render(
  deps: RegistryDeps,
  examined: ExaminedPackage,
  question: IndexQuestion,
): Promise<RenderedDocument | undefined> {
  const { ref, decision, evidence, revision } = examined;
  const loaded = await loadVariant(deps, ref, question.variant, examined.loaded);
  const rendered = await loaded.index.render({
    ref,
    variant: question.variant,
    ...(question.selector === undefined ? {} : { selector: question.selector }),
    publicUrl: deps.publicUrl,
    decision,
    statements: evidence.statements,
  });
  if (rendered === undefined) return undefined;
  const key = cacheKey(question);
  const before = deps.caches.rendered.get(key)?.value;
  // Composer takes a document that has no date twice and more in one run. No request is answered 304 by this date.
  const changedAt = before?.etag === rendered.etag ? before.headers['last-modified'] : undefined;
  const now = new Date(deps.clock.now()).toUTCString();
  const document = { ...rendered, headers: { 'last-modified': changedAt ?? now, ...rendered.headers } };
  const validUntil = Math.min(decision.validUntil ?? Infinity, loaded.validUntil);
  deps.caches.rendered.set(key, { value: document, revision, validUntil }, costOf(document));
  return document;
}
