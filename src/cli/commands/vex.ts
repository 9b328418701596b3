// gatehouse vex: what suppliers and this organisation say of vulnerabilities, kept, taken back and written out.

import { writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

import { messageOf } from '../../kernel/errors.ts';
import {
  VEX_FORMATS,
  vexAdded,
  vexDetail,
  vexDocument,
  vexItem,
  vexPage,
  type VexDetail,
  type VexItem,
} from '../../http/api/vex-contract.ts';
import { readActorNames, type NameActor } from '../actor-names.ts';
import { command } from '../command.ts';
import { LIMIT_FLAG, REASON_FLAG } from '../common-words.ts';
import { apiPath, askPages } from '../desk/desk.ts';
import { parseLimit } from '../parse-limit.ts';
import { readGivenText } from '../read-given-text.ts';
import { shortTime, type Printer } from '../terminal/printer.ts';
import { words } from '../terminal/painted.ts';

const MOST_SHOWN = 50;
const ID_WORD = { name: 'ID', says: 'The id that gatehouse vex list shows' } as const;

const add = command({
  name: 'vex add',
  summary:
    'Keep VEX documents: what they say not to matter is no finding in any application; takes a reviewer',
  details: [
    'Reads OpenVEX, CSAF, and CycloneDX with analyses. A later version of a document takes the place of the earlier one; of all documents the latest statement about a vulnerability and a product counts. Each file is kept by itself: one that cannot be read keeps no other one from being added, and the fault of the last one ends the command.',
  ],
  words: [{ name: 'FILE', says: 'A VEX document', isMany: true, completes: 'file' }],
  hasJson: true,
  usesData: true,
  examples: ['gatehouse vex add supplier.openvex.json ours.cdx.json'],
  helps: { conflict: 'gatehouse vex list' },
  async run(context, { words: files }) {
    const { out, err, shared, machine } = context;
    const desk = await context.openDesk();
    const items: unknown[] = [];
    let failed: unknown;
    for (const file of files) {
      try {
        const text = readGivenText(machine.cwd, file);
        const body = { text, file: basename(file) };
        const added = await desk.ask({ method: 'POST', path: '/vex', body, answer: vexAdded });
        items.push(added);
        if (!shared.isJson) printAdded(out, file, added);
      } catch (error) {
        // The others are added all the same; the last fault is told as the command's own.
        if (failed !== undefined) err.line(words`${err.palette.bad('Not added:')} ${messageOf(failed)}`);
        failed = error;
      }
    }
    if (shared.isJson) out.json({ items });
    if (failed !== undefined) throw failed;
    return 0;
  },
});

function printAdded(
  out: Printer,
  file: string,
  { item, isNew, superseded }: { item: VexItem; isNew: boolean; superseded?: string | undefined },
): void {
  const { palette } = out;
  const what = words`${palette.strong(file)}, ${item.format} by ${item.author}`;
  if (!isNew) {
    out.line(words`${what} is in force already ${palette.faint(item.id)}`);
    return;
  }
  const count = `${item.statements} statement${item.statements === 1 ? '' : 's'}`;
  out.line(words`${palette.good('Added')} ${what}: ${count} ${palette.faint(item.id)}`);
  if (superseded !== undefined)
    out.line(words`  instead of its earlier version ${palette.faint(superseded)}`);
  if (item.unrecognised > 0) {
    out.line(
      words`  ${palette.bad(`Products without a package-URL: ${item.unrecognised}`)}; what is said of them applies to nothing here`,
      2,
    );
  }
}

const list = command({
  name: 'vex list',
  summary: 'List VEX documents that are kept, newest first',
  flags: {
    limit: LIMIT_FLAG,
    all: { says: 'Those that were superseded or withdrawn as well' },
  },
  hasJson: true,
  usesData: true,
  async run(context, { flags }) {
    const { out, shared } = context;
    const limit = parseLimit(flags.limit, 'vex list');
    const desk = await context.openDesk();
    const { items: found, isCut } = await askPages(desk, { path: '/vex', answer: vexPage }, limit);
    const items = flags.all ? found : found.filter(({ isInForce }) => isInForce);
    if (shared.isJson) out.json({ items, isCut });
    else if (items.length === 0) {
      out.line(words`No VEX document is in force. To add one: ${out.palette.code('gatehouse vex add FILE')}`);
    } else {
      out.table(
        ['id', 'file', 'by', 'statements', 'added', 'state'],
        items.map((item) => [
          item.id,
          item.file,
          item.author,
          String(item.statements),
          shortTime(item.addedAt),
          describeState(item),
        ]),
      );
    }
    if (!shared.isJson && isCut) out.line('… and more: ask with a higher --limit');
    return 0;
  },
});

function describeState({ supersededBy, withdrawnAt }: VexItem): string {
  if (withdrawnAt !== undefined) return `withdrawn ${shortTime(withdrawnAt)}`;
  return supersededBy === undefined ? 'in force' : 'superseded';
}

const show = command({
  name: 'vex show',
  summary: 'Show what a kept VEX document says, and who gave it',
  words: [ID_WORD],
  flags: { source: { says: 'Print the document as it was given, and nothing else' } },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vex list --all' },
  async run(context, { words: [id = ''], flags }) {
    const { out, shared } = context;
    const desk = await context.openDesk();
    const query = flags.source ? { source: 'true' } : {};
    const detail = await desk.ask({ path: apiPath('vex', id), query, answer: vexDetail });
    if (flags.source) out.raw(detail.source ?? '');
    else if (shared.isJson) out.json(detail);
    else {
      const nameOf = await readActorNames(desk, [detail.item.addedBy, detail.item.withdrawnBy ?? '']);
      printDetail(out, detail, nameOf);
    }
    return 0;
  },
});

function printDetail(out: Printer, { item, said, isCut }: VexDetail, nameOf: NameActor): void {
  const { palette } = out;
  out.line(words`${palette.strong(item.file)}, ${item.format} by ${item.author}, ${describeState(item)}`);
  const version = item.version === undefined ? '' : `, version ${item.version}`;
  if (item.document !== undefined) out.line(words`${item.document}${version}`);
  out.line(words`added ${shortTime(item.addedAt)} by ${nameOf(item.addedBy)} ${palette.faint(item.id)}`);
  if (item.withdrawnBecause !== undefined)
    out.line(words`withdrawn by ${nameOf(item.withdrawnBy ?? '')}: ${item.withdrawnBecause}`);
  for (const { vulnerabilities, status, justification, impact, action, products } of said.slice(
    0,
    MOST_SHOWN,
  )) {
    out.line();
    out.line(words`${palette.strong(vulnerabilities.join(', '))} ${status.replaceAll('_', ' ')}`);
    const why = [justification?.replaceAll('_', ' '), impact, action].filter((one) => one !== undefined);
    if (why.length > 0) out.line(words`  ${why.join('; ')}`, 2);
    for (const { purl, subcomponents } of products.slice(0, MOST_SHOWN)) {
      const part = subcomponents.length === 0 ? '' : `${subcomponents.join(', ')} in `;
      out.line(palette.faint(words`  ${part}${purl}`), 4);
    }
  }
  if (isCut || said.length > MOST_SHOWN) out.line('… and more: see --json or --source');
}

const remove = command({
  name: 'vex remove',
  summary: 'Take a VEX document back: what it cleared is a finding again; takes a reviewer',
  words: [ID_WORD],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse vex list' },
  async run(context, { words: [id = ''], flags: { reason } }) {
    const { out, shared } = context;
    const desk = await context.openDesk();
    const path = apiPath('vex', id);
    const item = await desk.ask({ method: 'DELETE', path, query: { reason }, answer: vexItem });
    if (shared.isJson) out.json(item);
    else out.line(words`${out.palette.good('Withdrawn')} ${item.file} ${out.palette.faint(item.id)}`);
    return 0;
  },
});

const exportCommand = command({
  name: 'vex export',
  summary: 'Write what is said of vulnerabilities as a VEX document',
  details: [
    'Without --application: the statements that count of all documents that are kept. With it: what was decided of its findings, too, each about its component within that application. The same state gives the same document.',
  ],
  flags: {
    format: { value: 'FORMAT', says: 'How to write it (else openvex)', completes: VEX_FORMATS },
    application: { value: 'NAME', says: 'What is said of this application' },
    environment: { value: 'NAME', says: 'Of which environment, where it has several' },
    author: { value: 'NAME', says: 'Who says so (else the address of the server)' },
    output: { value: 'FILE', says: 'Write it there instead of printing it', completes: 'file' },
  },
  usesData: true,
  examples: [
    'gatehouse vex export --application shop --environment prod --format csaf --output shop.csaf.json',
  ],
  async run(context, { flags: { format, output, ...query } }) {
    const { out, machine } = context;
    const desk = await context.openDesk();
    const document = await desk.ask({
      path: '/vex/export',
      query: { format, ...query },
      answer: vexDocument,
    });
    const text = `${JSON.stringify(document, null, 2)}\n`;
    if (output === undefined) out.raw(text);
    else writeFileSync(resolve(machine.cwd, output), text);
    return 0;
  },
});

export const vexCommands = [add, list, show, remove, exportCommand];
