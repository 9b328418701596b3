// PyPI's index of a project: read from an upstream's simple page, written in every form as a view decides it.

import { GatehouseError } from '../../kernel/errors.ts';
import type {
  Documents,
  IndexContext,
  IndexReader,
  IndexView,
  PackageIndex,
  RenderedIndex,
} from '../adapter-index-document.ts';
import { SIMPLE_VARIANTS, UPSTREAM_ACCEPT } from './negotiate.ts';
import { offerReleases } from './offer.ts';
import { renderProjectJson } from './project-json.ts';
import { readSimpleHtml } from './read-simple-html.ts';
import { readSimpleJson } from './read-simple-json.ts';
import { describeRelease, groupReleases, type Release } from './releases.ts';
import { renderSimple } from './render-simple.ts';
import type { SimplePage } from './simple-page.ts';

const PROJECT_JSON = 'project-json';
const STATUSES = ['archived', 'quarantined', 'deprecated'] as const;

export const index: IndexReader = {
  upstreamDocuments: () => [],
  packageDocuments: (name) => [
    { key: 'simple', path: `simple/${name}/`, accept: UPSTREAM_ACCEPT },
    {
      key: PROJECT_JSON,
      path: `pypi/${name}/json`,
      accept: 'application/json',
      optional: true,
      onlyFor: [PROJECT_JSON],
    },
  ],
  variants: [...SIMPLE_VARIANTS, PROJECT_JSON],
  datesFromArtifacts: false,
  explainsRefusals: true,
  read: readProject,
};

function readProject(documents: Documents, context: IndexContext): PackageIndex {
  const bytes = documents.get('simple');
  if (bytes === undefined) {
    throw new GatehouseError('upstream-invalid', `Cannot read ${context.name}: its simple page is missing`);
  }
  const page = readPage(bytes, context);
  const releases = groupReleases(page, context.name);
  const status = readStatus(page);
  return {
    name: context.name,
    versions: releases.map((release) => describeRelease(release, page)),
    ...(status === undefined ? {} : { status }),
    render: (view) => renderProject({ page, releases, documents, context }, view),
  };
}

/** JSON where the first character opens an object: an upstream that does not speak it answers in HTML. */
function readPage(bytes: Uint8Array, { name, upstreamUrl }: IndexContext): SimplePage {
  const baseUrl = `${upstreamUrl}/simple/${name}/`;
  const start = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return start.startsWith('{') ? readSimpleJson(bytes, baseUrl, name) : readSimpleHtml(bytes, baseUrl, name);
}

function readStatus({ status }: SimplePage): PackageIndex['status'] {
  const known = STATUSES.find((word) => word === status?.status);
  if (known === undefined) return undefined;
  return { status: known, ...(status?.reason === undefined ? {} : { reason: status.reason }) };
}

interface ReadProject {
  readonly page: SimplePage;
  readonly releases: readonly Release[];
  readonly documents: Documents;
  readonly context: IndexContext;
}

function renderProject(
  { page, releases, documents, context: { name, upstreamUrl } }: ReadProject,
  view: IndexView,
): RenderedIndex | undefined {
  const offered = offerReleases(releases, name, view);
  const variant = SIMPLE_VARIANTS.find((known) => known === view.variant);
  if (variant !== undefined) {
    return renderSimple({ name, page, releases: offered, upstreamUrl }, variant, view);
  }
  return renderProjectJson(name, offered, documents.get(PROJECT_JSON), view);
}
