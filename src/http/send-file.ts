// Answers a request for a file: decided, its bytes from memory, the disk or the upstream, and noted.

import type { ArtifactRecord } from '../registry/ports.ts';
import {
  fetchArtifact,
  findArtifact,
  type AllowedArtifact,
  type ArtifactQuestion,
} from '../registry/fetch-artifact.ts';
import { dropUnsoundBytes, UnsoundBytesError } from '../registry/unsound-bytes.ts';
import type { Exchange, RegistryHttpDeps, RequestOf } from './registry-exchange.ts';
import { sendRefusal } from './send-refusal.ts';

/** Answers at once where decision and bytes are in memory. */
export function sendFile(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  { name, file }: RequestOf<'artifact'>,
): Promise<void> | void {
  const { ecosystem, message, response, reader } = exchange;
  const question = { ecosystem, name, file, view: reader.view };
  const found = findArtifact(deps.registry, question);
  if (found === undefined) return sendAnotherFile(deps, exchange, question);
  const contentType = deps.registry.adapters[ecosystem].artifacts.contentType(found.record.file);
  return deps.artifacts.sendHot(message, response, found.record, contentType)
    ? noteServed(deps, exchange, found)
    : sendAnotherFile(deps, exchange, question);
}

async function sendAnotherFile(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  question: ArtifactQuestion,
): Promise<void> {
  const ask = () => fetchArtifact(deps.registry, question);
  let result = await ask();
  if (result.kind === 'artifact' && !(await sendBytes(deps, exchange, result.record))) {
    result = await ask();
    // A second failure is told as it is.
    if (result.kind === 'artifact') await sendRecord(deps, exchange, result.record);
  }
  if (result.kind === 'refused') sendRefusal(deps, exchange, result.refusal, question.file);
  else noteServed(deps, exchange, result);
}

function noteServed(
  deps: RegistryHttpDeps,
  { message, reader }: Exchange,
  { record, verdict }: AllowedArtifact,
): void {
  if (message.method !== 'GET') return;
  deps.served({
    ecosystem: record.ecosystem,
    name: record.name,
    version: record.version,
    file: record.file,
    sha256: record.sha256,
    reader: reader.key,
    userAgent: message.headers['user-agent'],
    view: reader.view,
    verdict,
  });
}

function sendRecord(
  deps: RegistryHttpDeps,
  { ecosystem, message, response }: Exchange,
  record: ArtifactRecord,
): Promise<void> {
  const contentType = deps.registry.adapters[ecosystem].artifacts.contentType(record.file);
  return deps.artifacts.send(message, response, record, contentType);
}

/** False when the bytes were not sound, nothing was sent, and they are to be fetched again. */
async function sendBytes(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  record: ArtifactRecord,
): Promise<boolean> {
  try {
    await sendRecord(deps, exchange, record);
    return true;
  } catch (error) {
    if (!(error instanceof UnsoundBytesError)) throw error;
    deps.report(error, exchange.message);
    await dropUnsoundBytes(deps.registry, record, error.how);
    if (exchange.response.headersSent) throw error;
    return false;
  }
}
