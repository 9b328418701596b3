// Rows of the decision log, and of the journal, as the API writes them.

import type { DecisionRecord } from '../../exposure/decision-ports.ts';
import type { JournalEntry } from '../../journal/journal.ts';
import { formatInstant } from '../../kernel/clock.ts';
import { formatPurl, type PurlRules } from '../../formats/purl.ts';
import type { DecisionItem, JournalItem } from './decision-contract.ts';

/** What stands for the reader when the caller may not read exposure. */
export const HIDDEN_READER = 'hidden';

/** A decision; who it was made for is personal data, shown only where `showsReader`. */
export function renderDecision(rules: PurlRules, record: DecisionRecord, showsReader: boolean): DecisionItem {
  const { id, ecosystem, name, version, action, mode, rule, summary, client, view, count } = record;
  return {
    id,
    firstAt: formatInstant(record.firstAt),
    lastAt: formatInstant(record.lastAt),
    count,
    ecosystem,
    name,
    purl: formatPurl(rules, record, version === '' ? {} : { version }),
    version,
    action,
    mode,
    rule,
    summary,
    reader: showsReader ? record.reader : HIDDEN_READER,
    client,
    view,
  };
}

/** An entry of the journal. */
export function renderEntry({ sequence, kind, actor, at, ecosystem, name, data }: JournalEntry): JournalItem {
  return {
    sequence,
    kind,
    actor,
    at: formatInstant(at),
    ...(ecosystem === undefined ? {} : { ecosystem }),
    ...(name === undefined ? {} : { name }),
    data: { ...data },
  };
}
