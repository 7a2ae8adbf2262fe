/** The variables that name proxies, in either case. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy between here and a server: the kubeconfig's `proxy-url`, else what the environment says, unless NO_PROXY
 * exempts the host. Source: client-go, and Go's `httpproxy` for the syntax of NO_PROXY.
 */
export function proxyFor(server: URL, configured: string | undefined, environment: Environment): string | undefined {
  if (configured) return configured;
  const read = (name: string) => environment[name] || environment[name.toLowerCase()] || undefined;
  const proxy = server.protocol === 'https:' ? read('HTTPS_PROXY') : read('HTTP_PROXY');
  if (proxy === undefined || isExempt(server, read('NO_PROXY') ?? '')) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isExempt(server: URL, noProxy: string): boolean {
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || host === '::1' || /^127\./.test(host)) return true;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return noProxy
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(host, port, entry));
}

function matches(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inNetwork(host, entry);
  const [, name = entry, onlyPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const domain = name.replace(/^\*?\.?/, '');
  const suffixOnly = name.startsWith('.') || name.startsWith('*.');
  return (!suffixOnly && host === domain) || host.endsWith(`.${domain}`);
}

/** IPv4 networks as `10.0.0.0/8`. */
function inNetwork(host: string, network: string): boolean {
  const [base = '', bits = ''] = network.split('/');
  const address = ipv4(host);
  const start = ipv4(base);
  if (address === undefined || start === undefined || !/^\d+$/.test(bits)) return false;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(address / size) === Math.floor(start / size);
}

function ipv4(text: string): number | undefined {
  const parts = text.split('.').map(Number);
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
