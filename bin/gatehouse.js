#!/usr/bin/env node
// Starts the command line on a Node.js that can run it. Plain JavaScript, since the Node.js that reads this may be old:
// `npm ci` brings a newer one as a package of the platform, and that one runs the rest. One that is new enough goes on by
// itself.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const LEAST_NODE = 24;
const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const ENTRY = new URL('start.js', import.meta.url);
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];
/** Answered like any other failure to decide. */
const CANNOT_RUN = 3;

/** The Node.js that came with the packages, unless the running one will do. */
function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) return process.execPath;
  const names = process.platform === 'win32' ? ['node.exe', 'node.cmd'] : ['node'];
  const folders = [
    join(ROOT, 'node_modules', '.bin'),
    join(ROOT, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin'),
    join(ROOT, 'node_modules', `node-bin-${process.platform}-${process.arch}`, 'bin'),
  ];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
}

function run(node) {
  const child = spawn(node, [fileURLToPath(ENTRY), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends its signals to both; whoever ends first, this waits for the child.
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Cannot start ${node}: ${error.message}\n`);
    process.exitCode = CANNOT_RUN;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}

const node = findNode();
if (node === undefined) {
  process.stderr.write(
    `Cannot run on Node.js ${process.versions.node}: expected ${LEAST_NODE} or newer.\n` +
      'Run `npm ci` in the folder of Gatehouse (without --omit=optional): it brings one along.\n',
  );
  process.exitCode = CANNOT_RUN;
} else if (node === process.execPath) await import(ENTRY.href);
else run(node);
