// Where a list of applications goes on.

import { z } from 'zod';

import type { ApplicationPlace } from '../../inventory/ports.ts';

/** What `next` of a list says: neither name holds a slash. */
export const applicationPlace = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,100}\/[A-Za-z0-9._-]{1,100}$/, 'expected the next of a page');

export function readApplicationPlace(after: string): ApplicationPlace {
  const [name = '', environment = ''] = after.split('/', 2);
  return { name, environment };
}
