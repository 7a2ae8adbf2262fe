import type { Target } from '../engine/target';
import { addresses } from './addresses';
import { catalog, ownFile } from './catalog';
import { clusterLists, openapi, watchEvents } from './clusterAnswers';
import { driftRules } from './driftRules';
import { forgeAnswers } from './forgeAnswers';
import { gitObjects } from './gitObjects';
import { gitWords } from './gitWords';
import { kubeconfig } from './kubeconfig';
import { mask } from './mask';
import { ownedKeys } from './ownedKeys';
import { quantities } from './quantities';
import { refs } from './refs';
import { templates } from './templates';
import { trailers } from './trailers';
import { yamlMerge } from './yamlMerge';
import { yamlQuick } from './yamlQuick';
import { yamlRead } from './yamlRead';

/** What costs least comes first. */
export const targets: readonly Target[] = [
  quantities,
  templates,
  refs,
  gitWords,
  addresses,
  driftRules,
  gitObjects,
  openapi,
  clusterLists,
  trailers,
  watchEvents,
  ownedKeys,
  forgeAnswers,
  kubeconfig,
  ownFile,
  mask,
  catalog,
  yamlQuick,
  yamlRead,
  yamlMerge,
];
