// Applications: what they are made of, what is known against that, and who has a package.

import { z } from 'zod';

import { formatPurl } from '../../../formats/purl.ts';
import { diffSnapshots } from '../../../inventory/applications/diff-snapshots.ts';
import { componentKeyOf } from '../../../inventory/component-key.ts';
import { placeComponents } from '../../../inventory/scan/place-components.ts';
import { pushSnapshot } from '../../../inventory/applications/push-snapshot.ts';
import { findApplication, readApplication } from '../../../inventory/applications/read-application.ts';
import { renameApplication } from '../../../inventory/applications/rename-application.ts';
import { removeApplication } from '../../../inventory/applications/remove-application.ts';
import { componentsOf } from '../../../inventory/applications/snapshot-components.ts';
import {
  applicationDetail,
  applicationName,
  applicationPage,
  componentPage,
  plainWords,
  PUSH_MOST_BYTES,
  pushAnswer,
  pushRequest,
  removeAnswer,
  renameAnswer,
  renameRequest,
  snapshotDiff,
  snapshotPage,
} from '../application-contract.ts';
import { applicationPlace, readApplicationPlace } from '../application-place.ts';
import { chooseView } from '../choose-view.ts';
import { after, asPage, limit, viewName } from '../query.ts';
import { readPushedFiles } from '../read-pushed-files.ts';
import { readPushedReach } from '../read-pushed-reach.ts';
import {
  renderApplication,
  renderApplicationNow,
  renderDiff,
  renderPlace,
  renderSnapshot,
} from '../render-application.ts';
import { route } from '../route.ts';
import { authorOf } from './governance-fields.ts';

const nameParam = z.object({ name: applicationName });
const environment = applicationName.optional();
const number = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

const pushRoute = route({
  method: 'POST',
  url: '/api/v1/applications/:name/snapshots',
  summary: 'Takes in all that an application is made of, instead of what it was; older snapshots are kept',
  access: 'push-snapshots',
  bodyLimitBytes: PUSH_MOST_BYTES,
  params: nameParam,
  body: pushRequest,
  answer: pushAnswer,
  status: 201,
  async handle(deps, call) {
    const { environment, owner, tags, reach } = call.body;
    const { adapters } = deps.registry;
    const files = await readPushedFiles(adapters, call.body.files);
    const { application, ...rest } = await pushSnapshot(deps.inventory, {
      name: call.params.name,
      environment,
      ...(owner === undefined ? {} : { owner }),
      ...(tags === undefined ? {} : { tags }),
      files,
      ...(reach === undefined ? {} : { reach: readPushedReach(adapters, reach, files) }),
      author: authorOf(call.principal),
    });
    return { application: renderApplication(application), ...rest };
  },
});

const listRoute = route({
  method: 'GET',
  url: '/api/v1/applications',
  summary: 'Applications by name and environment, with the numbers of their newest snapshots',
  access: 'read-applications',
  query: z.object({ owner: plainWords.optional(), environment, after: applicationPlace.optional(), limit }),
  answer: applicationPage,
  async handle(deps, { query }) {
    const { owner, environment, after, limit } = query;
    const filter = {
      ...(owner === undefined ? {} : { owner }),
      ...(environment === undefined ? {} : { environment }),
    };
    const from = after === undefined ? {} : { after: readApplicationPlace(after) };
    const rows = await deps.inventory.stores.applications.list(filter, { ...from, limit: limit + 1 });
    return asPage(rows, limit, renderApplication, (one) => `${one.name}/${one.environment}`);
  },
});

const showRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name',
  summary: 'What is known now against the newest snapshot of an application, and by which ways it came in',
  access: 'read-applications',
  params: nameParam,
  query: z.object({ environment, view: viewName.optional() }),
  answer: applicationDetail,
  async handle(deps, call) {
    const view = chooseView(deps, call, call.query.view);
    const application = await findApplication(
      deps.inventory.stores,
      call.params.name,
      call.query.environment,
    );
    const now = await readApplication(deps.inventory, application, view);
    return renderApplicationNow(deps.registry.adapters, application, now);
  },
});

