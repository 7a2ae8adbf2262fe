import { message, type Message } from '../../support/message';

/** Who else writes the versions of an image into this repository. */
export interface ImageOwner {
  readonly by: 'flux' | 'argo' | 'kargo' | 'renovate' | 'bot' | 'kustomize';
  /** Where it says so: a file, or whose commit it is. */
  readonly where: string;
}

const says: Readonly<Record<ImageOwner['by'], (where: string) => Message>> = {
  flux: (where) => message('Image automation of Flux sets it ({where}).', { where }),
  argo: (where) => message('Argo CD Image Updater sets it ({where}).', { where }),
  kargo: (where) => message('Kargo promotes it ({where}).', { where }),
  renovate: (where) => message('Renovate updates it ({where}).', { where }),
  kustomize: (where) => message('A kustomization puts its own version in its place ({where}).', { where }),
  bot: (where) => message('A bot set it last ({where}).', { where }),
};

export function ownerSaid({ by, where }: ImageOwner): Message {
  return says[by](where);
}
