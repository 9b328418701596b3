// gatehouse sbom diff: what differs between two bills of materials, lock files or projects.

import { resolve } from 'node:path';

import { GatehouseError } from '../../kernel/errors.ts';
import { ADAPTERS } from '../../ecosystems/list.ts';
import { diffBills, type BillChange, type DiffSide } from '../../inventory/bills/diff-bills.ts';
import type { Project, ReadFile, UnreadFile } from '../../inventory/scan/read-project.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { openProject } from '../scan/open-project.ts';
import { words, type Painted } from '../terminal/painted.ts';
import type { Printer } from '../terminal/printer.ts';

const diff = command({
  name: 'sbom diff',
  summary: 'Say what differs between two bills of materials, lock files or projects',
  details: [
    'Tells packages that came and went, versions that moved up or down, and scopes and licences that changed. Each side is a file (CycloneDX, SPDX, any lock file) or a folder, whose files are taken together.',
    'Exits 0 whether they differ or not; 1 with --exit-code when they do; 3 when a file of either side could not be read.',
  ],
  words: [
    { name: 'BEFORE', says: 'A file or folder', completes: 'file' },
    { name: 'AFTER', says: 'A file or folder', completes: 'file' },
  ],
  flags: { 'exit-code': { says: 'Exit 1 when they differ' } },
  hasJson: true,
  examples: [
    'gatehouse sbom diff old.cdx.json new.spdx.json',
    'gatehouse sbom diff --exit-code released.cdx.json .',
  ],
  async run(context, { words: [before = '', after = ''], flags }) {
    const left = await readSide(context, before);
    const right = await readSide(context, after);
    const changes = diffBills(graphsOf(left), graphsOf(right), (ecosystem, a, b) =>
      ADAPTERS[ecosystem].versions.compare(a, b),
    );
    const unread = [...left.unread, ...right.unread];
    // What could not be read would look as if it had gone.
    const said = unread.length > 0 ? [] : changes;
    if (context.shared.isJson) context.out.json({ changes: said, unread });
    else if (unread.length === 0) printChanges(context.out, said);
    for (const { path, message } of unread)
      context.err.line(words`${context.err.palette.bad(path)} ${message}`);
    if (unread.length > 0) return 3;
    return flags['exit-code'] && changes.length > 0 ? 1 : 0;
  },
});

/** Throws `not-found` where nothing is, or nothing that can be read. */
async function readSide(context: CommandContext, path: string): Promise<Project> {
  const { files, unread } = await openProject(resolve(context.machine.cwd, path));
  if (files.length === 0 && unread.length === 0) {
    throw new GatehouseError(
      'not-found',
      `Cannot compare ${path}: found no file of it that is known by its name, expected a lock file, a folder, or a bill of materials such as shop.cdx.json or shop.spdx.json`,
    );
  }
  // A file that holds nothing for a reason is not a project without components.
  const isEmpty = ({ graph }: ReadFile) => graph.components.length === 0 && graph.gaps.length > 0;
  const empty = files.filter(isEmpty).map(({ path: file, graph }): UnreadFile => {
    return { path: file, code: 'invalid-document', message: graph.gaps[0]?.message ?? graph.format };
  });
  return { files: files.filter((file) => !isEmpty(file)), unread: [...unread, ...empty] };
}

function graphsOf({ files }: Project): readonly Project['files'][number]['graph'][] {
  return files.map(({ graph }) => graph);
}

function printChanges(out: Printer, changes: readonly BillChange[]): void {
  if (changes.length === 0) {
    out.line('No package differs.');
    return;
  }
  const rows = changes.map((change) => [
    signOf(out, change),
    change.ecosystem ?? '',
    change.name,
    versionOf(change.before),
    versionOf(change.after),
    notesOf(change),
  ]);
  out.table(['change', 'ecosystem', 'package', 'before', 'after', 'also'], rows);
}

function signOf({ palette }: Printer, { kind }: BillChange): Painted | string {
  switch (kind) {
    case 'added':
      return palette.good('added');
    case 'removed':
      return palette.faint('removed');
    case 'up':
      return 'up';
    case 'down':
      return palette.bad('down');
    case 'other':
      return 'changed';
    case 'same-version':
      return 'same version';
  }
}

function versionOf(side: DiffSide | undefined): string {
  if (side === undefined) return '';
  return side.version ?? side.requested ?? 'open';
}

function notesOf({ before, after, scopeChanged, licenceChanged }: BillChange): string {
  const notes = [
    ...(scopeChanged ? [`scope ${before?.scope} to ${after?.scope}`] : []),
    ...(licenceChanged ? [`licence ${before?.licence} to ${after?.licence}`] : []),
  ];
  return notes.join('; ');
}

export const sbomCommands = [diff];
