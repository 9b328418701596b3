// What npm is told of staged versions, in the form that `npm stage` prints.

import { preciseTime } from '../../kernel/clock.ts';
import type { StagedFacts, StagingRules } from '../adapter-publish.ts';
import { jsonAnswer } from '../json-answer.ts';

export const staging: StagingRules = {
  command: 'npm stage publish',
  renderPage: ({ items, total, page, perPage }) =>
    jsonAnswer({ items: items.map(describe), total, page, perPage }),
  renderOne: (staged) => jsonAnswer(describe(staged)),
  renderApproved: () => jsonAnswer({ ok: true }, 201),
  renderRejected: () => ({ status: 204, body: '', contentType: 'application/json', headers: {} }),
};

function describe(staged: StagedFacts) {
  const { id, name, version, tags, stagedAt, by, visibility, state, files } = staged;
  const shasum = files[0]?.digests.sha1;
  return {
    id,
    packageName: name,
    version,
    tag: tags[0] ?? 'latest',
    createdAt: preciseTime(stagedAt),
    actor: by.name,
    actorType: by.kind,
    ...(visibility === undefined ? {} : { access: visibility === 'private' ? 'restricted' : 'public' }),
    ...(shasum === undefined ? {} : { shasum }),
    status: state === 'open' ? 'pending' : state,
  };
}
