// What to upgrade in an application: the plan that was proven where the project lies, or what is known without it.

import type { FixPlanAnswer } from '../../../src/http/api/fix-plan-contract.ts';
import type { ApplicationItem } from '../../../src/http/api/application-contract.ts';
import { queryOf } from '../api/client.ts';
import { FINDING_CHANGES, useReloadOn } from '../api/use-reload-on.ts';
import { useResource } from '../api/use-resource.ts';
import { Section } from '../parts/page.tsx';
import { Copy } from '../parts/copy.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { fixCommand } from '../words/fix-words.ts';
import { FixEstimates } from './fix-estimates.tsx';
import { FixPlanView } from './fix-plan-view.tsx';

const PLAN_CHANGES = [...FINDING_CHANGES, 'fix-plan-kept'] as const;

export function ApplicationFix({ application }: { readonly application: ApplicationItem }) {
  const { name, environment } = application;
  const { data, problem, isLoading, reload } = useResource<FixPlanAnswer>(
    `/applications/${encodeURIComponent(name)}/fix-plan${queryOf({ environment })}`,
  );
  useReloadOn(PLAN_CHANGES, reload);
  if (problem !== undefined) return <Failure problem={problem} retry={reload} />;
  if (data === undefined) return isLoading ? <Loading what="the fix plan" /> : null;
  const { plan } = data;
  return (
    <>
      {plan === undefined ? (
        <NoPlan application={data.application} />
      ) : (
        <FixPlanView application={data.application} plan={plan} />
      )}
      {plan?.isCurrent === true ? null : (
        <Section
          title="What is known here now"
          lead={`Of snapshot ${data.application.snapshot}, by versions and records alone: no client proved it.`}
        >
          <FixEstimates application={data.application} />
        </Section>
      )}
    </>
  );
}

function NoPlan({ application: { name, environment } }: { readonly application: ApplicationItem }) {
  return (
    <div class="state is-above">
      <p class="state-title">No plan was made where the project lies</p>
      <p>
        A plan is proven by the project’s own package manager, in a copy: run this in the project’s folder and
        it is kept here, with its commands and its patch. Until then, this is what is known here by versions
        and records alone.
      </p>
      <Copy text={fixCommand(name, environment)} what="command" />
    </div>
  );
}
