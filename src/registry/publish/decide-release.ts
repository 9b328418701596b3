// Decides a version before it is there, by the same function that decides everything else.

import type { PackageRef } from '../../kernel/package-ref.ts';
import { verdictOf, type Verdict } from '../../kernel/verdict.ts';
import type { HostedFacts, PartedRelease } from '../../ecosystems/adapter-publish.ts';
import type { RegistryDeps } from '../deps.ts';
import { decideLoaded } from '../examine-package.ts';
import { describeHosted } from '../hosted/load-hosted.ts';
import type { StagedBlob } from '../ports.ts';
import { findMalwareCopy } from '../same-bytes.ts';

/** The verdict of the version as it would be served, and what is known to be malware under another name. */
export async function decideRelease(
  deps: RegistryDeps,
  ref: PackageRef,
  release: PartedRelease,
  {
    after,
    staged,
    view,
  }: {
    /** The package as it will be. */
    readonly after: HostedFacts;
    readonly staged: readonly StagedBlob[];
    readonly view: string;
  },
): Promise<{ readonly verdict: Verdict; readonly malware?: string }> {
  const loaded = await describeHosted(deps, ref, after);
  const decision = await decideLoaded(deps, ref, loaded, view);
  const verdict = decision.name.action === 'block' ? decision.name : verdictOf(decision, release.version);
  for (const [at, { sha256 }] of staged.entries()) {
    const file = release.files[at]?.file ?? '';
    const found = await findMalwareCopy(deps, { ...ref, version: release.version, file, sha256 });
    if (found !== undefined) {
      return {
        verdict,
        malware: `${file} has the bytes of ${found.original.name}@${found.original.version}: ${found.reason.summary}`,
      };
    }
  }
  return { verdict };
}
