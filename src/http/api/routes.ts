// The route table of the JSON API.

import type { ApiRoute } from './route.ts';
import { packageRoutes } from './routes/packages.ts';
import { sessionRoutes } from './routes/session.ts';
import { statusRoutes } from './routes/status.ts';

/** Every route but the OpenAPI document's own, which is made of these. */
export const ROUTES: readonly ApiRoute[] = [...statusRoutes, ...sessionRoutes, ...packageRoutes];
