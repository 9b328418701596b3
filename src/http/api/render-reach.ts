// Whether an application's code imports a component, as the API writes it.

import { describeReach, type Reach } from '../../inventory/reach/reach.ts';
import type { ReachItem } from './reach-contract.ts';

export function renderReach(reach: Reach): ReachItem {
  const says = describeReach(reach);
  switch (reach.state) {
    case 'imported':
      return { ...reach, places: reach.places.map((one) => ({ ...one })), says };
    case 'below-imported':
      return { ...reach, places: reach.places.map((one) => ({ ...one })), says };
    case 'not-seen':
    case 'unknown':
      return { ...reach, says };
  }
}
