/**
 * The same server and credentials, another database.
 * Works for TCP addresses and for `?host=/folder` sockets alike.
 */
export function withDatabase(connectionString: string, database: string): string {
  const url = new URL(connectionString);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
