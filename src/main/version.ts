// Gatehouse's own version, and the least Node.js that runs it.

import { readFileSync } from 'node:fs';

import { GatehouseError } from '../kernel/errors.ts';

/** As package.json says. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const LEAST_NODE = 24;

/** Throws `unsupported` on a Node.js that is too old, saying how the right one gets here. */
export function assertNodeVersion(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= LEAST_NODE) return;
  throw new GatehouseError(
    'unsupported',
    `Cannot run on Node.js ${version}: expected ${LEAST_NODE} or newer. \`npm ci\` brings one (unless --omit=optional was given); start with \`npm start\` or \`npx gatehouse\``,
  );
}
