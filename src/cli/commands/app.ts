// gatehouse app: what applications are made of.

import { resolve } from 'node:path';

import {
  applicationDetail,
  applicationPage,
  pushAnswer,
  removeAnswer,
  renameAnswer,
  snapshotDiff,
} from '../../http/api/application-contract.ts';
import { shellWords } from '../../formats/shell-words.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Project } from '../../inventory/scan/read-project.ts';
import { describeReaches } from '../app/describe-reach.ts';
import { describeSnapshot } from '../app/describe-snapshot.ts';
import {
  printApplication,
  printApplications,
  printDiff,
  printPushed,
  printRemoved,
  printRenamed,
} from '../app/print-application.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, VIEW_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { openProject } from '../scan/open-project.ts';
import { withUpgrades } from '../scan/scan-report.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const NAME_WORD = { name: 'NAME', says: 'The application' } as const;
const ENVIRONMENT_FLAG = {
  value: 'NAME',
  says: 'Of which environment, where it has several',
} as const;

const push = command({
  name: 'app push',
  summary: 'Say what an application is made of, instead of what it was; older snapshots are kept',
  details: [
    'Reads every manifest, lock file and bill of materials below PATH, as gatehouse scan does, and the JavaScript and Python code beside them for what it imports: which components, and at which places, is sent along. A file that cannot be read keeps all from being pushed, since what is in it would seem to be gone; then it exits 3.',
  ],
  words: [
    {
      name: 'PATH',
      says: 'The folder or file (else the current folder)',
      isOptional: true,
      completes: 'folder',
    },
  ],
  flags: {
    name: { value: 'NAME', says: 'The application: letters, digits, ".", "_", "-"', isRequired: true },
    environment: { value: 'NAME', says: 'Where it runs (else default)' },
    owner: { value: 'TEAM', says: 'Who looks after it (else as before)' },
    tag: { value: 'KEY=VALUE', says: 'Replaces all tags that there were', isMany: true },
    'no-imports': {
      says: 'Do not look at the code for what it imports; whether it does is then not known, nor what an earlier push told',
    },
    'allow-unread': { says: 'Push also when a file cannot be read, and say so in the snapshot' },
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse app push services/shop --name shop --environment prod --owner payments --tag tier=1'],
  async run(context, { words: [path = '.'], flags }) {
    const tags = parseTags(flags.tag);
    const project = await openProject(resolve(context.machine.cwd, path), () => context.openDesk());
    if (!flags['allow-unread']) assertRead(project, path, flags);
    assertPushable(project, path);
    const reach = flags['no-imports']
      ? []
      : await describeReaches(project, resolve(context.machine.cwd, path));
    const desk = await context.openDesk();
    const answer = await desk.ask({
      method: 'POST',
      path: `${apiPath('applications', flags.name)}/snapshots`,
      body: {
        ...(flags.environment === undefined ? {} : { environment: flags.environment }),
        ...(flags.owner === undefined ? {} : { owner: flags.owner }),
        ...(flags.tag.length === 0 ? {} : { tags }),
        files: describeSnapshot(project),
        ...(reach.length === 0 ? {} : { reach }),
      },
      answer: pushAnswer,
    });
    if (context.shared.isJson) context.out.json(answer);
    else printPushed(context.out, answer, project.unread);
    return 0;
  },
});

function parseTags(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
      throw new UsageError(`--tag: found ${JSON.stringify(text)}, expected KEY=VALUE`, {
        commandName: 'app push',
      });
    }),
  );
}

interface PushFlags {
  readonly name: string;
  readonly environment: string | undefined;
  readonly owner: string | undefined;
  readonly tag: readonly string[];
  readonly 'no-imports': boolean;
}

/** Says how the same is pushed without what cannot be read. */
function assertRead({ unread }: Project, path: string, flags: PushFlags): void {
  const [first] = unread;
  if (first === undefined) return;
  const { name, environment, owner, tag } = flags;
  const command = [
    'gatehouse',
    'app',
    'push',
    path,
    '--name',
    name,
    ...(environment === undefined ? [] : ['--environment', environment]),
    ...(owner === undefined ? [] : ['--owner', owner]),
    ...tag.flatMap((one) => ['--tag', one]),
    ...(flags['no-imports'] ? ['--no-imports'] : []),
    '--allow-unread',
  ];
  const more = unread.length === 1 ? '' : ` (and ${unread.length - 1} more)`;
  throw new GatehouseError('undecided', `Cannot push ${path}: ${first.path}: ${first.message}${more}`, {
    facts: { says: 'Mend the file, or push without it', command: shellWords(command) },
  });
}

function assertPushable({ files, unread }: Project, path: string): void {
  if (files.length + unread.length > 0) return;
  throw new GatehouseError(
    'not-found',
    `Cannot push ${path}: found no manifest, lock file or bill of materials`,
  );
}

