// Reports of leaked tokens, by services that scan for secrets and by anyone who found one.

import type { z } from 'zod';

import {
  reportTokens,
  type ReportOutcome,
  type TokenReport,
} from '../../../identity/scanning/report-tokens.ts';
import { given } from '../../../kernel/given.ts';
import type { ApiDeps } from '../deps.ts';
import { tokenReport, tokenReportAnswer } from '../scanning-contract.ts';
import { route, type ApiCall } from '../route.ts';

type Call = ApiCall<undefined, undefined, z.output<typeof tokenReport>>;

const COMMON = { method: 'POST', access: 'anyone', body: tokenReport, keepsRawBody: true } as const;

const answerAll = async (deps: ApiDeps, call: Call) => (await report(deps, call)).map(render);

const reportRoute = route({
  ...COMMON,
  url: '/api/v1/tokens/report',
  summary: 'Reports tokens that leaked: those in force are ended at once, and their owners told',
  answer: tokenReportAnswer,
  handle: answerAll,
});

const githubRoute = route({
  ...COMMON,
  url: '/api/github/secret-scanning/verify',
  summary: 'The same, where a service looks for it at other registries',
  answer: tokenReportAnswer,
  handle: answerAll,
});

const discloseRoute = route({
  ...COMMON,
  url: '/_/secrets/disclose-token',
  summary: 'The same, where a service looks for it at a Python index; answers nothing',
  status: 204,
  async handle(deps: ApiDeps, call: Call) {
    await report(deps, call);
    return undefined;
  },
});

export const tokenReportRoutes = [reportRoute, githubRoute, discloseRoute];

async function report(deps: ApiDeps, call: Call): Promise<readonly ReportOutcome[]> {
  const tokens = call.body.map(({ token, type, url, source }) => ({
    token,
    type,
    url: url ?? undefined,
    source: source ?? undefined,
  }));
  return reportTokens(deps.scanning, {
    tokens,
    body: call.rawBody ?? new Uint8Array(),
    address: call.address,
    ...given('signature', signatureOf(call)),
  });
}

const SENDERS = ['github', 'gitlab'] as const;

/** One of both headers alone is a signature that does not hold. */
function signatureOf({ message: { headers } }: Call): TokenReport['signature'] {
  for (const sender of SENDERS) {
    const identifier = headers[`${sender}-public-key-identifier`];
    const value = headers[`${sender}-public-key-signature`];
    if (identifier === undefined && value === undefined) continue;
    return { identifier: String(identifier ?? ''), value: String(value ?? '') };
  }
  return undefined;
}

function render({ token, type, label }: ReportOutcome) {
  return { token_raw: token, token_type: type, label };
}
