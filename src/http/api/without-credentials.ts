// Addresses for those who may see the status, but not the password, or the key in its query, that one may hold.

/** `location` without its password and query; what is no address of the web stays as it is. */
export function withoutCredentials(location: string): string {
  const url = URL.parse(location);
  if (url === null || !/^https?:$/.test(url.protocol)) return location;
  url.username = '';
  url.password = '';
  if (url.search !== '') url.search = '?[secret]';
  return url.href;
}
