// The table as Markdown, with its date and machine, between two markers of README.md.

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';

import { isInstalled } from './peers/child.ts';
import type { Row } from './row.ts';

const BEGIN = '<!-- measured: begin -->';
const END = '<!-- measured: end -->';

/** Columns as wide as their widest cell, which is how the formatter wants them. */
export function renderTable(rows: readonly Row[]): string {
  const cells = [
    ['what', 'Gatehouse', 'beside it', 'ratio', 'held to', ''],
    ...rows.map(({ what, ours, beside, ratio, goal, isMet }) => {
      const met = isMet === undefined ? '' : isMet ? 'yes' : '**no**';
      return [what, ours, beside, ratio, goal, met].map((cell) => cell.replaceAll('|', '\\|'));
    }),
  ];
  const widths = (cells[0] ?? []).map((_, at) => Math.max(3, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, at) => (row[at] ?? '').padEnd(width)).join(' | ')} |`;
  const [head = [], ...body] = cells;
  return [head, widths.map((width) => '-'.repeat(width)), ...body].map(line).join('\n');
}

/** Replaces what stands between the markers. */
export function writeReadme(file: string, table: string): void {
  const text = readFileSync(file, 'utf8');
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`Cannot write ${file}: its markers are missing`);
  const measured = `${BEGIN}\n\n${describeMachine()}\n\n${table}\n\n${END}`;
  writeFileSync(file, text.slice(0, begin) + measured + text.slice(end + END.length));
}

function describeMachine(): string {
  const date = new Date().toISOString().slice(0, 10);
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 1024 ** 3)} GiB`;
  return `${date}; ${availableParallelism()} cores of ${model}, ${memory}; ${versions().join(', ')}.`;
}

function versions(): readonly string[] {
  const verdaccio = join(import.meta.dirname, 'package.json');
  const { dependencies } = JSON.parse(readFileSync(verdaccio, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return [
    `Node.js ${process.versions.node}`,
    `npm ${firstMatch('npm', ['--version'])}`,
    `nginx ${firstMatch('nginx', ['-v'])}`,
    `wrk ${firstMatch('wrk', ['-v'])}`,
    `Verdaccio ${dependencies['verdaccio']}`,
  ];
}

/** The first version number that the program prints. */
function firstMatch(program: string, args: readonly string[]): string {
  if (!isInstalled(program)) return 'absent';
  try {
    const printed = execFileSync('sh', ['-c', '"$0" "$@" 2>&1 || true', program, ...args], {
      encoding: 'utf8',
    });
    return /\d+\.\d+(\.\d+)?/.exec(printed)?.[0] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
