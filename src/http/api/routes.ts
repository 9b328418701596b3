// The whole route table of the JSON API, for those that need all of it at once.

import type { ApiRoute } from './route.ts';
import { loadRoutes, SUBJECTS } from './subjects.ts';

/** Every route but the OpenAPI document's own, which is made of these. */
export const ROUTES: readonly ApiRoute[] = await loadRoutes(SUBJECTS);
