// `gatehouse serve`, and so `npm start`: runs the server until it is told to end.

import { parseArgs } from 'node:util';

import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import { readableLine } from '../kernel/readable-line.ts';
import { writeCompiled } from './compile-cache.ts';
import type { RunningGate } from './run-server.ts';
import { assertNodeVersion, readVersion } from './version.ts';
import { holdYoungHeap, releaseYoungHeap } from './young-heap.ts';

const USAGE = `Usage: gatehouse serve [--data FOLDER] [--config FILE] [--host HOST] [--port PORT] [--upstream ECOSYSTEM=URL]…`;

/** Runs until SIGINT or SIGTERM. Answers the process's exit code. */
export async function serve(args: readonly string[]): Promise<number> {
  const flags = parseFlags(args);
  if (flags === undefined) return 2;
  try {
    assertNodeVersion();
    holdYoungHeap();
    const { runServer } = await import('./run-server.ts');
    writeCompiled();
    const gate = await runServer({
      dataDir: flags.data ?? process.env['GATEHOUSE_DATA'] ?? 'data',
      environment: process.env,
      overrides: {
        ...(flags.host === undefined ? {} : { 'server.host': flags.host }),
        ...(flags.port === undefined ? {} : { 'server.port': flags.port }),
      },
      upstreams: flags.upstream ?? [],
      version: readVersion(),
      writeLog: (line) => process.stderr.write(process.stderr.isTTY ? readableLine(line) : line),
      ...(flags.config === undefined ? {} : { configFile: flags.config }),
    });
    releaseYoungHeap();
    process.stdout.write(describeStart(gate));
    await untilToldToEnd();
    await gate.stop();
    return 0;
  } catch (error) {
    process.stderr.write(`${isGatehouseError(error) ? error.message : messageOf(error)}\n`);
    if (!isGatehouseError(error)) process.stderr.write(`${error instanceof Error ? error.stack : ''}\n`);
    return 1;
  }
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        config: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        upstream: { type: 'string', multiple: true },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${messageOf(error)}\n${USAGE}\n`);
    return undefined;
  }
}

function describeStart({ publicUrl, prepared, house }: RunningGate): string {
  const lines = [`Gatehouse is at ${publicUrl}`];
  if (prepared.isNew) {
    lines.push(`Wrote ${prepared.file} with these upstreams:`);
    for (const { ecosystem, url, artifactHosts } of house.registry.upstreams) {
      const files = artifactHosts.length === 0 ? '' : ` (files: ${artifactHosts.join(', ')})`;
      lines.push(`  ${ecosystem.padEnd(9)}${url}${files}`);
    }
  }
  for (const warning of prepared.warnings) lines.push(`Note: ${warning}`);
  if (house.firstAdministrator !== undefined) {
    lines.push('There is no administrator yet. This link makes one, once, within 24 hours:');
    lines.push(`  ${publicUrl}/setup#${house.firstAdministrator}`);
  }
  lines.push('Point your package managers here: npx gatehouse setup');
  return `${lines.join('\n')}\n`;
}

function untilToldToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  return promise;
}
