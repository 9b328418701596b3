// Takes in archives of versions, and tells their publisher what became of them.

import { GatehouseError } from '../kernel/errors.ts';
import { given } from '../kernel/given.ts';
import type { DeploymentRequest } from '../ecosystems/adapter-routes.ts';
import { partRulesOf } from '../registry/deployments/kept-parts.ts';
import {
  downloadPart,
  dropDeployment,
  findOwnDeployment,
  isPublished,
  publishOwnDeployment,
  statusOfDeployment,
} from '../registry/deployments/own-deployments.ts';
import type { PublishDeps, Publisher } from '../registry/publish/publish-deps.ts';
import { requireWriter } from '../registry/publish/publish-right.ts';
import { withPublishingBody } from './read-publishing-body.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/** Throws `not-signed-in` before anything is read, `not-found` for what is another's, and what each request throws. */
export async function sendDeployment(
  { publishing }: RegistryHttpDeps,
  exchange: Exchange,
  request: DeploymentRequest,
): Promise<void> {
  const { principal, address, view } = exchange.reader;
  if (publishing === undefined)
    throw new GatehouseError('read-only', 'Cannot publish: this server only reads');
  requireWriter(publishing.registry, principal);
  const answer = await answerTo(publishing, { principal, place: { address, view } }, exchange, request);
  sendAnswer(exchange.message, exchange.response, answer);
}

async function answerTo(
  deps: PublishDeps,
  publisher: Publisher,
  { ecosystem, message }: Exchange,
  request: DeploymentRequest,
) {
  const { portal } = partRulesOf(deps.registry, ecosystem);
  switch (request.ask) {
    case 'upload': {
      const { title, isAutomatic } = request;
      const { uploadBundle } = await import('../registry/deployments/upload-bundle.ts');
      return withPublishingBody(deps, publisher.principal, message, async (body) => {
        const bytes = await bundleOf(body, message.headers['content-type']);
        return portal.uploaded(await uploadBundle(deps, publisher, ecosystem, { title, isAutomatic, bytes }));
      });
    }
    case 'status':
      return portal.status(
        statusOfDeployment(deps.registry, await findOwnDeployment(deps, publisher, request.id)),
      );
    case 'publish':
      await publishOwnDeployment(deps, publisher, request.id);
      return portal.done();
    case 'drop':
      await dropDeployment(deps, publisher, request.id);
      return portal.done();
    case 'published':
      return portal.published(await isPublished(deps, { ecosystem, name: request.name }, request.version));
    case 'download': {
      const body = await downloadPart(deps, publisher, ecosystem, {
        ...given('id', request.id),
        path: request.path,
      });
      return { status: 200, body, contentType: 'application/octet-stream', headers: {} };
    }
  }
}

/** The file of the form's one field `bundle`. Throws `invalid-request`. */
async function bundleOf(body: Buffer, contentType: string | undefined): Promise<Uint8Array> {
  const { parseMultipart } = await import('../formats/multipart.ts');
  const bundles = parseMultipart(body, contentType).filter(({ name }) => name === 'bundle');
  const [bundle] = bundles;
  if (bundle !== undefined && bundles.length === 1) return bundle.bytes;
  throw new GatehouseError(
    'invalid-request',
    `Cannot take in a deployment: found ${bundles.length} fields called bundle, expected one with a zip archive`,
  );
}
