// Packages, their evidence, and why something is decided as it is.

import { z } from 'zod';

import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { packageKey, type PackageRef } from '../../../kernel/package-ref.ts';
import { examinePackage } from '../../../registry/examine-package.ts';
import { examineVersion } from '../../../registry/examine-version.ts';
import { formatPurl, parsePurl } from '../../../formats/purl.ts';
import { assertKnownHere, onlyKnown } from '../assert-known-here.ts';
import { chooseView } from '../choose-view.ts';
import { explanation, packageDetail, packagePage } from '../package-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { digestIn, findByDigest } from '../find-by-digest.ts';
import { after, asPage, ecosystem, limit, searchText, viewName } from '../query.ts';
import { renderExplanation } from '../render-explanation.ts';
import { renderPackage } from '../render-package.ts';
import { route } from '../route.ts';

const searchRoute = route({
  method: 'GET',
  url: '/api/v1/packages',
  summary: 'Packages that were asked for here, by name or by the SHA-256 of a file',
  access: 'read-packages',
  query: z.object({ text: searchText, ecosystem: ecosystem.optional(), after, limit }),
  answer: packagePage,
  async handle(deps, call) {
    const { query } = call;
    const { text, limit } = query;
    const digest = digestIn(text);
    if (digest !== undefined) return findByDigest(deps, call, digest);
    const rows = await deps.registry.stores.packages.search({
      text,
      limit: limit + 1,
      ...(query.ecosystem === undefined ? {} : { ecosystem: query.ecosystem }),
      ...(query.after === undefined ? {} : { after: query.after }),
    });
    const page = asPage(
      rows,
      limit,
      (row) => ({
        ecosystem: row.ecosystem,
        name: row.name,
        purl: formatPurl(deps.registry.adapters, row),
        upstream: row.upstream,
        firstSeenAt: formatInstant(row.firstSeenAt),
      }),
      packageKey,
    );
    // Of rows that are left out nothing is told: a page has fewer.
    const known = new Set((await onlyKnown(deps, call, rows)).map(packageKey));
    return { ...page, items: page.items.filter(({ ecosystem, name }) => known.has(`${ecosystem}:${name}`)) };
  },
});

const detailRoute = route({
  method: 'GET',
  url: '/api/v1/packages/:ecosystem/:name',
  summary: 'All that is known about a package; one never asked for before is loaded from its upstream',
  access: 'read-packages',
  params: z.object({ ecosystem, name: z.string().min(1).max(600) }),
  query: z.object({ view: viewName.optional() }),
  answer: packageDetail,
  async handle(deps, call) {
    const { params, query } = call;
    const ref = refOf(deps, params.ecosystem, params.name);
    await assertKnownHere(deps, call, ref);
    const examined = await examinePackage(deps.registry, ref, chooseView(deps, call, query.view));
    return renderPackage(deps.registry, examined);
  },
});

const explainRoute = route({
  method: 'GET',
  url: '/api/v1/explain',
  summary: 'The verdict on one version, or on a name, in words',
  access: 'read-packages',
  query: z.object({ purl: z.string().min(1).max(4_096), view: viewName.optional() }),
  answer: explanation,
  async handle(deps, call) {
    const { purl, view: asked } = call.query;
    const { ref, version } = parsePurl(deps.registry.adapters, purl);
    const view = chooseView(deps, call, asked);
    await assertKnownHere(deps, call, ref);
    return renderExplanation(deps.registry, await examineVersion(deps.registry, ref, view, version), view);
  },
});

export const packageRoutes = [searchRoute, detailRoute, explainRoute];

function refOf(deps: ApiDeps, ecosystem: Ecosystem, rawName: string): PackageRef {
  return { ecosystem, name: deps.registry.adapters[ecosystem].names.parse(rawName) };
}
