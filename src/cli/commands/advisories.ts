// gatehouse advisories: what is known of vulnerabilities and malware, and taking in more of it by hand.

import { resolve } from 'node:path';

import type { ImportReport } from '../../evidence/import-report.ts';
import { feedList } from '../../http/api/status-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { lockDataFolder } from '../../main/data-lock.ts';
import { readFolderConfig } from '../../main/read-folder-config.ts';
import { command } from '../command.ts';
import type { CommandContext } from '../context.ts';
import { findServer } from '../desk/open-desk.ts';
import { printFeeds } from '../print-feeds.ts';
import { createProgress } from '../terminal/progress.ts';
import { words } from '../terminal/painted.ts';

const MAX_PROBLEMS = 10;
const FEED_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

const load = command({
  name: 'advisories import',
  summary: 'Take in advisories and malware records from a file or folder, while no server runs',
  details: [
    'OSV records as .json, .ndjson or in a .zip, each also .gz; a KEV catalogue; EPSS scores. While a server runs, add the file or folder to its feeds instead: it notices within seconds. A data folder on which no server was ever started is made: enough for gatehouse scan.',
    'Exits 1 when a record could not be read or the source broke off.',
  ],
  words: [{ name: 'PATH', says: 'A file or folder', completes: 'file' }],
  flags: {
    feed: {
      value: 'NAME',
      says: "Keep the records under this feed's name (else imported, imported-kev or imported-epss)",
    },
    kind: { value: 'KIND', says: 'What it holds (else told by its name)', completes: ['osv', 'kev', 'epss'] },
    whole: { says: 'The source is the whole feed: what it does not hold is withdrawn' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    'gatehouse advisories import ./malicious-packages',
    'gatehouse advisories import all.zip --feed osv-npm --whole',
  ],
  async run(context, { words: [path = ''], flags }) {
    const { shared, machine } = context;
    const { feed } = flags;
    if (feed !== undefined && !FEED_NAME.test(feed)) {
      throw new GatehouseError(
        'invalid-request',
        `Cannot name a feed ${feed}: expected lower-case letters, digits and dashes`,
      );
    }
    await assertNoServer(context);
    const config = readFolderConfig(shared.configFile, machine.environment);
    const now = () => machine.clock.now();
    const progress = createProgress(
      machine.errors,
      now,
      'Importing',
      (read) => `${read.toLocaleString('en')} records`,
    );
    const lock = lockDataFolder(shared.dataDir);
    try {
      const { importAdvisories } = await import('../../main/import-advisories.ts');
      const report = await importAdvisories({
        config,
        dataDir: shared.dataDir,
        ...(feed === undefined ? {} : { feed }),
        ...(flags.kind === undefined ? {} : { kind: flags.kind as 'osv' | 'kev' | 'epss' }),
        path: resolve(machine.cwd, path),
        mode: flags.whole ? 'whole' : 'changes',
        onProgress: (read) => progress.show(read),
      });
      progress.end();
      return print(context, report);
    } finally {
      progress.end();
      lock.release();
    }
  },
});

const status = command({
  name: 'advisories status',
  summary: 'Say what is known: records by feed, and how old they are',
  hasJson: true,
  usesData: true,
  async run(context) {
    const { items } = await (await context.openDesk()).ask({ path: '/feeds', answer: feedList });
    const records = items.reduce((sum, feed) => sum + feed.records, 0);
    const { out, shared } = context;
    if (shared.isJson) out.json({ records, feeds: items });
    else {
      out.line(
        words`${out.palette.strong(records.toLocaleString('en'))} ${records === 1 ? 'record is' : 'records are'} known`,
      );
      printFeeds(out, items);
    }
    return records > 0 ? 0 : 1;
  },
});

export const advisoryCommands = [load, status];

async function assertNoServer({ shared }: CommandContext): Promise<void> {
  const url = await findServer(shared);
  if (url === undefined) return;
  throw new GatehouseError(
    'locked',
    `Cannot import: the server at ${url} keeps the advisories. Add the file or folder to its gatehouse.toml as [[feeds.sources]], or stop it first`,
    { facts: { command: 'gatehouse feeds' } },
  );
}

function print({ out, shared }: CommandContext, report: ImportReport): number {
  const isClean = report.isComplete && report.bad === 0;
  if (shared.isJson) {
    out.json(report);
    return isClean ? 0 : 1;
  }
  const { palette } = out;
  const counts = (
    ['added', 'changed', 'unchanged', 'withdrawn', 'absent', 'outdated', 'ignored', 'bad'] as const
  )
    .filter((key) => report[key] > 0)
    .map((key) => `${report[key].toLocaleString('en')} ${key}`);
  const did = report.isComplete ? palette.good('Imported') : palette.bad('Broke off after');
  out.line(
    words`${did} ${report.read.toLocaleString('en')} ${report.read === 1 ? 'record' : 'records'} into ${report.feed}: ${counts.join(', ') || 'nothing new'}`,
  );
  if (report.failure !== undefined) out.line(palette.bad(report.failure));
  for (const problem of report.problems.slice(0, MAX_PROBLEMS)) out.line(words`  ${problem}`);
  // Only the first hundred are kept in words.
  const more = Math.max(report.problems.length, report.bad) - MAX_PROBLEMS;
  if (more > 0) out.line(`  … and ${more.toLocaleString('en')} more`);
  return isClean ? 0 : 1;
}
