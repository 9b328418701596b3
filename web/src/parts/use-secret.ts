// The secret of a link that works once. It stands behind the #, so it is never sent in an address.

import { useLayoutEffect, useState } from 'preact/hooks';

/** What stands behind the #, taken out of sight and out of the history; also when the whole link is opened in this very tab. */
export function useSecret(): string {
  const [secret, setSecret] = useState('');
  useLayoutEffect(() => {
    const take = () => {
      if (location.hash === '') return;
      setSecret(location.hash.slice(1));
      history.replaceState(null, '', location.pathname);
    };
    take();
    window.addEventListener('hashchange', take);
    return () => window.removeEventListener('hashchange', take);
  }, []);
  return secret;
}
