// gatehouse namespace: scopes, prefixes, groupIds and vendors: claimed, proven, and what administrators do with them.

import { namespaceItem, namespaceList, proofAnswer, proofWay } from '../../http/api/namespace-contract.ts';
import { command } from '../command.ts';
import { ECOSYSTEM_WORD, REASON_FLAG } from '../common-words.ts';
import { apiPath } from '../desk/desk.ts';
import { printNamespace, printNamespaces } from '../namespace/print-namespaces.ts';
import { words } from '../terminal/painted.ts';
import { UsageError } from '../usage-error.ts';

const NAMESPACE_WORD = {
  name: 'NAMESPACE',
  says: "A scope, prefix, groupId or vendor: '@acme', acme, com.acme",
} as const;
const ID_WORD = { name: 'ID', says: 'The id that gatehouse namespace list shows' } as const;
const ORGANISATION_FLAG = { value: 'NAME', says: 'For this organisation' } as const;

const claim = command({
  name: 'namespace claim',
  summary: 'Claim a namespace for an organisation or yourself; tells how to prove it. Takes a second factor',
  details: [
    'Nothing follows before the claim is proven. Then its names never come from an upstream, and nobody else names packages in it.',
    "A Maven groupId spells the domain that proves it backwards (com.acme: acme.com), or the account at a code host (io.github.acme). For the others the claim names a domain of its owner's, or an account.",
  ],
  words: [ECOSYSTEM_WORD, NAMESPACE_WORD],
  flags: {
    organisation: { value: 'NAME', says: 'For this organisation (else for your own account)' },
    domain: { value: 'DOMAIN', says: "A domain of the owner's, called as the namespace is: acme.com" },
    repository: { value: 'HOST:ACCOUNT', says: 'An account at a code host instead: github:acme' },
  },
  hasJson: true,
  usesData: true,
  examples: [
    "gatehouse namespace claim npm '@acme' --organisation acme --domain acme.com",
    'gatehouse namespace claim maven com.acme --organisation acme',
  ],
  helps: { conflict: 'gatehouse namespace list', 'invalid-name': 'gatehouse help namespace claim' },
  async run(context, { words: [ecosystem = '', namespace = ''], flags }) {
    const { out } = context;
    const { organisation, domain, repository } = flags;
    const body = { ecosystem, namespace, organisation, domain, repository };
    const claimed = await (
      await context.openDesk()
    ).ask({
      method: 'POST',
      path: '/namespaces',
      body,
      answer: namespaceItem,
    });
    if (context.shared.isJson) out.json(claimed);
    else {
      out.line(
        words`${out.palette.good('Claimed')} ${claimed.pattern}. To prove it, one of these must be there:`,
      );
      printNamespace(out, claimed);
    }
    return 0;
  },
});

const prove = command({
  name: 'namespace prove',
  summary: 'Look for the proof of a claim, or of one that has lapsed. Takes a second factor',
  details: ['Exits 1 when it is not there, or when an administrator has to agree first.'],
  words: [ID_WORD, { name: 'WAY', says: 'How it is shown', completes: proofWay.options }],
  hasJson: true,
  usesData: true,
  helps: { 'not-found': 'gatehouse namespace list' },
  async run(context, { words: [id = '', way = ''] }) {
    const { out } = context;
    const path = apiPath('namespaces', id, 'proof');
    const answer = await (
      await context.openDesk()
    ).ask({ method: 'POST', path, body: { way }, answer: proofAnswer });
    const { namespace, look, found, waitsFor } = answer;
    if (context.shared.isJson) out.json(answer);
    else if (look !== 'shown') {
      out.line(words`${out.palette.bad('Not proven')}: ${found}`);
      printNamespace(out, namespace);
    } else if (waitsFor.length > 0) {
      out.line(words`Proven, and an administrator has to agree, since ${waitsFor.join('; ')}`);
    } else {
      out.line(
        words`${out.palette.good('Proven')}: ${namespace.pattern} is ${namespace.owner ?? 'yours'}'s now`,
      );
    }
    return look === 'shown' && waitsFor.length === 0 ? 0 : 1;
  },
});

