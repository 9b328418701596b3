// The navigation: only doors that exist.

import { useLocation } from 'preact-iso';

import { useApp } from './context.ts';
import { DOORS, isHere } from './destinations.ts';

export function Doors({ isOpen }: { readonly isOpen: boolean }) {
  const { path } = useLocation();
  const { session } = useApp();
  return (
    <nav id="doors" class={`doors${isOpen ? ' is-open' : ''}`} aria-label="Main">
      {DOORS.map(({ title: door, places }) => {
        const shown = places.filter(
          ({ needs }) => needs === undefined || session?.may.includes(needs) === true,
        );
        return shown.length === 0 ? null : (
          <div key={door}>
            <h2 id={`door-${door}`}>{door}</h2>
            <ul aria-labelledby={`door-${door}`}>
              {shown.map(({ href, title }) => (
                <li key={href}>
                  <a href={href} aria-current={isHere(href, path) ? 'page' : undefined}>
                    {title}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}
