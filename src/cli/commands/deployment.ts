// gatehouse deployment: versions on their way in, which are shown, published or dropped.

import { deploymentDetail, deploymentPage } from '../../http/api/deployment-contract.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';

const ID_WORD = { name: 'ID', says: 'The id that gatehouse deployment list shows' } as const;
const HELPS = { 'not-found': 'gatehouse deployment list' } as const;

const list = command({
  name: 'deployment list',
  summary: 'List what you have on its way in, the newest first',
  words: [],
  flags: { limit: LIMIT_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const { out } = context;
    const desk = await context.openDesk();
    const limit = parseLimit(flags.limit, 'deployment list');
    const { items } = await askPages(desk, { path: '/deployments', answer: deploymentPage }, limit);
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`There are no deployments of yours.`);
    else {
      out.table(
        ['id', 'state', 'ecosystem', 'title', 'since', 'faults'],
        items.map(({ id, state, ecosystem, title, createdAt, faultCount }) => [
          id,
          state,
          ecosystem,
          title,
          shortTime(createdAt),
          faultCount === 0 ? '–' : String(faultCount),
        ]),
      );
    }
    return 0;
  },
});

const show = command({
  name: 'deployment show',
  summary: 'Show one: its versions and files, and what keeps it from being published',
  details: ['Exits 1 when it has failed.'],
  words: [ID_WORD],
  helps: HELPS,
  hasJson: true,
  usesData: true,
  async run(context, { words: [id = ''] }) {
    const { out } = context;
    const found = await (
      await context.openDesk()
    ).ask({ path: apiPath('deployments', id), answer: deploymentDetail });
    if (context.shared.isJson) out.json(found);
    else {
      const { palette } = out;
      out.line(
        words`${palette.strong(found.title)}  ${found.state}, ${found.ecosystem}, since ${shortTime(found.createdAt)}`,
      );
      for (const { name, version } of found.versions) out.line(words`  ${name} ${version}`);
      for (const [of, lines] of Object.entries(found.faults)) {
        for (const line of lines) out.line(words`  ${palette.bad('✗')} ${of}: ${line}`);
      }
      if (found.files.length > 0) {
        out.table(
          ['file', 'bytes', 'sha256'],
          found.files.map(({ file, sizeBytes, sha256 }) => [file, String(sizeBytes), sha256]),
        );
      }
    }
    return found.state === 'failed' ? 1 : 0;
  },
});

const publish = command({
  name: 'deployment publish',
  summary: 'Publish one, whole; takes somebody who signs in with a second factor',
  words: [ID_WORD],
  helps: HELPS,
  usesData: true,
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'POST', path: apiPath('deployments', id, 'publish') });
    context.out.line(words`${context.out.palette.good('Published')} the deployment ${id}`);
    return 0;
  },
});

const drop = command({
  name: 'deployment drop',
  summary: 'Drop one that is not published, with all that came of it',
  words: [ID_WORD],
  helps: HELPS,
  usesData: true,
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('deployments', id) });
    context.out.line(words`${context.out.palette.good('Dropped')} the deployment ${id}`);
    return 0;
  },
});

export const deploymentCommands = [list, show, publish, drop];
