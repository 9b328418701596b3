// What tests of `gatehouse fix` have in common: an upstream, a server that knows some records, and the command line.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

import { fixDocument, type LockFixItem } from '../../src/http/api/fix-contract.ts';
import { machinePath } from './client.ts';
import { makeCommandLine, type CommandLine } from './command-line.ts';
import { startFixtureUpstream, type FixtureUpstream } from './fixture-upstream.ts';
import { startServerWithRecords } from './records-server.ts';
import type { CommandResult } from './run-command.ts';
import type { ServerProcess } from './server-process.ts';

/** Clients that are run several times on a busy machine take their time. */
export const CLIENT_MS = 600_000;

export interface FixScene {
  readonly upstream: FixtureUpstream;
  readonly server: ServerProcess;
  readonly cli: CommandLine;
  /** The server's. */
  readonly dataDir: string;
  fix(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CommandResult>;
  /** The plan of the first lock file; throws what was printed when there is none. */
  plan(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<LockFixItem>;
  /** Where commands look for clients. */
  readonly path: string;
  /** Writes files of a project below the folder that commands run in. */
  write(folder: string, files: Readonly<Record<string, string>>): string;
  read(path: string): string;
}

/** `programs`: folders of clients that are not on the machine's own PATH. */
export async function openFixScene(
  suite: Pick<TestContext, 'after'>,
  records: readonly object[],
  publish: (upstream: FixtureUpstream) => Promise<void>,
  programs: readonly string[] = [],
): Promise<FixScene> {
  const upstream = await startFixtureUpstream();
  suite.after(() => upstream.close());
  await publish(upstream);
  const { server, dataDir } = await startServerWithRecords(suite, upstream, records);
  const path = [...programs, ...machinePath()].join(':');
  const cli = makeCommandLine(suite, path, CLIENT_MS);
  const fix: FixScene['fix'] = (args, env) => cli.run(['fix', ...args, '--data', dataDir], env);
  return {
    upstream,
    server,
    cli,
    dataDir,
    fix,
    path,
    async plan(args, env) {
      const { stdout, stderr } = await fix([...args, '--json'], env);
      const [first] = stdout === '' ? [] : fixDocument.parse(JSON.parse(stdout)).files;
      if (first === undefined) throw new Error(`no plan: ${stdout}${stderr}`);
      return first;
    },
    write(folder, files) {
      const root = join(cli.cwd, folder);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
      return root;
    },
    read: (path) => readFileSync(join(cli.cwd, path), 'utf8'),
  };
}

/** A critical record that ends with `fixed`. */
export function flawRecord(ecosystem: string, name: string, fixed: string): object {
  return {
    schema_version: '1.7.0',
    id: `GHSA-${name
      .replaceAll(/[^a-z]/g, '')
      .slice(-4)
      .padEnd(4, 'x')}-aaaa-0001`,
    summary: `${name} leaks`,
    modified: '2024-01-02T00:00:00Z',
    published: '2024-01-01T00:00:00Z',
    severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
    affected: [
      {
        package: { ecosystem, name },
        ranges: [
          {
            type: ecosystem === 'crates.io' ? 'SEMVER' : 'ECOSYSTEM',
            events: [{ introduced: '0' }, { fixed }],
          },
        ],
      },
    ],
  };
}
