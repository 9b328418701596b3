// Keeps what somebody looked up of a package's funding, as evidence: a file of its repository, or a link.

import { createHash } from 'node:crypto';

import type { StatementStore } from '../../evidence/ports.ts';
import { eachLinkOnce, parseFundingLink, type FundingDocument } from '../../formats/funding/funding-link.ts';
import { readFunding } from '../../formats/funding/read-funding.ts';
import type { JournalStores } from '../../journal/journal.ts';
import type { UnitOfWork } from '../../journal/unit-of-work.ts';
import type { Clock } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import type { Evidence } from '../../kernel/evidence.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

export interface FundingRequest {
  readonly ref: PackageRef;
  /** FUNDING.yml or funding.json as it is, and what the file is called. */
  readonly file?: { readonly text: string; readonly name: string };
  readonly links: readonly string[];
  readonly author: string;
}

export interface FundingDeps {
  readonly clock: Clock;
  readonly unit: UnitOfWork<{ readonly statements: StatementStore } & JournalStores>;
  readonly newId: () => string;
}

export interface StatedFunding {
  readonly evidence: Evidence<'funding'>;
  /** What the file says and is not used. */
  readonly passedOver: readonly string[];
}

const MOST_LINKS = 50;

/** Throws what reading the file and the links throws, and `invalid-request` where nothing comes of it. */
export async function stateFunding(deps: FundingDeps, request: FundingRequest): Promise<StatedFunding> {
  const { ref, file, author } = request;
  const now = deps.clock.now();
  const read = file === undefined ? undefined : readFunding(file.text);
  const links = eachLinkOnce([...(read?.links ?? []), ...request.links.map(parseFundingLink)]);
  if (links.length === 0 || links.length > MOST_LINKS) {
    throw new GatehouseError(
      'invalid-request',
      `Cannot keep the funding: found ${links.length} links, expected 1 to ${MOST_LINKS}`,
    );
  }
  const evidence: Evidence<'funding'> = {
    id: `funding-${deps.newId()}`,
    kind: 'funding',
    subject: { ecosystem: ref.ecosystem, name: ref.name },
    source: author,
    observedAt: now,
    confidence: 1,
    details: { links, author, ...detailsOf(read, file) },
  };
  await deps.unit.transact(async ({ statements, journal }) => {
    await statements.append([evidence]);
    record(journal, 'evidence-added', evidence, author, now);
  });
  return { evidence, passedOver: read?.passedOver ?? [] };
}

function detailsOf(
  read: FundingDocument | undefined,
  file: FundingRequest['file'],
): Pick<Evidence<'funding'>['details'], 'document'> {
  if (read === undefined || file === undefined) return {};
  const { format, asks, plans } = read;
  const sha256 = createHash('sha256').update(file.text).digest('hex');
  return {
    document: {
      format,
      file: file.name.slice(0, 200),
      sha256,
      plans,
      ...(asks === undefined ? {} : { asks }),
    },
  };
}

/** Throws `not-found` when no funding of this id is stated. */
export async function withdrawFunding(
  { clock, unit }: Pick<FundingDeps, 'clock' | 'unit'>,
  request: { readonly id: string; readonly author: string },
): Promise<Evidence<'funding'>> {
  const at = clock.now();
  return unit.transact(async ({ statements, journal }) => {
    const found = await statements.find(request.id);
    if (found?.kind !== 'funding' || !(await statements.withdraw(request.id, at))) {
      throw new GatehouseError('not-found', 'Cannot withdraw: found no funding of this id that is stated', {
        facts: { id: request.id },
      });
    }
    record(journal, 'evidence-withdrawn', found, request.author, at);
    return { ...found, withdrawnAt: at };
  });
}

function record(
  journal: JournalStores['journal'],
  change: 'evidence-added' | 'evidence-withdrawn',
  { id, kind, source, subject }: Evidence<'funding'>,
  actor: string,
  at: number,
): void {
  const { ecosystem, name } = subject;
  journal.record({ kind: change, actor, at, ecosystem, name, data: { id, kind, source } });
}
