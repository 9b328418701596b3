// gatehouse staged: versions that wait for somebody's approval: looked at, compared, approved or rejected.

import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import {
  approvalSetting,
  approvedAnswer,
  stagedDetail,
  stagedDiff,
  stagedPage,
} from '../../http/api/staged-contract.ts';
import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { STAGED_STATES } from '../../registry/staged/staged-ports.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, LIMIT_FLAG, PACKAGE_WORD } from '../common-words.ts';
import { describeBytes } from '../describe-bytes.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { printDiff, printStaged } from '../staged/print-staged.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';

const ID_WORD = { name: 'ID', says: 'The id that gatehouse staged list shows' } as const;
const HELPS = { 'not-found': 'gatehouse staged list' } as const;

const list = command({
  name: 'staged list',
  summary: 'List staged versions of packages that you may publish, stage or approve, the newest first',
  words: [],
  flags: {
    ecosystem: { value: 'ECOSYSTEM', says: 'Of this ecosystem', completes: ECOSYSTEMS },
    package: { value: 'NAME', says: 'Of this package' },
    state: { value: 'STATE', says: 'What became of them (else those that wait)', completes: STAGED_STATES },
    limit: LIMIT_FLAG,
  },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const { out } = context;
    const desk = await context.openDesk();
    const limit = parseLimit(flags.limit, 'staged list');
    const query = { ecosystem: flags.ecosystem, name: flags.package, state: flags.state };
    const { items } = await askPages(desk, { path: '/staged', query, answer: stagedPage }, limit);
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) out.line(words`Nothing waits for approval that you may see.`);
    else {
      out.table(
        ['id', 'state', 'ecosystem', 'package', 'version', 'staged', 'by', 'until'],
        items.map((one) => [
          one.id,
          one.state,
          one.ecosystem,
          one.name,
          one.version,
          shortTime(one.stagedAt),
          one.account ?? one.stagedBy,
          shortTime(one.until),
        ]),
      );
      out.hint(`What differs from the version before: gatehouse staged diff ${items[0]?.id ?? 'ID'}`);
    }
    return 0;
  },
});

const show = command({
  name: 'staged show',
  summary: 'Show one: who staged it, why it waits, its files, and whether you may approve it',
  words: [ID_WORD],
  helps: HELPS,
  hasJson: true,
  usesData: true,
  async run(context, { words: [id = ''] }) {
    const desk = await context.openDesk();
    const found = await desk.ask({ path: apiPath('staged', id), answer: stagedDetail });
    if (context.shared.isJson) context.out.json(found);
    else printStaged(context.out, found);
    return 0;
  },
});

const diff = command({
  name: 'staged diff',
  summary: 'Show what differs from the version before: what runs, dependencies, metadata, files',
  words: [ID_WORD],
  flags: { stat: { says: 'Name the files that differ, without their content' } },
  helps: HELPS,
  hasJson: true,
  usesData: true,
  async run(context, { words: [id = ''], flags }) {
    const desk = await context.openDesk();
    const path = apiPath('staged', id, 'diff');
    const told = await desk.ask({ path, answer: stagedDiff });
    if (context.shared.isJson) context.out.json(told);
    else printDiff(context.out, told, { hasContent: !flags.stat });
    return 0;
  },
});

