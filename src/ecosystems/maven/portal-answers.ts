// Answers of Maven's portal about deployments, as the client plugin of the public one reads them.

import type { DeploymentStatus, PortalAnswers } from '../adapter-publish.ts';
import { jsonAnswer } from '../json-answer.ts';

const STATES = {
  open: 'PENDING',
  validated: 'VALIDATED',
  failed: 'FAILED',
  published: 'PUBLISHED',
} as const satisfies Record<DeploymentStatus['state'], string>;

export const portal: PortalAnswers = {
  // Clients ask for JSON, and read plain text all the same.
  uploaded: (id) => ({ status: 201, body: id, contentType: 'text/plain', headers: {} }),
  status: ({ id, title, state, purls, faults }) =>
    jsonAnswer({
      deploymentId: id,
      deploymentName: title,
      deploymentState: STATES[state],
      purls,
      errors: faults,
    }),
  published: (isPublished) => jsonAnswer({ published: isPublished }),
  done: () => ({ status: 204, body: '', contentType: 'text/plain', headers: {} }),
};
