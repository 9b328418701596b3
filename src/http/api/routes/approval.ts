// Whether every version of a package needs a second person's approval.

import { formatInstant } from '../../../kernel/clock.ts';
import type { Principal } from '../../../identity/principal.ts';
import { readApprovalSetting, setApprovalRequired } from '../../../registry/staged/approval-required.ts';
import type { ApiDeps } from '../deps.ts';
import { hostedParam } from '../hosted-contract.ts';
import { route } from '../route.ts';
import { approvalRequest, approvalSetting } from '../staged-contract.ts';

const showRoute = route({
  method: 'GET',
  url: '/api/v1/hosted/:ecosystem/:name/approval',
  summary: 'Whether every version of the package needs the approval of a second person',
  access: 'read-organisations',
  params: hostedParam,
  answer: approvalSetting,
  handle: (deps, { principal, params }) => render(deps, principal, params),
});

const changeRoute = route({
  method: 'PUT',
  url: '/api/v1/hosted/:ecosystem/:name/approval',
  summary: 'Has every version of the package approved by a second person, or no more; told to every owner',
  access: 'manage-organisations',
  params: hostedParam,
  body: approvalRequest,
  answer: approvalSetting,
  async handle(deps, { principal, params, body }) {
    const ref = refOf(deps, params);
    await setApprovalRequired(deps.publishing, principal, { ref, isRequired: body.isRequired });
    return render(deps, principal, params);
  },
});

export const approvalRoutes = [showRoute, changeRoute];

type Params = { readonly ecosystem: keyof ApiDeps['registry']['adapters']; readonly name: string };

/** Throws `invalid-name`. */
function refOf({ registry }: Pick<ApiDeps, 'registry'>, { ecosystem, name }: Params) {
  return { ecosystem, name: registry.adapters[ecosystem].names.parse(name) };
}

async function render(deps: ApiDeps, principal: Principal, params: Params) {
  const setting = await readApprovalSetting(deps.publishing, principal, refOf(deps, params));
  const { isRequired, since, mayChange } = setting;
  return { isRequired, mayChange, ...(since === undefined ? {} : { since: formatInstant(since) }) };
}
