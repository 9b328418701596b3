// The behaviours of a card, in the order in which they are read.

import { CARD_GROUPS, type Behaviour } from './card.ts';
import type { CardFacts } from './card-facts.ts';
import { judgeAdvisories } from './judge-advisories.ts';
import { judgeLicences } from './judge-licence-words.ts';
import { judgePeople } from './judge-people.ts';
import { judgeGate, judgeUse } from './judge-use.ts';
import { judgeUpkeep } from './judge-upkeep.ts';

export function makeCard(facts: CardFacts): readonly Behaviour[] {
  const all = [judgeGate, judgeUpkeep, judgePeople, judgeLicences, judgeAdvisories, judgeUse].flatMap(
    (judge) => judge(facts),
  );
  return CARD_GROUPS.flatMap((group) => all.filter((one) => one.group === group));
}
