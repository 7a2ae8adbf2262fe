import {
  isObject,
  listAt,
  numberAt,
  objectAt,
  stringAt,
  type Json,
  type JsonObject,
  type KubeObject,
} from '../model/object';

/** Hands out cluster addresses and node ports, never the same twice. */
export class ServiceAllocator {
  #address = 1;
  #nodePort = 30_000;

  /** A Service as the server completes it; what `previous` was given stays. Idempotent. */
  complete(service: KubeObject, previous: KubeObject | undefined): KubeObject {
    const given = objectAt(service, 'spec');
    const type = stringAt(given, 'type') ?? 'ClusterIP';
    const exposed = type === 'NodePort' || type === 'LoadBalancer';
    const spec: JsonObject = {
      sessionAffinity: 'None',
      ...given,
      type,
      ...(type === 'ExternalName' ? {} : this.#addresses(given, objectAt(previous, 'spec'))),
      ...(exposed ? { externalTrafficPolicy: given['externalTrafficPolicy'] ?? 'Cluster' } : {}),
      ...(type === 'LoadBalancer'
        ? { allocateLoadBalancerNodePorts: given['allocateLoadBalancerNodePorts'] ?? true }
        : {}),
      ports: listAt(given, 'ports').map((port) => this.#port(port, exposed, listAt(previous, 'spec', 'ports'))),
    };
    return { ...service, spec, status: { loadBalancer: {}, ...objectAt(service, 'status') } };
  }

  #addresses(given: JsonObject, previous: JsonObject): JsonObject {
    const clusterIP = given['clusterIP'] ?? previous['clusterIP'] ?? this.#nextAddress();
    return {
      clusterIP,
      clusterIPs: given['clusterIPs'] ?? [clusterIP],
      ipFamilies: given['ipFamilies'] ?? ['IPv4'],
      ipFamilyPolicy: given['ipFamilyPolicy'] ?? 'SingleStack',
      internalTrafficPolicy: given['internalTrafficPolicy'] ?? 'Cluster',
    };
  }

  #port(port: Json, exposed: boolean, previous: readonly Json[]): Json {
    if (!isObject(port)) return port;
    const completed = { protocol: 'TCP', ...port, targetPort: port['targetPort'] ?? port['port'] };
    if (!exposed || port['nodePort'] !== undefined) return completed;
    const before = previous.find((candidate) => numberAt(candidate, 'port') === port['port']);
    return { ...completed, nodePort: numberAt(before, 'nodePort') ?? (this.#nodePort += 1) };
  }

  #nextAddress(): string {
    this.#address += 1;
    return `10.96.${Math.floor(this.#address / 250)}.${(this.#address % 250) + 1}`;
  }
}
