// A gate to move in to: ada, a reviewer, owns acme, and has a write token that may import.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';

import type { ImportReport } from '../../src/cli/import/import-report.ts';
import type { Ecosystem } from '../../src/kernel/ecosystem.ts';
import { makeAcme, type Acme } from './acme.ts';
import { makeCommandLine, type CommandLine } from './command-line.ts';
import { startGate, type Gate, type GateOptions } from './gate.ts';
import type { CommandResult } from './run-command.ts';

export interface ImportScene {
  readonly gate: Gate;
  readonly acme: Acme;
  readonly cli: CommandLine;
  readonly token: string;
  /** `gatehouse import WORDS`, for acme and with ada's token unless the words say otherwise. */
  readonly run: (...args: readonly string[]) => Promise<CommandResult>;
  /** The report that the last run left. */
  readonly report: () => ImportReport;
}

export async function makeImportScene(
  t: TestContext,
  ecosystem: Ecosystem,
  options: GateOptions = {},
): Promise<ImportScene> {
  const gate = await startGate(t, options);
  const acme = await makeAcme(gate);
  const token = await acme.mint(acme.ada, ecosystem, ['*'], ['import']);
  const cli = makeCommandLine(t, '', 120_000);
  mkdirSync(cli.cwd, { recursive: true });
  return {
    gate,
    acme,
    cli,
    token,
    run(...args) {
      const owner = args.includes('--owner') ? [] : ['--owner', 'organisation:acme'];
      return cli.run(['import', ...args, ...owner, '--server', gate.url], { GATEHOUSE_TOKEN: token });
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the command's own file
    report: () => JSON.parse(readFileSync(join(cli.cwd, 'gatehouse-import.json'), 'utf8')) as ImportReport,
  };
}

/** A folder with these files, gone when the test is over. */
export function makeSourceFolder(
  t: Pick<TestContext, 'after'>,
  files: Readonly<Record<string, string | Uint8Array>>,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-source-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Package and reason of what a report tells as not moved in. */
export function reasonsIn({ versions }: ImportReport): readonly string[] {
  return versions
    .filter(({ because }) => because !== undefined)
    .map((line) => `${line.package} ${line.version ?? ''} ${line.outcome}: ${line.because ?? ''}`)
    .sort();
}
