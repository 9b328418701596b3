// The navigation: only doors that exist.

import { useLocation } from 'preact-iso';

import { useApp } from './context.ts';
import { DOORS, isHere } from './destinations.ts';

export function Doors({ isOpen }: { readonly isOpen: boolean }) {
  const { path } = useLocation();
  const { session } = useApp();
  return (
    <nav id="doors" class={`doors${isOpen ? ' is-open' : ''}`} aria-label="Main">
      {DOORS.map((door) => (
        <div key={door.title}>
          <h2 id={`door-${door.title}`}>{door.title}</h2>
          <ul aria-labelledby={`door-${door.title}`}>
            {door.places
              .filter(({ needs }) => needs === undefined || session?.may.includes(needs) === true)
              .map(({ href, title }) => (
                <li key={href}>
                  <a href={href} aria-current={isHere(href, path) ? 'page' : undefined}>
                    {title}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
