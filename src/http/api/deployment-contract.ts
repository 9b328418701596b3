// The public JSON API: deployments, versions on their way in.

import { z } from 'zod';

import { ECOSYSTEMS } from '../../kernel/ecosystem.ts';
import { DEPLOYMENT_STATES } from '../../registry/deployments/deployment-ports.ts';
import { after, limit } from './query.ts';

/** What is asked of `GET /api/v1/deployments`. */
export const deploymentQuery = z.object({ after, limit });

const shared = {
  id: z.string(),
  title: z.string(),
  ecosystem: z.enum(ECOSYSTEMS),
  /** `parts`: sent file by file; `bundle`: all in one archive. */
  kind: z.enum(['parts', 'bundle']),
  /** `open`: files still come; `validated` may be published; `failed` may not. What is dropped is there no more. */
  state: z.enum(DEPLOYMENT_STATES),
  isAutomatic: z.boolean(),
  /** The versions in it. */
  versions: z.array(z.object({ name: z.string(), version: z.string() })),
  createdAt: z.string(),
  changedAt: z.string(),
};

export const deploymentItem = z.object({ ...shared, faultCount: z.number().int() });

/** `GET /api/v1/deployments`, the newest first */
export const deploymentPage = z.object({ items: z.array(deploymentItem), next: z.string().optional() });

/** `GET /api/v1/deployments/:id` */
export const deploymentDetail = z.object({
  ...shared,
  /** By package-URL or file: a sentence for each requirement that it fails. */
  faults: z.record(z.string(), z.array(z.string())),
  /** What came and is not published yet. */
  files: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      file: z.string(),
      sizeBytes: z.number().int(),
      sha256: z.string(),
      receivedAt: z.string(),
    }),
  ),
});

export type DeploymentItem = z.infer<typeof deploymentItem>;
export type DeploymentDetail = z.infer<typeof deploymentDetail>;
