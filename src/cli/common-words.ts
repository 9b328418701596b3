// Words and options that several commands take.

import { ECOSYSTEMS } from '../kernel/ecosystem.ts';
import type { Flag, Word } from './command.ts';

export const PURL_WORD = {
  name: 'PURL',
  says: 'The package, with or without a version: pkg:npm/left-pad@1.3.0',
} as const satisfies Word;

export const ECOSYSTEM_WORD = {
  name: 'ECOSYSTEM',
  says: `One of ${ECOSYSTEMS.join(', ')}`,
  completes: ECOSYSTEMS,
} as const satisfies Word;

export const PACKAGE_WORD = {
  name: 'PACKAGE',
  says: 'Its name: @acme/tide, org.acme:tide',
} as const satisfies Word;

export const VIEW_FLAG = {
  value: 'VIEW',
  says: 'The view whose policy counts (else your own)',
} as const satisfies Flag;

export const REASON_FLAG = {
  value: 'TEXT',
  says: 'Why, for whoever reads it in a year',
  isRequired: true,
} as const satisfies Flag;

export const LIMIT_FLAG = { value: 'COUNT', says: 'At most so many rows (else 100)' } as const satisfies Flag;

export const ORGANISATION_WORD = {
  name: 'ORGANISATION',
  says: 'The name of the organisation',
} as const satisfies Word;

export const ROLE_WORD = {
  name: 'ROLE',
  says: 'What they may do (docs/organisations.md)',
} as const satisfies Word;
