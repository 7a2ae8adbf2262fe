import type { ImageRule } from '../catalog/update/rules';
import { message, type Message } from '../support/message';
import type { ImageSite } from '../images/site';
import type { Verdict } from './outcome';

/** Places of one image where the same version stands. */
export type Group = readonly [ImageSite, ...ImageSite[]];

export function byVersion(sites: readonly ImageSite[]): readonly Group[] {
  const groups = new Map<string, [ImageSite, ...ImageSite[]]>();
  for (const site of sites) {
    const { tag = '', digest = '' } = site.image;
    const name = `${tag}@${digest} ${site.misread === undefined ? 'as it is' : 'misread'}`;
    const group = groups.get(name);
    if (group) group.push(site);
    else groups.set(name, [site]);
  }
  return [...groups.values()];
}

/** Places that the catalog names, in whose files the image does not stand: a path that is mistaken finds nothing. */
export function missedPlaces({ at }: ImageRule, sites: readonly ImageSite[]): readonly Message[] {
  const files = new Set(sites.map(({ path }) => path));
  const missed = at.filter(({ file }) => !files.has(file));
  return missed.map(({ file, path }) =>
    message('It does not stand at {path} of {file}, which the catalog names.', { path, file }),
  );
}

/** Of what is not read as it is written, nobody can say what is newer. */
export function misread(tag: string): Verdict {
  const said = message(
    '{tag} stands there without quotes, and is read as something else than text: put it in quotes.',
    {
      tag,
    },
  );
  return { kind: 'undecided', said };
}

/** What a manifest says of a version is of no matter where a kustomization puts its own in its place: nobody has to decide. */
export function unlessReplaced(verdict: Verdict, group: Group, all: readonly ImageSite[]): Verdict {
  const setting = (name: string) => all.find(({ replaces }) => replaces === name);
  const by = setting(group[0].image.name);
  const isReplaced = group.every(({ written, image }) => written.kind === 'whole' && setting(image.name));
  if (verdict.kind !== 'undecided' || !by || !isReplaced) return verdict;
  return { kind: 'owned', owner: { by: 'kustomize', where: by.path } };
}
