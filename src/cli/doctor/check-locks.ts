// Lock files below a folder whose entries would go around the gate.

import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

import { messageOf } from '../../kernel/errors.ts';
import { leadsToGate } from '../gate-address.ts';
import { findLockFormat, hasAddress, readLockFile } from '../lock/read-lock.ts';
import { readIfThere } from '../setup/plan-setup.ts';
import { fault, note, ok, type Finding } from './finding.ts';

/** Folders that hold what was installed or built. */
const PASSED_OVER = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'target',
  'vendor',
  '.venv',
  'venv',
  '.yarn',
  '.tox',
  'dist',
  'build',
]);
const MAX_DEPTH = 8;
const MAX_FOLDERS = 20_000;
const MAX_SHOWN = 5;

/** A finding for each lock file that has entries beside the gate. `npmrcs`: files that may tell npm to lead other registries' addresses here. */
export function checkLocks(folder: string, gateUrl: string, npmrcs: readonly string[]): readonly Finding[] {
  const { files, isCut } = findLockFiles(folder);
  const isNpmLed = npmrcs.some((file) => leadsOthersHere(file));
  const findings = files.flatMap((file) => checkFile(folder, file, gateUrl, isNpmLed));
  const cut = isCut
    ? [note('locks', `there are too many folders below ${folder}: not all were looked at`)]
    : [];
  if (findings.length > 0 || files.length === 0) return [...findings, ...cut];
  return [
    ok(
      'locks',
      `${files.length} lock ${files.length === 1 ? 'file' : 'files'} here: nothing goes around the gate`,
    ),
    ...cut,
  ];
}

function findLockFiles(folder: string): { readonly files: readonly string[]; readonly isCut: boolean } {
  const files: string[] = [];
  let folders = 0;
  const waiting = [{ path: folder, depth: 0 }];
  for (let next = waiting.pop(); next !== undefined && folders < MAX_FOLDERS; next = waiting.pop()) {
    folders++;
    for (const entry of listFolder(next.path)) {
      const path = join(next.path, entry.name);
      if (entry.isFile() && findLockFormat(entry.name) !== undefined) files.push(path);
      if (entry.isDirectory() && next.depth < MAX_DEPTH && !PASSED_OVER.has(entry.name)) {
        waiting.push({ path, depth: next.depth + 1 });
      }
    }
  }
  return { files: files.sort(), isCut: folders >= MAX_FOLDERS };
}

function listFolder(path: string) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    // A folder that may not be read holds nothing that is installed from here.
    return [];
  }
}

/** npm then asks its registry whatever the lock file's addresses say. */
function leadsOthersHere(npmrc: string): boolean {
  try {
    const text = readIfThere(npmrc)?.toString('utf8') ?? '';
    return /^[ \t]*replace-registry-host[ \t]*=[ \t]*always[ \t]*$/m.test(text);
  } catch {
    // Told where the client itself is looked at.
    return false;
  }
}

function checkFile(folder: string, file: string, gateUrl: string, isNpmLed: boolean): readonly Finding[] {
  const shown = relative(folder, file);
  try {
    const { format, text } = readLockFile(file);
    if (format.id === 'package-lock.json' && isNpmLed) return [];
    const entries = format
      .entries(text)
      .filter(hasAddress)
      .filter(({ url }) => !leadsToGate(url, gateUrl));
    const around = [...entries, ...(format.detours?.(text) ?? [])];
    if (around.length === 0) return [];
    const sample = around
      .slice(0, MAX_SHOWN)
      .map(
        ({ name, version, line, url }) =>
          `line ${line}: ${name}${version === '' ? '' : `@${version}`} from ${hostOf(url)}`,
      );
    const more = around.length > sample.length ? `; and ${around.length - sample.length} more` : '';
    const counted = `${around.length} ${around.length === 1 ? 'entry' : 'entries'}`;
    return [
      fault(
        'locks',
        `${shown}: ${counted} would go around the gate (${sample.join('; ')}${more})`,
        `gatehouse lock adopt ${shown}`,
      ),
    ];
  } catch (error) {
    return [fault('locks', `${shown} cannot be read: ${messageOf(error)}`, `make ${shown} anew`)];
  }
}

function hostOf(url: string): string {
  return URL.parse(url.replace(/^[a-z]+\+(?=[a-z]+:)/i, ''))?.host ?? url;
}
