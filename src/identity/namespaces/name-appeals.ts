// Appeals: somebody wants a name that looks like another one, says why, and a reviewer answers.

import { GatehouseError } from '../../kernel/errors.ts';
import type { PackageRef } from '../../kernel/package-ref.ts';

import { requireAccess } from '../access.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { postLetter } from '../letters/post-letter.ts';
import { accountIdOf } from '../organisations/object-access.ts';
import { actorOf, isEnabled, type Principal } from '../principal.ts';
import { mintId } from '../secret.ts';
import { askForName, findLikeness, type NameRule } from './ask-for-name.ts';
import { parseReason } from './known-namespace.ts';
import type { NameAnswer } from './may-create-name.ts';
import type { NameAppeal } from './namespace-ports.ts';
import type { NamespaceDeps, NamespaceWork } from './namespace-unit.ts';

export interface NameDeps extends NamespaceDeps {
  readonly nameRule: NameRule;
}

/** An appeal, with the name of whoever asks. */
export interface SeenAppeal extends NameAppeal {
  readonly accountName: string;
}

/** Open ones of one account: they are for people to read. */
const MOST_OPEN = 20;
const MOST_LISTED = 200;

/** Whether the caller may create a package of this name. Throws access errors (`ask-for-names`). */
export async function checkName(deps: NameDeps, principal: Principal, ref: PackageRef): Promise<NameAnswer> {
  requireAccess(principal, 'ask-for-names', { now: deps.clock.now() });
  return askForName(deps.nameRule, deps.stores, principal, ref);
}

/**
 * Asks that a name be let through although it looks like another. Throws `conflict` for a name that is not refused for that, one
 * that is asked for already, and for too many that are open; access errors (`ask-for-names`).
 */
export async function appealName(
  deps: NameDeps,
  principal: Principal,
  wish: PackageRef & { readonly reason: string },
): Promise<SeenAppeal> {
  const { ecosystem, name } = wish;
  const now = deps.clock.now();
  requireAccess(principal, 'appeal-names', { now });
  const accountId = accountIdOf(principal);
  const reason = parseReason(wish.reason);
  const answer = await checkName(deps, principal, { ecosystem, name });
  const likeness = await findLikeness(deps.nameRule, deps.stores, principal, { ecosystem, name });
  if (answer.may || answer.why !== 'look-alike' || likeness === undefined) {
    const why = answer.may ? 'you may create it' : answer.sentence.replace(/^Cannot create [^:]*: /, '');
    throw new GatehouseError('conflict', `Cannot appeal for ${name}: ${why}`);
  }
  return deps.unit.transact(async (work) => {
    const open = (await work.nameAppeals.latest(MOST_LISTED, accountId)).filter(
      ({ state }) => state === 'asked',
    );
    if (open.length >= MOST_OPEN || open.some((one) => one.ecosystem === ecosystem && one.name === name)) {
      throw new GatehouseError(
        'conflict',
        `Cannot appeal for ${name}: you did already, or ${MOST_OPEN} of yours are open`,
      );
    }
    const appeal: NameAppeal = {
      id: mintId(deps.random),
      ecosystem,
      name,
      accountId,
      looksLike: likeness.name,
      likeness: likeness.how,
      reason,
      askedAt: now,
      state: 'asked',
    };
    await work.nameAppeals.save(appeal);
    const data = { appealId: appeal.id, looksLike: likeness.name, how: likeness.how };
    work.journal.record({ kind: 'name-appealed', actor: actorOf(principal), at: now, ecosystem, name, data });
    return seeAppeal(work, appeal);
  });
}

/** One's own; for those who decide them, everybody's. Newest first. Throws access errors. */
export async function listAppeals(
  { stores, clock }: Pick<NameDeps, 'stores' | 'clock'>,
  principal: Principal,
  { isAll }: { readonly isAll: boolean },
): Promise<readonly SeenAppeal[]> {
  requireAccess(principal, isAll ? 'see-all-appeals' : 'ask-for-names', { now: clock.now() });
  const isOfAll = isAll || principal.kind === 'operator';
  const appeals = await stores.nameAppeals.latest(MOST_LISTED, isOfAll ? undefined : accountIdOf(principal));
  return Promise.all(appeals.map((appeal) => seeAppeal(stores, appeal)));
}

/** Answers an appeal; a refusal takes back an earlier grant. Throws `not-found`, `not-allowed` for one's own, access errors (`decide-appeals`). */
export async function decideAppeal(
  deps: NamespaceDeps,
  principal: Principal,
  decision: { readonly id: string; readonly isGranted: boolean; readonly answer: string },
): Promise<SeenAppeal> {
  const at = deps.clock.now();
  requireAccess(principal, 'decide-appeals', { now: at });
  const actor = actorOf(principal);
  const answer = parseReason(decision.answer);
  return deps.unit.transact(async (work) => {
    const appeal = await work.nameAppeals.find(decision.id);
    if (appeal === undefined) {
      throw new GatehouseError('not-found', 'Cannot answer the appeal: there is none of this id');
    }
    if (principal.kind === 'person' && principal.accountId === appeal.accountId) {
      throw new GatehouseError(
        'not-allowed',
        'Cannot answer the appeal: it is your own, and takes somebody else',
      );
    }
    const state = decision.isGranted ? 'granted' : 'refused';
    const decided: NameAppeal = { ...appeal, state, answer, decidedBy: actor, decidedAt: at };
    await work.nameAppeals.save(decided);
    const { ecosystem, name } = appeal;
    const data = { appealId: appeal.id, looksLike: appeal.looksLike, isGranted: decision.isGranted };
    work.journal.record({ kind: 'name-appeal-decided', actor, at, ecosystem, name, data });
    await tellAsker(deps, work, decided);
    return seeAppeal(work, decided);
  });
}

async function tellAsker(deps: NamespaceDeps, work: NamespaceWork, appeal: NameAppeal): Promise<void> {
  const { accountId, ecosystem, name, state, answer = '', decidedBy = '', decidedAt = 0 } = appeal;
  const account = await work.identity.findAccount(accountId);
  if (account === undefined || !isEnabled(account)) return;
  const letter = layOutLetter(deps.letterHead, account, {
    subject: 'Your appeal for a name was answered',
    paragraphs: [
      state === 'granted'
        ? `You may create the ${ecosystem} package ${name}.`
        : `You may not create the ${ecosystem} package ${name}.`,
      `The answer of ${decidedBy}: ${answer}`,
    ],
  });
  await postLetter(work, deps.random, {
    account,
    about: 'name-appeal-decided',
    letter,
    actor: decidedBy,
    at: decidedAt,
  });
}

async function seeAppeal(
  { identity }: Pick<NamespaceWork, 'identity'>,
  appeal: NameAppeal,
): Promise<SeenAppeal> {
  const account = await identity.findAccount(appeal.accountId);
  return { ...appeal, accountName: account?.name ?? '' };
}