const list = command({
  name: 'app list',
  summary: 'List applications with the numbers of their newest snapshots',
  flags: {
    owner: { value: 'TEAM', says: 'Only those of this owner' },
    environment: { value: 'NAME', says: 'Only those of this environment' },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  async run(context, { flags: { owner, environment, limit } }) {
    const { out } = context;
    const most = parseLimit(limit, 'app list');
    const desk = await context.openDesk();
    const query = { owner, environment };
    const found = await askPages(desk, { path: '/applications', query, answer: applicationPage }, most);
    if (context.shared.isJson) out.json(found);
    else if (found.items.length === 0) {
      out.line(
        words`No application was pushed. To push one: ${out.palette.code('gatehouse app push PATH --name NAME')}`,
      );
    } else {
      printApplications(out, found.items);
      if (found.isCut) out.line('… and more: ask with a higher --limit');
    }
    return 0;
  },
});

const show = command({
  name: 'app show',
  summary: 'Say what is known now against an application, by which ways it came in, and what to do about it',
  details: ['Exits 1 when the policy holds back or refuses a component of it.'],
  words: [NAME_WORD],
  flags: { environment: ENVIRONMENT_FLAG, view: VIEW_FLAG },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse app list' },
  async run(context, { words: [name = ''], flags: { environment, view } }) {
    const desk = await context.openDesk();
    const detail = await desk.ask({
      path: apiPath('applications', name),
      query: { environment, view },
      answer: applicationDetail,
    });
    if (context.shared.isJson) context.out.json(detail);
    else printApplication(context.out, detail, await withUpgrades(desk, detail.findings));
    const isRefused = detail.findings.some(
      ({ verdict: { action } }) => action === 'hide' || action === 'block',
    );
    return isRefused ? 1 : 0;
  },
});

const diff = command({
  name: 'app diff',
  summary: 'Say what changed between two snapshots of an application, and what is known against it',
  words: [NAME_WORD],
  flags: {
    environment: ENVIRONMENT_FLAG,
    from: { value: 'NUMBER', says: 'The snapshot before (else the one before the other)' },
    to: { value: 'NUMBER', says: 'The snapshot after (else the newest)' },
    view: VIEW_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse app diff shop', 'gatehouse app diff shop --from 3 --to 7'],
  helps: { 'not-found': 'gatehouse app list' },
  async run(context, { words: [name = ''], flags: { environment, from, to, view } }) {
    const desk = await context.openDesk();
    const answer = await desk.ask({
      path: `${apiPath('applications', name)}/diff`,
      query: { environment, from, to, view },
      answer: snapshotDiff,
    });
    if (context.shared.isJson) context.out.json(answer);
    else printDiff(context.out, answer);
    return 0;
  },
});

const remove = command({
  name: 'app remove',
  summary: 'Remove an application; takes a reviewer who signs in',
  details: [
    'Its findings end, and its snapshots, decisions and fix plan go for good; the journal keeps that it was there. Pushing the name again makes a new application.',
  ],
  words: [NAME_WORD],
  flags: { environment: ENVIRONMENT_FLAG },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse app remove shop --environment test'],
  helps: { 'not-found': 'gatehouse app list' },
  async run(context, { words: [name = ''], flags: { environment } }) {
    const desk = await context.openDesk();
    const answer = await desk.ask({
      method: 'DELETE',
      path: apiPath('applications', name),
      query: { environment },
      answer: removeAnswer,
    });
    if (context.shared.isJson) context.out.json(answer);
    else printRemoved(context.out, answer);
    return 0;
  },
});

const rename = command({
  name: 'app rename',
  summary: 'Give an application another name; takes a reviewer',
  details: [
    'Its findings, snapshots, decisions, fix plan and figures stay, and what VEX documents and requests said by its old name goes on to mean it. Whatever pushes under the old name makes a new application: change it there, too.',
  ],
  words: [
    { name: 'OLD', says: 'The application' },
    { name: 'NEW', says: 'Its new name: letters, digits, ".", "_", "-"' },
  ],
  flags: { environment: { value: 'NAME', says: 'In this environment alone (else in all that it has)' } },
  hasJson: true,
  usesData: true,
  examples: ['gatehouse app rename shop storefront'],
  helps: { 'not-found': 'gatehouse app list', conflict: 'gatehouse app list' },
  async run(context, { words: [name = '', newName = ''], flags: { environment } }) {
    const desk = await context.openDesk();
    const answer = await desk.ask({
      method: 'PATCH',
      path: apiPath('applications', name),
      query: { environment },
      body: { name: newName },
      answer: renameAnswer,
    });
    if (context.shared.isJson) context.out.json(answer);
    else printRenamed(context.out, name, answer);
    return 0;
  },
});

export const applicationCommands = [push, list, show, diff, rename, remove];
