// The public JSON API: what is known against the components that a project has.

import { z } from 'zod';

import { ecosystem, verdict } from './contract.ts';

/** What is known against one version that a project has. */
export const findingRecord = z.object({
  /** The id to show: CVE before GHSA before the ecosystem's own. */
  id: z.string(),
  /** `undecided`: the record leaves open whether it means this version. */
  kind: z.enum(['malware', 'vulnerability', 'informational', 'undecided', 'quarantine']),
  aliases: z.array(z.string()),
  summary: z.string(),
  url: z.string().optional(),
  /** CVSS base score, 0 to 10, and the vector that it comes from. */
  score: z.number().optional(),
  vector: z.string().optional(),
  epss: z.number().optional(),
  kev: z
    .object({ dateAdded: z.string(), dueDate: z.string().optional(), ransomware: z.boolean().optional() })
    .optional(),
  /** The first version on the installed line that it does not affect. */
  fixedIn: z.string().optional(),
  /** Records of the same group that leave this version out. */
  disputedBy: z.array(z.string()).optional(),
  source: z.string(),
});

export const finding = z.object({
  purl: z.string(),
  ecosystem,
  name: z.string(),
  version: z.string(),
  verdict,
  records: z.array(findingRecord),
});

/** Components that one question may name; more are asked about in several. */
export const SCAN_MOST = 5_000;
/**
 * `POST /api/v1/scan`: nothing is stored. Components are package-URLs with versions. `cleared` are advisories (by the id
 * that a finding shows) that the asker vouches for not to matter to a component; records of malware stay.
 */
export const scanRequest = z.strictObject({
  view: z.string().optional(),
  components: z.array(z.string().max(4_096)).max(SCAN_MOST),
  cleared: z
    .array(z.strictObject({ component: z.string().max(4_096), record: z.string().max(300) }))
    .max(SCAN_MOST)
    .optional(),
});
export const scanAnswer = z.object({ findings: z.array(finding) });

export type FindingItem = z.infer<typeof finding>;
export type FindingRecord = z.infer<typeof findingRecord>;
