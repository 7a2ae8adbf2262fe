/** A cluster of the kubeconfig. Paths are absolute. */
export interface KubeCluster {
  readonly name: string;
  /** Without a trailing slash. */
  readonly server: string;
  readonly caFile?: string;
  /** PEM in base64. */
  readonly caData?: string;
  readonly tlsServerName?: string;
  readonly skipTlsVerify: boolean;
  readonly proxyUrl?: string;
}

/** How one proves who one is. Holds secrets: never logged, never shown. Paths are absolute. */
export interface KubeUser {
  readonly name: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly certFile?: string;
  readonly certData?: string;
  readonly keyFile?: string;
  readonly keyData?: string;
  readonly username?: string;
  readonly password?: string;
  readonly exec?: ExecPlugin;
  readonly authProvider?: AuthProvider;
  readonly impersonate?: Impersonation;
}

/** A program that prints credentials (`client.authentication.k8s.io`). */
export interface ExecPlugin {
  readonly apiVersion: string;
  /** A bare name to be searched in PATH, or an absolute path. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly installHint?: string;
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: 'Never' | 'IfAvailable' | 'Always';
  /** Folder of the file that names the plugin: where it is started. */
  readonly directory: string;
}

export interface AuthProvider {
  readonly name: string;
  readonly config: Readonly<Record<string, string>>;
}

export interface Impersonation {
  readonly user: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A context with what it points to: all that is needed to reach a cluster. */
export interface KubeContext {
  readonly name: string;
  readonly cluster: KubeCluster;
  readonly user: KubeUser;
  /** The file that defines the context. */
  readonly file: string;
}
