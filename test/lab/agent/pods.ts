/** A container of a pod, by what keeps it from starting. */
interface Container {
  readonly name: string;
  readonly image: string;
  readonly state?: { readonly waiting?: { readonly reason?: string } };
}

interface Pod {
  readonly status?: { readonly containerStatuses?: readonly Container[] };
}

/** What the first container that will not start by itself says. */
export function reasonOf(pods: readonly unknown[]): string | undefined {
  for (const { status } of pods as readonly Pod[]) {
    for (const { name, image, state } of status?.containerStatuses ?? []) {
      const reason = state?.waiting?.reason;
      if (reason === 'ErrImagePull' || reason === 'ImagePullBackOff') return `cannot pull ${image}`;
      if (reason === 'CrashLoopBackOff') return `${name} crashes over and over`;
    }
  }
  return undefined;
}
