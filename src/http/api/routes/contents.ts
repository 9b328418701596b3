// What is inside a version that is published here: its README, what it depends on, what it bundles, and its bill of materials.

import { z } from 'zod';

import { formatPurl } from '../../../formats/purl.ts';
import { formatInstant } from '../../../kernel/clock.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { given } from '../../../kernel/given.ts';
import { asPackageName, type PackageRef } from '../../../kernel/package-ref.ts';
import { BILL_FORMATS, BILL_MEDIA, chooseBillFormat } from '../../../registry/contents/bill-formats.ts';
import { contentsOf, type VersionContents } from '../../../registry/contents/contents-of.ts';
import type { FoundPart } from '../../../registry/contents/release-contents.ts';
import { hostedUpstream } from '../../../registry/hosted/load-hosted.ts';
import { assertKnownHere, type Asker } from '../assert-known-here.ts';
import {
  billFormat,
  contentsParam,
  releaseContents,
  tracedNeeds,
  type ReleaseContentsItem,
} from '../contents-contract.ts';
import type { ApiDeps } from '../deps.ts';
import { route } from '../route.ts';
import { renderNeed, traceNeed } from '../trace-needs.ts';

/** Dependencies that are looked up for one answer. */
const MOST_TRACED = 100;

const showRoute = route({
  method: 'GET',
  url: '/api/v1/hosted/:ecosystem/:name/versions/:version',
  summary:
    'What is inside a version that is published here: README, dependencies as declared, what it bundles',
  access: 'read-packages',
  params: contentsParam,
  answer: releaseContents,
  async handle(deps, call) {
    const ref = await findRef(deps, call, call.params);
    return render(deps, ref, await contentsOf(deps.contents, ref, call.params.version));
  },
});

const dependenciesRoute = route({
  method: 'GET',
  url: '/api/v1/hosted/:ecosystem/:name/versions/:version/dependencies',
  summary: 'What a version depends on, each with where it comes from here, and what is decided of it',
  access: 'read-packages',
  params: contentsParam,
  answer: tracedNeeds,
  async handle(deps, call) {
    const ref = await findRef(deps, call, call.params);
    const { contents } = await contentsOf(deps.contents, ref, call.params.version);
    const { needs, areNeedsWhole } = contents;
    const items = [];
    for (const need of needs.slice(0, MOST_TRACED)) {
      items.push(await traceNeed(deps, call, ref.ecosystem, need));
    }
    return { items, areNeedsWhole, left: needs.length - items.length };
  },
});

const billRoute = route({
  method: 'GET',
  url: '/api/v1/hosted/:ecosystem/:name/versions/:version/sbom',
  summary:
    'A version that is published here as a bill of materials: CycloneDX 1.6 or 1.7, SPDX 2.3 or 3.0, by `format` or by `Accept`',
  access: 'read-packages',
  params: contentsParam,
  query: z.object({ format: billFormat.optional() }),
  answer: z.record(z.string(), z.unknown()),
  async handle(deps, call) {
    const ref = await findRef(deps, call, call.params);
    // A command that works on the folder sends no headers.
    const headers = call.message?.headers as typeof call.message.headers | undefined;
    const format = call.query.format ?? chooseBillFormat(headers?.accept);
    if (format === undefined) {
      throw new GatehouseError(
        'invalid-request',
        `Cannot write the bill of materials: found no format that Accept takes, expected one of ${BILL_FORMATS.map((one) => BILL_MEDIA[one].contentType).join(', ')}`,
      );
    }
    const found = await contentsOf(deps.contents, ref, call.params.version);
    const { renderReleaseBill } = await import('../../../registry/contents/render-release-bill.ts');
    const { contentType, suffix } = BILL_MEDIA[format];
    const fileName = `${ref.name}-${found.version.version}`
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[-.]+/, '');
    call.setHeader('content-type', contentType);
    call.setHeader('content-disposition', `attachment; filename="${fileName}${suffix}"`);
    call.setHeader('vary', 'accept');
    const registryUrl = hostedUpstream(deps.registry, ref.ecosystem).url;
    const document = renderReleaseBill({ adapters: deps.registry.adapters, registryUrl }, ref, found, format);
    return { ...document };
  },
});

export const contentsRoutes = [showRoute, dependenciesRoute, billRoute];

/** Throws `invalid-name`, and `not-found` for what the asker may not know as for what is not there. */
async function findRef(
  deps: ApiDeps,
  asker: Asker,
  { ecosystem, name }: { readonly ecosystem: Ecosystem; readonly name: string },
): Promise<PackageRef> {
  const ref = { ecosystem, name: deps.registry.adapters[ecosystem].names.parse(name) };
  await assertKnownHere(deps, asker, ref);
  return ref;
}

function render(deps: ApiDeps, ref: PackageRef, { version, contents }: VersionContents): ReleaseContentsItem {
  const { about, readme, needs, areNeedsWhole, parts, told, gaps } = contents;
  return {
    ...ref,
    version: version.version,
    purl: formatPurl(deps.registry.adapters, ref, { version: version.version }),
    publishedAt: formatInstant(version.publishedAt),
    about: {
      ...about,
      people: about.people.map(({ called, name, url }) => ({ called, name, ...given('url', url) })),
    },
    ...given('readme', readme),
    needs: needs.map((need) => renderNeed(deps, ref.ecosystem, need)),
    areNeedsWhole,
    parts: parts.map((part) => renderPart(deps, part)),
    told: told.map(({ kind, format, file, path, sha256, components }) => {
      return { kind, ...given('format', format), file, path, sha256, components: components.length };
    }),
    gaps: [...gaps],
  };
}

function renderPart(
  { registry: { adapters } }: ApiDeps,
  { ecosystem, name, version, licence, places }: FoundPart,
): ReleaseContentsItem['parts'][number] {
  const ref = ecosystem === undefined ? undefined : { ecosystem, name: asPackageName(name) };
  return {
    ...given('ecosystem', ecosystem),
    name,
    ...given('version', version),
    ...given('licence', licence),
    ...given('purl', ref === undefined ? undefined : formatPurl(adapters, ref, given('version', version))),
    places: [...places],
  };
}
