// Takes what a client sent to be published or changed, from its bytes to what the client is told.

import type { Ecosystem } from '../../kernel/ecosystem.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';
import type { RenderedAnswer } from '../../ecosystems/adapter-answers.ts';
import type { Submission, Submitted } from '../../ecosystems/adapter-publish.ts';
import { publishRulesOf } from '../hosted/load-hosted.ts';
import { collectPart } from '../deployments/collect-part.ts';
import { publishWhole } from '../deployments/publish-deployment.ts';
import { comingWarning } from '../../identity/high-impact/high-impact-terms.ts';
import { changePackagePeople } from '../../identity/organisations/package-people.ts';
import { changeHosted, changesTo } from './change-hosted.ts';
import type { PublishDeps, Publisher } from './publish-deps.ts';
import { requireCredential } from './publish-right.ts';
import { publishOrStage, sayStaged } from '../staged/publish-or-stage.ts';
import { withProof } from './with-proof.ts';

/** The answer to what was done. Throws what reading, publishing and changing throw. */
export async function submit(
  deps: PublishDeps,
  publisher: Publisher,
  ecosystem: Ecosystem,
  submitted: Submitted,
): Promise<RenderedAnswer> {
  const rules = publishRulesOf(deps.registry, ecosystem);
  const submission = await withWarning(deps, ecosystem, await deps.reader.read(ecosystem, submitted));
  const ref = { ecosystem, name: submission.name };
  if (submission.kind === 'release') return takeIn(deps, publisher, ref, submission, submitted);
  await withProof(publisher, (proven) => carryOut(deps, proven, ref, submission));
  return rules.renderAccepted({ variant: submitted.variant, name: submission.name, warnings: [] });
}

/** Whoever uses a client without a word for it asks by this header that a version waits for approval. */
const STAGE_HEADER = 'gatehouse-stage';

async function takeIn(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  { isStaged, ...release }: Extract<Submission, { kind: 'release' }>,
  { variant, headers }: Submitted,
): Promise<RenderedAnswer> {
  const isAsked = isStaged === true || headers[STAGE_HEADER] !== undefined;
  const staged = await withProof(publisher, (proven) => publishOrStage(deps, proven, ref, release, isAsked));
  const { name, version, warnings = [] } = release;
  const rules = publishRulesOf(deps.registry, ref.ecosystem);
  if (staged === undefined) return rules.renderAccepted({ variant, name, version, warnings });
  const told = [sayStaged(staged), ...warnings];
  const answer = rules.renderAccepted({ variant, name, version, warnings: told, stagedId: staged.id });
  return { ...answer, headers: { ...answer.headers, 'gatehouse-staged': staged.id } };
}

/** Whoever publishes is told what publishing the package will take, while it does not yet. */
async function withWarning(
  { people, registry }: PublishDeps,
  ecosystem: Ecosystem,
  submission: Submission,
): Promise<Submission> {
  if (submission.kind !== 'release') return submission;
  const record = await people.highImpact.find({ ecosystem, name: submission.name });
  const coming = record === undefined ? undefined : comingWarning(record, registry.clock.now());
  if (coming === undefined) return submission;
  return { ...submission, warnings: [...(submission.warnings ?? []), coming] };
}

async function carryOut(
  deps: PublishDeps,
  publisher: Publisher,
  ref: PackageRef,
  submission: Exclude<Submission, { kind: 'release' }>,
): Promise<void> {
  switch (submission.kind) {
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