const list = command({
  name: 'namespace list',
  summary: 'List the namespaces and claims of yourself and your organisations, with what has to be shown',
  flags: { all: { says: "Everybody's, the newest first; takes an administrator" } },
  hasJson: true,
  usesData: true,
  async run(context, { flags: { all } }) {
    const { out } = context;
    const { items } = await (
      await context.openDesk()
    ).ask({ path: '/namespaces', query: { all: String(all) }, answer: namespaceList });
    if (context.shared.isJson) out.json({ items });
    else if (items.length === 0) {
      out.line(
        words`There are none. To claim one: ${out.palette.code("gatehouse namespace claim npm '@acme' --domain acme.com")}`,
      );
    } else printNamespaces(out, items);
    return 0;
  },
});

const release = command({
  name: 'namespace release',
  summary: 'Give a namespace or a claim up: its names come from upstreams again. Takes an owner',
  words: [ID_WORD],
  usesData: true,
  helps: { 'not-found': 'gatehouse namespace list' },
  async run(context, { words: [id = ''] }) {
    await (await context.openDesk()).ask({ method: 'DELETE', path: apiPath('namespaces', id) });
    context.out.line(words`${context.out.palette.good('Released')} ${id}`);
    return 0;
  },
});

const grant = command({
  name: 'namespace grant',
  summary: 'Give a namespace to an owner without a proof, or agree to a claim that waits (an administrator)',
  words: [ECOSYSTEM_WORD, NAMESPACE_WORD],
  flags: {
    organisation: ORGANISATION_FLAG,
    person: { value: 'NAME', says: 'For this person' },
    reason: REASON_FLAG,
  },
  hasJson: true,
  usesData: true,
  examples: ["gatehouse namespace grant npm '@acme' --organisation acme --reason 'our own scope'"],
  async run(context, { words: [ecosystem = '', namespace = ''], flags: { organisation, person, reason } }) {
    if ((organisation === undefined) === (person === undefined)) {
      throw new UsageError('expected either --organisation or --person', { commandName: 'namespace grant' });
    }
    const owner =
      organisation === undefined
        ? { kind: 'account', name: person }
        : { kind: 'organisation', name: organisation };
    const body = { ecosystem, namespace, owner, reason };
    const { out } = context;
    const granted = await (
      await context.openDesk()
    ).ask({ method: 'POST', path: '/namespaces/grants', body, answer: namespaceItem });
    if (context.shared.isJson) out.json(granted);
    else out.line(words`${out.palette.good('Granted')} ${granted.pattern} to ${granted.owner ?? ''}`);
    return 0;
  },
});

const reserve = command({
  name: 'namespace reserve',
  summary: 'Keep a namespace from everybody, upstreams included (an administrator)',
  words: [ECOSYSTEM_WORD, NAMESPACE_WORD],
  flags: { reason: REASON_FLAG },
  hasJson: true,
  usesData: true,
  async run(context, { words: [ecosystem = '', namespace = ''], flags: { reason } }) {
    const { out } = context;
    const body = { ecosystem, namespace, reason };
    const reserved = await (
      await context.openDesk()
    ).ask({ method: 'POST', path: '/namespaces/reservations', body, answer: namespaceItem });
    if (context.shared.isJson) out.json(reserved);
    else
      out.line(words`${out.palette.good('Reserved')} ${reserved.pattern} ${out.palette.faint(reserved.id)}`);
    return 0;
  },
});

const remove = command({
  name: 'namespace remove',
  summary: 'Take a namespace or a claim away, or end a reservation (an administrator)',
  words: [ID_WORD],
  flags: { reason: REASON_FLAG },
  usesData: true,
  helps: { 'not-found': 'gatehouse namespace list --all' },
  async run(context, { words: [id = ''], flags: { reason } }) {
    const path = apiPath('namespaces', id, 'removal');
    await (await context.openDesk()).ask({ method: 'POST', path, body: { reason } });
    context.out.line(words`${context.out.palette.good('Taken away')} ${id}`);
    return 0;
  },
});

export const namespaceCommands = [claim, prove, list, release, grant, reserve, remove];
