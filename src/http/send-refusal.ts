// Sends a refusal in the form that the client shows to its user, and notes it.

import type { Refusal } from '../ecosystems/adapter-artifact.ts';
import { refusalHeader } from '../registry/unexpected-status.ts';
import type { Exchange, RegistryHttpDeps } from './registry-exchange.ts';
import { sendAnswer } from './send-document.ts';

/**
 * `file` is what was asked for; empty where that was no file. `as` is `absent` for clients that go on only where nothing is there:
 * they get the same words with 404.
 */
export function sendRefusal(
  deps: RegistryHttpDeps,
  exchange: Exchange,
  refusal: Refusal,
  file: string,
  as: 'refused' | 'absent' = 'refused',
): void {
  const { ecosystem, message, response, reader } = exchange;
  const refused = deps.registry.adapters[ecosystem].artifacts.renderRefusal(refusal);
  const rendered = as === 'absent' ? { ...refused, status: 404 } : refused;
  sendAnswer(message, response, rendered, refusalHeader(refusal.message));
  deps.refused({
    ecosystem,
    name: refusal.name,
    version: refusal.version ?? '',
    file,
    reader: reader.key,
    userAgent: message.headers['user-agent'],
    view: reader.view,
    verdict: refusal.verdict,
  });
}
