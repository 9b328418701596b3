// The journal of one organisation.

import { z } from 'zod';

import { readOrganisationJournal } from '../../../identity/organisations/organisation-journal.ts';
import { journalPage } from '../decision-contract.ts';
import { organisationChange, organisationParam } from '../organisation-contract.ts';
import { asPage, limit } from '../query.ts';
import { renderEntry } from '../render-decision.ts';
import { route } from '../route.ts';

const journalRoute = route({
  method: 'GET',
  url: '/api/v1/organisations/:organisation/journal',
  summary: 'What happened in the organisation and to its packages, newest first; for its owners and auditors',
  access: 'read-organisations',
  onOrganisation: 'read-journal',
  params: organisationParam,
  query: z.object({
    kind: organisationChange.optional(),
    after: z.coerce.number().int().min(0).optional(),
    limit,
  }),
  answer: journalPage,
  async handle(deps, { principal, params, query: { kind, after, limit } }) {
    const entries = await readOrganisationJournal(
      { ...deps.organisations, reader: deps.journal.reader },
      principal,
      { ...params, kind, before: after, limit: limit + 1 },
    );
    return asPage(entries, limit, renderEntry, ({ sequence }) => String(sequence));
  },
});

export const organisationJournalRoutes = [journalRoute];
