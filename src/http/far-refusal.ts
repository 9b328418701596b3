// What another gatehouse, behind this one, refuses is refused here too: in its words, as this ecosystem's clients take a no.

import type { ArtifactRules, Refusal } from '../ecosystems/adapter-artifact.ts';
import type { RegistryRequest } from '../ecosystems/adapter-routes.ts';
import { isGatehouseError } from '../kernel/errors.ts';
import type { Verdict } from '../kernel/verdict.ts';
import { pageUrl } from '../registry/refuse.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';

/** Under which decisions of the far gate stand in the log of this one; no policy here has a rule of this name. */
const RULE = 'upstream';

/** The refusal that `error` passes on; undefined for other errors, and for documents that belong to no package. */
export function findFarRefusal(
  { registry }: Pick<RegistryHttpDeps, 'registry'>,
  { ecosystem, request }: Pick<Exchange, 'ecosystem' | 'request'>,
  error: unknown,
): Refusal | undefined {
  if (!isGatehouseError(error, 'upstream-forbids')) return undefined;
  const { upstream, refusal: words } = error.facts;
  if (!('name' in request) || request.name === undefined || typeof words !== 'string') return undefined;
  const version = versionAsked(registry.adapters[ecosystem].artifacts, request);
  const summary = `upstream ${String(upstream)} refuses: ${words}`;
  return {
    name: request.name,
    ...(version === undefined ? {} : { version }),
    verdict: refusedBy(String(upstream), summary),
    pageUrl: pageUrl(registry.publicUrl, { ecosystem, name: request.name }, version),
    message: summary,
  };
}

function refusedBy(upstream: string, summary: string): Verdict {
  const evidence = [{ kind: 'index', source: upstream } as const];
  return {
    action: 'block',
    reasons: [{ rule: RULE, action: 'block', summary, evidence }],
    observed: [],
  };
}

function versionAsked(
  artifacts: Pick<ArtifactRules, 'versionOf'>,
  request: RegistryRequest,
): string | undefined {
  if (request.kind === 'passthrough') return request.version;
  const isFile = request.kind === 'artifact' || request.kind === 'checksum';
  return isFile ? artifacts.versionOf(request.name, request.file) : undefined;
}