const removeRoute = route({
  method: 'DELETE',
  url: '/api/v1/applications/:name',
  summary: 'Removes an application: its findings end, and its snapshots go',
  access: 'remove-applications',
  params: nameParam,
  query: z.object({ environment }),
  answer: removeAnswer,
  async handle(deps, { params, query, principal }) {
    const { application, ...rest } = await removeApplication(deps.inventory, {
      name: params.name,
      environment: query.environment,
      author: authorOf(principal),
    });
    return { application: renderApplication(application), ...rest };
  },
});

const renameRoute = route({
  method: 'PATCH',
  url: '/api/v1/applications/:name',
  summary: 'Gives an application another name; all that is kept of it stays',
  access: 'rename-applications',
  params: nameParam,
  query: z.object({ environment }),
  body: renameRequest,
  answer: renameAnswer,
  async handle(deps, { params, query, body, principal }) {
    const renamed = await renameApplication(deps.inventory, {
      name: params.name,
      environment: query.environment,
      newName: body.name,
      author: authorOf(principal),
    });
    return { applications: renamed.map(renderApplication) };
  },
});

const snapshotsRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name/snapshots',
  summary: 'The snapshots of an application, newest first',
  access: 'read-applications',
  params: nameParam,
  query: z.object({ environment, after: number, limit }),
  answer: snapshotPage,
  async handle(deps, { params, query }) {
    const { applications } = deps.inventory.stores;
    const { id } = await findApplication({ applications }, params.name, query.environment);
    const before = query.after === undefined ? {} : { before: query.after };
    const rows = await applications.snapshots(id, { ...before, limit: query.limit + 1 });
    return asPage(rows, query.limit, renderSnapshot, (one) => String(one.number));
  },
});

const componentsRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name/components',
  summary: 'The components of the newest snapshot that have a version, and where each stands',
  access: 'read-applications',
  params: nameParam,
  query: z.object({ environment, after, limit }),
  answer: componentPage,
  async handle(deps, { params, query }) {
    const { applications } = deps.inventory.stores;
    const { id, newestSnapshot } = await findApplication({ applications }, params.name, query.environment);
    const files = await applications.graphOf(id, newestSnapshot);
    const { after = '', limit } = query;
    const { adapters } = deps.registry;
    const rows = [...componentsOf(files).values()]
      .map((key) => ({ ...key, purl: formatPurl(adapters, key, { version: key.version }) }))
      .filter(({ purl }) => purl > after)
      .sort((a, b) => (a.purl < b.purl ? -1 : 1))
      .slice(0, limit + 1);
    const places = placeComponents(files, new Set(rows.map(componentKeyOf)));
    return asPage(
      rows,
      limit,
      (row) => ({ ...row, places: (places.get(componentKeyOf(row)) ?? []).map(renderPlace) }),
      ({ purl }) => purl,
    );
  },
});

const diffRoute = route({
  method: 'GET',
  url: '/api/v1/applications/:name/diff',
  summary: 'What differs between two snapshots, and what is known against what came and what went',
  access: 'read-applications',
  params: nameParam,
  query: z.object({ environment, from: number, to: number, view: viewName.optional() }),
  answer: snapshotDiff,
  async handle(deps, call) {
    const { environment, from, to, view } = call.query;
    const application = await findApplication(deps.inventory.stores, call.params.name, environment);
    const asked = { from, to, view: chooseView(deps, call, view) };
    const diff = await diffSnapshots(deps.inventory, application, asked);
    return renderDiff(deps.registry.adapters, application, diff);
  },
});

export const applicationRoutes = [
  pushRoute,
  listRoute,
  showRoute,
  renameRoute,
  removeRoute,
  snapshotsRoute,
  componentsRoute,
  diffRoute,
];
