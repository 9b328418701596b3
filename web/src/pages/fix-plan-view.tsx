// A kept fix plan: what it brings, whose it is, and each file's steps.

import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import type { KeptPlanItem, PlanStepItem } from '../../../src/http/api/fix-plan-contract.ts';
import { Banner } from '../parts/banner.tsx';
import { Copy } from '../parts/copy.tsx';
import { ChoiceFilter } from '../parts/filters.tsx';
import { Section } from '../parts/page.tsx';
import { Actor, useReaderNames } from '../parts/reader.tsx';
import { Time } from '../parts/time.tsx';
import { countOf, describeCount } from '../words/byte-words.ts';
import { fixCommand } from '../words/fix-words.ts';
import { FixPlanFile } from './fix-plan-file.tsx';

interface PlanProps {
  readonly application: ApplicationItem;
  readonly plan: KeptPlanItem;
}

export function FixPlanView({ application, plan }: PlanProps) {
  const steps = plan.files.flatMap((file) => file.steps);
  const nameOf = useReaderNames();
  return (
    <>
      <Standing application={application} plan={plan} steps={steps} />
      <Numbers application={application} plan={plan} steps={steps} />
      <p class="plan-lead">
        Planned by <Actor actor={plan.author} nameOf={nameOf} /> <Time at={plan.madeAt} /> for snapshot{' '}
        {plan.snapshot}, with upgrades up to {plan.max}. Commands and patch are as they were sent: read them
        before you run them.
      </p>
      {steps.length === 0 ? null : (
        <div class="filters">
          <ChoiceFilter
            name="steps"
            label="Steps"
            all="All"
            options={[
              ['open', 'To do'],
              ['done', 'Done'],
            ]}
          />
        </div>
      )}
      {plan.files.map((file) => (
        <FixPlanFile key={file.path} file={file} application={application} />
      ))}
      {plan.files.length > 0 ? null : (
        <p class="muted">The plan has no file: nothing that a client could upgrade has a finding.</p>
      )}
      {plan.unsupported.length === 0 ? null : <Unsupported paths={plan.unsupported} />}
    </>
  );
}

/** Where the plan stands: current, overtaken, or done. */
function Standing({ application, plan, steps }: PlanProps & { readonly steps: readonly PlanStepItem[] }) {
  const { name, environment, snapshot } = application;
  const isDone = steps.length > 0 && steps.every(({ fate }) => fate === 'done');
  if (isDone) {
    return (
      <Banner tone="allow">
        <p>
          <strong>All steps are done.</strong>{' '}
          {application.findings === 0
            ? 'Nothing is open any more.'
            : `${countOf(application.findings, 'finding')} still open: plan again for what stays.`}
        </p>
        {application.findings === 0 ? null : <Copy text={fixCommand(name, environment)} what="command" />}
      </Banner>
    );
  }
  if (plan.isCurrent) return null;
  return (
    <Banner tone="warn">
      <p>
        <strong>Made for an older snapshot:</strong> {name} was pushed since, and is at snapshot {snapshot}.
        What became of each step is told as of now; the patch may not apply any more. Plan again:
      </p>
      <Copy text={fixCommand(name, environment)} what="command" />
    </Banner>
  );
}

function Numbers({ application, plan, steps }: PlanProps & { readonly steps: readonly PlanStepItem[] }) {
  const sum = (of: (file: KeptPlanItem['files'][number]) => number): number =>
    plan.files.reduce((total, file) => total + of(file), 0);
  const done = steps.filter(({ fate }) => fate === 'done').length;
  return (
    <dl class="facts is-four is-above">
      <div>
        <dt>Findings when it was planned</dt>
        <dd class="is-large">{describeCount(sum(({ findingsBefore }) => findingsBefore))}</dd>
        <dd class="fact-note">in {countOf(plan.files.length, 'file')}</dd>
      </div>
      <div>
        <dt>After all steps</dt>
        <dd class="is-large">{describeCount(sum(({ findingsAfter }) => findingsAfter))}</dd>
        <dd class="fact-note">
          {plan.files.every(({ isVerified }) => isVerified)
            ? 'as the clients resolved it'
            : 'as far as verified'}
        </dd>
      </div>
      <div>
        <dt>Steps done</dt>
        <dd class="is-large">
          {done} of {steps.length}
        </dd>
        <dd class="fact-note">
          {countOf(
            steps.reduce((total, { moves }) => total + moves.length, 0),
            'package',
          )}{' '}
          to move
        </dd>
      </div>
      <div>
        <dt>Open in the application now</dt>
        <dd class="is-large">{describeCount(application.findings)}</dd>
        <dd class="fact-note">in snapshot {application.snapshot}</dd>
      </div>
    </dl>
  );
}

function Unsupported({ paths }: { readonly paths: readonly string[] }) {
  return (
    <Section
      title="Files without a client"
      lead="These have findings, and no package manager is driven for them. The findings say what fixes them."
    >
      <ul class="lines">
        {paths.map((path) => (
          <li key={path}>
            <code class="anywhere">{path}</code>
          </li>
        ))}
      </ul>
    </Section>
  );
}
