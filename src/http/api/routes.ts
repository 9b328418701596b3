// The route table of the JSON API.

import type { ApiRoute } from './route.ts';
import { advisoryRoutes } from './routes/advisories.ts';
import { applicationRoutes } from './routes/applications.ts';
import { clientRoutes } from './routes/clients.ts';
import { currencyRoutes } from './routes/currency.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { exposureRoutes } from './routes/exposure.ts';
import { findingRoutes } from './routes/findings.ts';
import { fixPlanRoutes } from './routes/fix-plans.ts';
import { givingRoutes } from './routes/giving.ts';
import { impactRoutes } from './routes/impact.ts';
import { packageRoutes } from './routes/packages.ts';
import { peopleRoutes } from './routes/people.ts';
import { policyRoutes } from './routes/policies.ts';
import { reservationRoutes } from './routes/reservations.ts';
import { scanRoutes } from './routes/scan.ts';
import { sessionRoutes } from './routes/session.ts';
import { statusRoutes } from './routes/status.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { vettingRoutes } from './routes/vetting.ts';
import { vexRoutes } from './routes/vex.ts';
import { waiverRoutes } from './routes/waivers.ts';

/** Every route but the OpenAPI document's own, which is made of these. */
export const ROUTES: readonly ApiRoute[] = [
  ...statusRoutes,
  ...sessionRoutes,
  ...packageRoutes,
  ...exposureRoutes,
  ...decisionRoutes,
  ...advisoryRoutes,
  ...scanRoutes,
  ...applicationRoutes,
  ...fixPlanRoutes,
  ...currencyRoutes,
  ...givingRoutes,
  ...findingRoutes,
  ...vexRoutes,
  ...impactRoutes,
  ...policyRoutes,
  ...waiverRoutes,
  ...vettingRoutes,
  ...reservationRoutes,
  ...tokenRoutes,
  ...peopleRoutes,
  ...clientRoutes,
];
