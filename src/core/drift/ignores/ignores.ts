import type { LiveObject } from '../../cluster/live';
import { controllerOf, Deployers } from '../ownership/deployers';
import { liveIdentity } from '../ownership/liveIdentity';
import type { FieldPath } from '../compare/fieldPath';
import { leadsTo } from './pattern';
import { rulesOf, type Rule } from './rules';

/** Who ignores a difference at a place that this field manager owns; nothing where nobody does. */
export type Ignored = (place: FieldPath, manager: string | undefined) => string | undefined;

const nobody: Ignored = () => undefined;

/**
 * What the GitOps controllers among the live objects are told to ignore in what they deploy. The rules of a controller
 * are for its own objects only. Source: docs/drift.md, "Rules that are honoured".
 */
export class Ignores {
  private readonly rules = new Map<string, readonly Rule[]>();
  private readonly deployers: Deployers | undefined;

  /** @param elsewhere the controllers that lie in other namespaces */
  constructor(
    objects: readonly LiveObject[],
    private readonly elsewhere?: { readonly ignores: Ignores; readonly deployers: Deployers },
  ) {
    for (const object of objects) {
      const controller = controllerOf(object);
      const rules = controller ? rulesOf(controller.kind, object) : [];
      if (controller && rules.length > 0) this.rules.set(controller.name, rules);
    }
    if (this.hasRules) this.deployers = new Deployers(objects, elsewhere?.deployers);
  }

  of(live: LiveObject): Ignored {
    const owner = this.deployers?.of(live);
    const identity = owner === undefined ? undefined : liveIdentity(live);
    const rules = this.rulesOf(owner ?? '').filter((rule) => identity && rule.isAbout(identity, live));
    if (owner === undefined || rules.length === 0) return nobody;
    return (place, manager) => {
      const isIgnored = rules.some(
        ({ patterns, managers }) =>
          patterns.some((pattern) => leadsTo(pattern, place)) || (manager !== undefined && managers.includes(manager)),
      );
      return isIgnored ? owner : undefined;
    };
  }

  private get hasRules(): boolean {
    return this.rules.size > 0 || (this.elsewhere?.ignores.hasRules ?? false);
  }

  private rulesOf(controller: string): readonly Rule[] {
    return this.rules.get(controller) ?? this.elsewhere?.ignores.rulesOf(controller) ?? [];
  }
}
