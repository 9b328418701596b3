// Takes what a client sent to be published or changed, from its bytes to what the client is told.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { RenderedAnswer } from '../../ecosystems/adapter-answers.ts';
import type { Submission, Submitted } from '../../ecosystems/adapter-publish.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { collectPart } from '../deployments/collect-part.ts';
import { publishWhole } from '../deployments/publish-deployment.ts';
import { changePackagePeople } from '../../identity/organisations/package-people.ts';
import { changeHosted, changesTo } from './change-hosted.ts';
import type { PublishDeps, Publisher } from './publish-deps.ts';
import { publishRelease } from './publish-release.ts';
import { requireCredential } from './publish-right.ts';

/** The answer to what was done. Throws what reading, publishing and changing throw. */
export async function submit(
  deps: PublishDeps,
  publisher: Publisher,
  ecosystem: Ecosystem,
  submitted: Submitted,
): Promise<RenderedAnswer> {
  const rules = publishRulesOf(deps.registry, ecosystem);
  const submission = await deps.reader.read(ecosystem, submitted);
  const ref = { ecosystem, name: submission.name };
  await carryOut(deps, publisher, ref, submission);
  return rules.renderAccepted({
    variant: submitted.variant,
    name: submission.name,
    ...(submission.kind === 'release' ? { version: submission.version } : {}),
    warnings: (submission.kind === 'release' ? submission.warnings : undefined) ?? [],
  });
}

async function carryOut(
  deps: PublishDeps,
  publisher: Publisher,
  ref: Parameters<typeof publishRelease>[2],
  submission: Submission,
): Promise<void> {
  switch (submission.kind) {
    case 'release':
      return publishRelease(deps, publisher, ref, submission);
    case 'changes':
      return changeHosted(deps, publisher, ref, submission.changes);
    case 'wish':
      return changeHosted(deps, publisher, ref, await changesTo(deps, ref, submission));
    case 'part':
      return collectPart(deps, publisher, ref, submission.part);
    case 'whole':
      return publishWhole(deps, publisher, ref, submission.versions);
    case 'people': {
      requireCredential(deps.registry, publisher, ref, 'people');
      const identity = { ...deps, clock: deps.registry.clock };
      return changePackagePeople(identity, publisher.principal, ref, submission);
    }
    case 'ours':
      return undefined;
  }
}
