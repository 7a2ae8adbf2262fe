/** A secret that a registry takes for a person. */
export type RegistryCredential =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** Taken by the token server alone, in exchange for a token that passes. */
  | { readonly kind: 'identity'; readonly token: string }
  /** Taken by the registry as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Where credentials come from. Never asks a person: where there is none, images are read as anybody may. */
export interface CredentialSource {
  /**
   * @param registry host with port, as in `ImageReference.registry`
   * @throws RegistryError where there may be one, and it cannot be read
   */
  credential(registry: string, signal: AbortSignal): Promise<RegistryCredential | undefined>;
}

export const noCredentials: CredentialSource = { credential: () => Promise.resolve(undefined) };
