import { stringify } from 'yaml';
import type { LiveObject } from '../cluster/live';
import { maskSecrets } from '../manifest/secrecy/mask';
import type { ShownText } from '../manifest/secrecy/shown';
import type { ManifestObject } from '../manifest/objects';
import { isList, isMap, type Json } from './values/values';

/**
 * The live objects laid out as the manifest lays them out, with only what can be compared: the keys that the manifest
 * names, in its order. For a diff in which only what differs stands out. Values of Secrets are masked.
 */
export function projectLive(objects: readonly ManifestObject[], live: readonly LiveObject[]): ShownText {
  const documents = objects.map(({ identity, value }) => {
    const found = live.find(
      ({ kind, apiVersion, metadata }) =>
        kind === identity.kind && apiVersion === identity.apiVersion && metadata.name === identity.name,
    );
    if (!found) return `# ${identity.kind} ${identity.name} is not in the cluster\n`;
    return stringify(projected(value, found), { lineWidth: 0 });
  });
  return maskSecrets(documents.join('---\n'));
}

function projected(desired: unknown, live: unknown): unknown {
  if (isMap(desired) && isMap(live)) return projectedMap(desired, live);
  if (isList(desired) && isList(live)) return live.map((item) => projected(twinOf(desired, item), item));
  return live;
}

function projectedMap(desired: Json, live: Json): Json {
  return Object.fromEntries(
    Object.entries(desired).flatMap(([key, value]) => {
      if (key === 'stringData') return [['stringData', live['data']]];
      return live[key] === undefined ? [] : [[key, projected(value, live[key])]];
    }),
  );
}

/** The desired item that a live one answers to: by name, else the first, whose layout it then takes. */
function twinOf(desired: readonly unknown[], item: unknown): unknown {
  if (!isMap(item)) return undefined;
  return (
    desired.find((other) => isMap(other) && other['name'] !== undefined && other['name'] === item['name']) ?? desired[0]
  );
}