const approve = command({
  name: 'staged approve',
  summary: 'Publish one that somebody else staged, as it is now; takes a second factor',
  details: [
    'It shows what is approved, and approves nothing else: what changes meanwhile has to be looked at again. Who staged it, or let the trusted publisher in that did, approves nothing.',
  ],
  words: [ID_WORD],
  flags: {
    fingerprint: { value: 'SHA256', says: 'Approve it only if it has this fingerprint (staged show)' },
  },
  helps: {
    ...HELPS,
    conflict: 'gatehouse staged show ID',
    'not-allowed': { says: 'Who staged it, and who may approve it', command: 'gatehouse staged show ID' },
  },
  hasJson: true,
  usesData: true,
  async run(context, { words: [id = ''], flags }) {
    const { out, shared } = context;
    const desk = await context.openDesk();
    const found = await desk.ask({ path: apiPath('staged', id), answer: stagedDetail });
    // Why not, where it is so, is about to be answered.
    if (!shared.isJson) printStaged(out, found, { hasHint: false });
    const done = await desk.ask({
      method: 'POST',
      path: apiPath('staged', id, 'approve'),
      body: { fingerprint: flags.fingerprint ?? found.fingerprint },
      answer: approvedAnswer,
    });
    if (shared.isJson) out.json(done);
    else out.line(words`${out.palette.good('Published')} ${out.palette.strong(done.name)} ${done.version}`);
    return 0;
  },
});

const reject = command({
  name: 'staged reject',
  summary: 'Reject one, or take back your own; its files are gone then, and the version is free again',
  words: [ID_WORD],
  flags: { reason: { value: 'TEXT', says: 'Told to who staged it' } },
  helps: HELPS,
  usesData: true,
  async run(context, { words: [id = ''], flags }) {
    const desk = await context.openDesk();
    const body = flags.reason === undefined ? {} : { reason: flags.reason };
    await desk.ask({ method: 'POST', path: apiPath('staged', id, 'reject'), body });
    context.out.line(words`${context.out.palette.good('Rejected')} ${id}`);
    return 0;
  },
});

const download = command({
  name: 'staged download',
  summary: 'Save the files of one, to look into them; nothing of them is run',
  words: [ID_WORD, { name: 'FOLDER', says: 'Where to (else here)', isOptional: true, completes: 'folder' }],
  helps: HELPS,
  hasJson: true,
  usesData: true,
  async run(context, { words: [id = '', folder = '.'] }) {
    const { out, machine, shared } = context;
    const desk = await context.openDesk();
    const { files, name, version } = await desk.ask({ path: apiPath('staged', id), answer: stagedDetail });
    const saved: { file: string; sizeBytes: number; sha256: string }[] = [];
    for (const { file, sizeBytes, sha256 } of files) {
      const bytes = await desk.bytes({ path: apiPath('staged', id, 'file'), query: { file } });
      // A server's word never names a place on this machine.
      const path = resolve(machine.cwd, folder, basename(file));
      try {
        writeFileSync(path, bytes, { flag: 'wx' });
      } catch (cause) {
        throw new GatehouseError(
          'conflict',
          `Cannot write ${path}: it is there already, or cannot be written`,
          {
            cause,
          },
        );
      }
      saved.push({ file: path, sizeBytes, sha256 });
      if (!shared.isJson) out.line(words`${path}  ${describeBytes(sizeBytes)}  ${out.palette.faint(sha256)}`);
    }
    if (shared.isJson) out.json({ files: saved });
    else if (saved.length === 0) out.line(words`${name} ${version} waits no more: its files are gone.`);
    return 0;
  },
});

const requireApproval = command({
  name: 'staged require',
  summary:
    'Have every version of a package approved by a second person, or no more: by its owner, with a second factor',
  words: [ECOSYSTEM_WORD, PACKAGE_WORD],
  flags: { off: { says: 'No more' } },
  helps: { 'not-allowed': 'gatehouse owner show ECOSYSTEM PACKAGE' },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', name = ''], flags }) {
    const { out, shared } = context;
    const desk = await context.openDesk();
    const setting = await desk.ask({
      method: 'PUT',
      path: apiPath('hosted', ecosystem, name, 'approval'),
      body: { isRequired: !flags.off },
      answer: approvalSetting,
    });
    if (shared.isJson) out.json(setting);
    else if (setting.isRequired)
      out.line(words`Every version of ${out.palette.strong(name)} needs a second person's approval now.`);
    else out.line(words`Versions of ${out.palette.strong(name)} are published without approval again.`);
    return 0;
  },
});

export const stagedCommands = [list, show, diff, approve, reject, download, requireApproval];
