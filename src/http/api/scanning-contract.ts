// The public JSON API: reports of tokens that were found where they should not be, in the form of secret-scanning services.

import { z } from 'zod';

/** More than a service sends at once. */
const MAX_TOKENS = 500;

/** One token of a report; what else is said of it is passed over. */
const reportedToken = z.object({
  token: z.string().min(1).max(1_000),
  type: z.string().max(200).optional(),
  url: z.string().max(4_000).nullish(),
  source: z.string().max(200).nullish(),
});

/** `POST /api/v1/tokens/report`, `/api/github/secret-scanning/verify`, `/_/secrets/disclose-token` */
export const tokenReport = z.array(reportedToken).max(MAX_TOKENS);

/** What became of each: `true_positive`, it was in force and is no more. */
export const tokenReportAnswer = z.array(
  z.object({
    token_raw: z.string(),
    token_type: z.string(),
    label: z.enum(['true_positive', 'false_positive']),
  }),
);
