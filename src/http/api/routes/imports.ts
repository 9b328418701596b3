// Moving versions in from another registry: what it would come to, and one version after the other.

import { parseInstant } from '../../../kernel/clock.ts';
import { given } from '../../../kernel/given.ts';
import type { Ecosystem } from '../../../kernel/ecosystem.ts';
import type { PackageRef } from '../../../kernel/package-ref.ts';
import type { Principal } from '../../../identity/principal.ts';
import type { Publisher } from '../../../registry/publish/publish-deps.ts';
import type { ImportWish } from '../../../registry/imports/import-ports.ts';
import { importVersion } from '../../../registry/imports/import-version.ts';
import { planImport } from '../../../registry/imports/plan-import.ts';
import { withPublishingBody } from '../../read-publishing-body.ts';
import type { ApiDeps } from '../deps.ts';
import { MAX_HEAD_BYTES, parseImportBody, type ImportBody } from '../import-body.ts';
import { importAnswer, importParam, planAnswer, planRequest, type PlanAnswer } from '../import-contract.ts';
import { route } from '../route.ts';

const planRoute = route({
  method: 'POST',
  url: '/api/v1/imports/:ecosystem/plan',
  summary: 'What moving versions of a package in would come to: new, here already, or in conflict',
  access: 'import-packages',
  params: importParam,
  body: planRequest,
  answer: planAnswer,
  bodyLimitBytes: MAX_HEAD_BYTES,
  async handle(deps, { principal, address, params, body }): Promise<PlanAnswer> {
    const { owner, versions } = body;
    const ref = parseRef(deps, params.ecosystem, body.name);
    const plan = await planImport(deps.publishing, publisherOf(deps, principal, address), {
      ref,
      owner,
      versions,
    });
    return {
      maxBytes: deps.publishing.rules.maxBytes,
      ...given('refused', plan.refused),
      versions: plan.versions.map((kept, at) => ({
        version: versions[at]?.version ?? '',
        state: kept.state,
        ...(kept.state === 'conflict' ? { because: kept.because } : {}),
        ...(kept.state === 'partly' ? { missing: [...kept.missing] } : {}),
      })),
    };
  },
});

const versionRoute = route({
  method: 'POST',
  url: '/api/v1/imports/:ecosystem/versions',
  summary:
    'Moves one version of another registry in, as of its own date: the length of a JSON head (four bytes, little endian), the head, and the bytes of its files',
  access: 'import-packages',
  params: importParam,
  answer: importAnswer,
  takesBytes: true,
  async handle(deps, { principal, address, params, message }) {
    const maxBytes = deps.publishing.rules.maxBytes + MAX_HEAD_BYTES;
    const take = async (bytes: Buffer) => {
      const body = parseImportBody(bytes);
      const wish = wishOf(parseRef(deps, params.ecosystem, body.head.name), body);
      const publisher = publisherOf(deps, principal, address);
      const { outcome, notes } = await importVersion(deps.publishing, publisher, wish);
      return { name: wish.ref.name, version: wish.version, outcome, notes: [...notes] };
    };
    return withPublishingBody(deps.publishing, principal, message, take, maxBytes);
  },
});

export const importRoutes = [planRoute, versionRoute];

/** Throws `invalid-name`. */
function parseRef({ registry }: Pick<ApiDeps, 'registry'>, ecosystem: Ecosystem, name: string): PackageRef {
  return { ecosystem, name: registry.adapters[ecosystem].names.parse(name) };
}

function publisherOf(deps: Pick<ApiDeps, 'viewFor'>, principal: Principal, address: string): Publisher {
  return { principal, place: { address, view: deps.viewFor(principal, address) } };
}

function wishOf(ref: PackageRef, { head, bytes }: ImportBody): ImportWish {
  const { version, owner, origin, publisher, maintainers, yanked, deprecated, tags, visibility } = head;
  const publishedAt = head.publishedAt === undefined ? undefined : parseInstant(head.publishedAt);
  return {
    ref,
    owner,
    version,
    origin,
    ...given('publishedAt', publishedAt),
    ...given('publisher', publisher),
    maintainers,
    ...given('yanked', yanked),
    ...given('deprecated', deprecated),
    tags,
    ...given('visibility', visibility),
    words: head.words,
    files: head.files.map(({ file, digests }, at) => ({
      file,
      digests,
      bytes: bytes[at] ?? new Uint8Array(),
    })),
  };
}
