// Answers what a format asks of the registry by what is stored alone: no upstream is asked.

import type { Ecosystem } from '../kernel/ecosystem.ts';
import { isGatehouseError, messageOf } from '../kernel/errors.ts';
import { decodeText } from '../formats/decode-text.ts';
import { isOffered, verdictOf } from '../kernel/verdict.ts';
import type { RegistryAsker } from '../ecosystems/adapter-manifest.ts';
import { asStored } from './as-stored.ts';
import type { RegistryDeps } from './deps.ts';
import { examinePackage } from './examine-package.ts';
import { fetchArtifact } from './fetch-artifact.ts';

/** As `view` decides. */
export function createStoredAsker(deps: RegistryDeps, ecosystem: Ecosystem, view: string): RegistryAsker {
  const stored = asStored(deps);
  return {
    async document(name, _version, file) {
      try {
        const question = { ecosystem, name, file, view };
        const answer = await fetchArtifact(stored, question);
        if (answer.kind === 'refused') return { because: answer.refusal.message };
        const bytes = await deps.blobs.read(answer.record.sha256);
        return bytes === undefined ? { because: NOT_HERE } : { text: decodeText(bytes) };
      } catch (error) {
        if (isGatehouseError(error, 'not-found', 'upstream-unreachable')) return { because: NOT_HERE };
        if (isGatehouseError(error)) return { because: messageOf(error) };
        throw error;
      }
    },
    async versions(name) {
      try {
        const { loaded, decision } = await examinePackage(stored, { ecosystem, name }, view);
        const listed = loaded?.index.versions.map(({ version }) => version);
        return listed?.filter((version) => isOffered(verdictOf(decision, version)));
      } catch (error) {
        if (isGatehouseError(error)) return undefined;
        throw error;
      }
    },
  };
}

const NOT_HERE = 'it is not stored here, and no server runs that could bring it';
