import { join } from 'node:path';

/**
 * The whole environment of a renderer. Nothing of the person's: no credential, no setting, no plugin. Other programs
 * (kustomize calls git and helm) are not found, and whoever listens to a proxy reaches nobody.
 */
export function environment(root: string, home: string): NodeJS.ProcessEnv {
  const own = join(root, home);
  const none = join(own, 'none');
  const nowhere = 'http://127.0.0.1:9';
  const systemRoot = process.env['SystemRoot'];
  const proxies = Object.fromEntries(
    ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) =>
      [name, name.toLowerCase()].map((one) => [one, nowhere]),
    ),
  );
  return {
    ...(process.platform === 'win32' && systemRoot !== undefined ? { SystemRoot: systemRoot } : {}),
    ...proxies,
    NO_PROXY: '',
    no_proxy: '',
    PATH: none,
    HOME: own,
    USERPROFILE: own,
    APPDATA: own,
    LOCALAPPDATA: own,
    TMPDIR: own,
    TEMP: own,
    TMP: own,
    XDG_CONFIG_HOME: own,
    XDG_CACHE_HOME: own,
    XDG_DATA_HOME: own,
    KUBECONFIG: none,
    KUSTOMIZE_PLUGIN_HOME: none,
    HELM_CONFIG_HOME: own,
    HELM_CACHE_HOME: own,
    HELM_DATA_HOME: own,
    HELM_PLUGINS: none,
    HELM_NO_PLUGINS: '1',
    HELM_REPOSITORY_CONFIG: none,
    HELM_REPOSITORY_CACHE: none,
    HELM_REGISTRY_CONFIG: none,
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GOTRACEBACK: 'none',
    LC_ALL: 'C',
  };
}
