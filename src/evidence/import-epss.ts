// Imports the daily file of exploit prediction scores.

import { setImmediate } from 'node:timers/promises';

import { parseEpssLine, type EpssScore } from '../formats/epss.ts';
import { GatehouseError } from '../kernel/errors.ts';

import type { ImportDeps, RunningImport } from './import-request.ts';
import { readSource } from './reading/read-source.ts';
import { splitLines } from './reading/split-records.ts';

const CHUNK_SCORES = 2_000;
const MAX_LINE_BYTES = 1_000;
/** A file that lacks more of the scores known before than this share is taken for a broken source. */
const MAX_LOSS = 0.3;

/**
 * Reads every CSV file of the source. Scores that it does not hold are removed once it was read to its end.
 * Throws what reading the source throws, and `invalid-document` when there is no score in it.
 */
export async function importEpss(deps: ImportDeps, running: RunningImport): Promise<void> {
  const { request, tally, generation } = running;
  const before = (await deps.lookups.feeds()).find((state) => state.feed === request.feed)?.records ?? 0;
  // Where nothing was known, each is new; which one differs otherwise is not asked.
  const counted = before === 0 ? 'added' : 'changed';
  let scores: EpssScore[] = [];
  const flush = async (isLast: boolean): Promise<void> => {
    const chunk = scores;
    scores = [];
    await deps.work.transact(({ advisories }) => advisories.writeEpss(chunk, generation, isLast));
    tally[counted] += chunk.length;
    request.onProgress?.(tally.read);
    await setImmediate();
  };
  for await (const file of readSource(request.path, request.name)) {
    if (!/\.csv$/i.test(file.name)) continue;
    for await (const lines of splitLines(file.chunks, file.name, MAX_LINE_BYTES)) {
      for (const line of lines) {
        const score = readScore(line, running);
        if (score === undefined) continue;
        scores.push(score);
        if (scores.length >= CHUNK_SCORES) await flush(false);
      }
    }
  }
  if (tally.read === tally.bad) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot import ${request.feed}: found no score in ${request.path}`,
    );
  }
  const isShort = tally.read < before * (1 - MAX_LOSS) && request.acceptLoss !== true;
  await flush(!isShort);
  if (isShort) {
    throw new GatehouseError(
      'invalid-document',
      `Cannot import all of ${request.feed}: found ${tally.read} scores, expected about ${before}; older ones were kept`,
    );
  }
}

function readScore(
  line: { readonly place: string } & ({ readonly bytes: Uint8Array } | { readonly problem: string }),
  { tally }: RunningImport,
): EpssScore | undefined {
  if ('problem' in line) {
    tally.read += 1;
    tally.noteBad(line.place, line.problem);
    return undefined;
  }
  const parsed = parseEpssLine(
    Buffer.from(line.bytes.buffer, line.bytes.byteOffset, line.bytes.byteLength).toString('latin1'),
  );
  if (parsed.kind === 'comment') {
    tally.edition = `${parsed.comment.modelVersion} ${parsed.comment.scoreDate}`.trim();
  }
  if (parsed.kind === 'score' || parsed.kind === 'fault') tally.read += 1;
  if (parsed.kind === 'fault') tally.noteBad(line.place, parsed.problem);
  return parsed.kind === 'score' ? parsed.score : undefined;
}
