// Imports the catalogue of known exploited vulnerabilities.

import { parseKev } from '../formats/kev.ts';
import { GatehouseError } from '../kernel/errors.ts';

import type { ImportDeps, RunningImport } from './import-request.ts';
import { readSource, type SourceFile } from './reading/read-source.ts';

const MAX_BYTES = 64 * 1024 * 1024;
/** A catalogue that loses more entries at once than this share is taken for a broken source. */
const MAX_LOSS = 0.3;

/** Reads the one JSON file of the source and makes the stored catalogue equal to it. Throws what reading it throws. */
export async function importKev(deps: ImportDeps, running: RunningImport): Promise<void> {
  const { request, tally } = running;
  const catalogue = parseKev(await readOnly(request.path, request.name), 'KEV catalogue');
  tally.read = catalogue.entries.length + catalogue.faults.length;
  for (const fault of catalogue.faults) tally.noteBad('KEV catalogue', fault);
  const before = (await deps.lookups.feeds()).find((state) => state.feed === request.feed)?.records ?? 0;
  if (catalogue.entries.length < before * (1 - MAX_LOSS) && request.acceptLoss !== true) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot import ${request.feed}: found ${catalogue.entries.length} entries, expected about ${before}`,
    );
  }
  const { added, changed, removed } = await deps.work.transact(({ advisories }) =>
    advisories.replaceKev(catalogue.entries),
  );
  tally.added = added;
  tally.changed = changed;
  tally.absent = removed;
  tally.unchanged = catalogue.entries.length - added - changed;
  tally.edition = catalogue.version;
}

async function readOnly(path: string, name?: string): Promise<Uint8Array> {
  for await (const file of readSource(path, name)) {
    if (/\.json$/i.test(file.name)) return readAll(file);
  }
  throw new GatehouseError('feed-unavailable', `Cannot read ${path}: found no .json file`);
}

async function readAll(file: SourceFile): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of file.chunks) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_BYTES) {
      throw new GatehouseError('too-large', `Cannot read ${file.name}: found more than ${MAX_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
