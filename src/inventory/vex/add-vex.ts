// Keeps a VEX document that somebody gives: from now on it counts for every application.

import { createHash } from 'node:crypto';

import { GatehouseError } from '../../kernel/errors.ts';
import { readVex } from '../../formats/vex/read-vex.ts';
import type { VexDocument } from '../../formats/vex/vex-statement.ts';
import type { InventoryDeps } from '../ports.ts';
import type { KeptVex, VexStore } from './vex-ports.ts';

export interface AddVexRequest {
  /** The document, as it is. */
  readonly text: string;
  /** What its file is called, for messages. */
  readonly file: string;
  readonly author: string;
}

export interface AddedVex {
  readonly kept: KeptVex;
  /** False when the same text is in force already. */
  readonly isNew: boolean;
  /** The earlier version of the document, which counts no more. */
  readonly superseded?: KeptVex;
}

/** Documents in force at the same time: each of them is held in memory. */
const MOST_DOCUMENTS = 10_000;

/**
 * Adds it. The same text again changes nothing; a later version of a document (by its own count, else by its date) takes the
 * place of the earlier one. Throws what reading throws, and `conflict` for an earlier version than the one in force, or
 * another text of the same version.
 */
export async function addVex(
  deps: Pick<InventoryDeps, 'unit' | 'clock' | 'newId'>,
  { text, file, author }: AddVexRequest,
): Promise<AddedVex> {
  const document = readVex(text, file);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const kept: KeptVex = {
    id: `vex-${deps.newId()}`,
    file,
    sha256,
    addedBy: author,
    addedAt: deps.clock.now(),
    document,
  };
  return deps.unit.transact(async ({ vex, journal }) => {
    const inForce = await vex.inForce();
    const same = inForce.find((one) => one.sha256 === sha256);
    if (same !== undefined) return { kept: same, isNew: false };
    const before = inForce.find((one) => document.id !== undefined && one.document.id === document.id);
    if (before !== undefined) await supersede(vex, before, kept);
    else if (inForce.length >= MOST_DOCUMENTS) throw tooMany(file);
    await vex.add(kept, text);
    journal.record({
      kind: 'vex-added',
      actor: author,
      at: kept.addedAt,
      data: {
        id: kept.id,
        ...(document.id === undefined ? {} : { document: document.id }),
        format: document.format,
        statements: document.statements.length,
        ...(before === undefined ? {} : { superseded: before.id }),
      },
    });
    return { kept, isNew: true, ...(before === undefined ? {} : { superseded: before }) };
  });
}

async function supersede(vex: VexStore, before: KeptVex, kept: KeptVex): Promise<void> {
  const order = compareVersions(kept.document, before.document);
  if (order > 0) {
    await vex.supersede(before.id, kept.id);
    return;
  }
  const [found, known] = [describe(kept.document), describe(before.document)];
  throw new GatehouseError(
    'conflict',
    order < 0
      ? `Cannot add ${kept.file}: found ${found} of ${kept.document.id}, expected a later one than ${known}, which is in force`
      : `Cannot add ${kept.file}: found ${found} of ${kept.document.id}, which is in force with another text, expected a higher version or a later date`,
    { facts: { id: before.id } },
  );
}

/** Versions are counted (`3`, `1.0.2`); where that does not tell, the later date counts. */
function compareVersions(one: VexDocument, other: VexDocument): number {
  const [left, right] = [numbersOf(one.version), numbersOf(other.version)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0 && left.length > 0 && right.length > 0) return difference;
  }
  return (one.issuedAt ?? 0) - (other.issuedAt ?? 0);
}

/** Empty for what does not count. */
function numbersOf(version: string | undefined): readonly number[] {
  return version !== undefined && /^\d{1,15}(?:\.\d{1,15}){0,2}$/.test(version)
    ? version.split('.').map(Number)
    : [];
}

function describe({ version, issuedAt }: VexDocument): string {
  const date = issuedAt === undefined ? '' : ` of ${new Date(issuedAt).toISOString()}`;
  return `version ${version ?? '(none)'}${date}`;
}

function tooMany(file: string): GatehouseError {
  return new GatehouseError(
    'too-large',
    `Cannot add ${file}: found ${MOST_DOCUMENTS} documents in force, expected fewer`,
  );
}
