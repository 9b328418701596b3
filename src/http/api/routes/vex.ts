// VEX documents that people gave: what they say counts for every application.

import { z } from 'zod';

import { findApplication } from '../../../inventory/applications/read-application.ts';
import { gatherVex } from '../../../inventory/vex/gather-vex.ts';
import { given } from '../../../kernel/given.ts';
import { applicationName, plainWords } from '../application-contract.ts';
import { renderVex } from '../render-vex.ts';
import { addVex } from '../../../inventory/vex/add-vex.ts';
import { withdrawVex } from '../../../inventory/vex/withdraw-vex.ts';
import { GatehouseError } from '../../../kernel/errors.ts';
import { after, asPage, idParam, limit } from '../query.ts';
import { route } from '../route.ts';
import {
  VEX_FORMATS,
  VEX_MOST_BYTES,
  vexAdded,
  vexDetail,
  vexDocument,
  vexItem,
  vexPage,
  vexReason,
  vexRequest,
} from '../vex-contract.ts';
import { renderKept, renderStatement } from '../vex-words.ts';
import { authorOf } from './governance-fields.ts';
import { vexAboutRoutes } from './vex-about.ts';

/** Statements that one answer shows. */
const MOST_SHOWN = 5_000;

const listRoute = route({
  method: 'GET',
  url: '/api/v1/vex',
  summary: 'VEX documents that are kept, newest first, superseded and withdrawn ones included',
  access: 'read-applications',
  query: z.object({ after, limit }),
  answer: vexPage,
  async handle({ inventory }, { query }) {
    const rows = await inventory.stores.vex.list({
      limit: query.limit + 1,
      ...(query.after === undefined ? {} : { after: query.after }),
    });
    return asPage(rows, query.limit, renderKept, ({ id }) => id);
  },
});

const addRoute = route({
  method: 'POST',
  url: '/api/v1/vex',
  summary: 'Keeps a VEX document: what it says not to matter is no finding in any application',
  access: 'state-vex',
  // Within JSON a text may take twice its length.
  bodyLimitBytes: 2 * VEX_MOST_BYTES,
  body: vexRequest,
  answer: vexAdded,
  status: 201,
  async handle({ inventory }, { body, principal }) {
    const added = await addVex(inventory, { ...body, author: authorOf(principal) });
    return {
      item: renderKept(added.kept),
      isNew: added.isNew,
      ...(added.superseded === undefined ? {} : { superseded: added.superseded.id }),
    };
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/vex/:id',
  summary: 'What a VEX document says, and by whom and when it was given',
  access: 'read-applications',
  params: idParam,
  query: z.object({ source: z.enum(['true', 'false']).default('false') }),
  answer: vexDetail,
  async handle({ inventory }, { params, query }) {
    const { vex } = inventory.stores;
    const kept = await vex.find(params.id);
    if (kept === undefined)
      throw new GatehouseError('not-found', 'Cannot show VEX: found no document of this id');
    const { statements } = kept.document;
    const source = query.source === 'true' ? await vex.sourceOf(params.id) : undefined;
    return {
      item: renderKept(kept),
      said: statements.slice(0, MOST_SHOWN).map(renderStatement),
      isCut: statements.length > MOST_SHOWN,
      ...(source === undefined ? {} : { source }),
    };
  },
});

const withdrawRoute = route({
  method: 'DELETE',
  url: '/api/v1/vex/:id',
  summary: 'Takes a VEX document back: what it cleared is a finding again',
  access: 'state-vex',
  params: idParam,
  query: z.object({ reason: vexReason }),
  answer: vexItem,
  handle: async ({ inventory }, { params, query, principal }) =>
    renderKept(
      await withdrawVex(inventory, { id: params.id, reason: query.reason, author: authorOf(principal) }),
    ),
});

const exportRoute = route({
  method: 'GET',
  url: '/api/v1/vex/export',
  summary:
    'What is said of vulnerabilities, as a VEX document; of one application with what was decided there',
  access: 'read-applications',
  query: z.object({
    format: z.enum(VEX_FORMATS).default('openvex'),
    application: applicationName.optional(),
    environment: applicationName.optional(),
    author: plainWords.optional(),
  }),
  answer: vexDocument,
  async handle(deps, { query }) {
    const { format, application: name, environment, author } = query;
    const { inventory, publicUrl, version } = deps;
    const application =
      name === undefined ? undefined : await findApplication(inventory.stores, name, environment);
    const vex = await gatherVex(inventory, {
      ...given('application', application),
      author: author ?? `Gatehouse at ${new URL(publicUrl).host}`,
      publicUrl,
      tool: { name: 'Gatehouse', version },
    });
    return { ...renderVex(format, vex) };
  },
});

// The export stands before what takes any id.
export const vexRoutes = [listRoute, addRoute, exportRoute, showRoute, withdrawRoute, ...vexAboutRoutes];
