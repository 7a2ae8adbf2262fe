import { structsOf } from './type';

const head = { 'apiVersion kind': 'string', metadata: '=ObjectMeta' };

export const coreStructs = structsOf('io.k8s.api.core.v1', {
  Namespace: { ...head, spec: '=NamespaceSpec', status: '=NamespaceStatus' },
  NamespaceSpec: { finalizers: '[string]' },
  NamespaceStatus: { phase: 'string', conditions: '[Condition]type' },
  ConfigMap: { ...head, immutable: 'bool?', data: '{string}', binaryData: '{bytes}' },
  Secret: { ...head, immutable: 'bool?', data: '{bytes}', stringData: '{string}', type: 'string' },
  ServiceAccount: {
    ...head,
    secrets: '[ObjectReference]name',
    imagePullSecrets: '[LocalObjectReference]',
    automountServiceAccountToken: 'bool?',
  },
  ObjectReference: { 'apiVersion kind namespace name uid resourceVersion fieldPath': 'string' },
  Service: { ...head, spec: '=ServiceSpec', status: '=ServiceStatus' },
  ServiceSpec: {
    'clusterIP type sessionAffinity externalTrafficPolicy loadBalancerIP externalName': 'string',
    'ipFamilyPolicy internalTrafficPolicy loadBalancerClass trafficDistribution': 'string?',
    ports: '[ServicePort]port+protocol',
    selector: '{string}!',
    'clusterIPs ipFamilies externalIPs loadBalancerSourceRanges': '[string]',
    publishNotReadyAddresses: 'bool',
    allocateLoadBalancerNodePorts: 'bool?',
    healthCheckNodePort: 'int',
    sessionAffinityConfig: 'any',
  },
  ServicePort: {
    'name protocol': 'string',
    appProtocol: 'string?',
    'port nodePort': 'int',
    targetPort: 'intOrString',
  },
  ServiceStatus: { loadBalancer: '=LoadBalancerStatus', conditions: '[Condition]type' },
  LoadBalancerStatus: { ingress: '[any]' },
  PersistentVolumeClaim: { ...head, spec: '=PersistentVolumeClaimSpec', status: '=PersistentVolumeClaimStatus' },
  PersistentVolumeClaimSpec: {
    accessModes: '[string]',
    selector: 'LabelSelector',
    resources: '=ResourceRequirements',
    volumeName: 'string',
    'storageClassName volumeMode volumeAttributesClassName': 'string?',
    'dataSource dataSourceRef': 'any',
  },
  PersistentVolumeClaimStatus: {
    phase: 'string',
    accessModes: '[string]',
    capacity: '{quantity}',
    conditions: '[Condition]type',
  },
  Event: {
    ...head,
    involvedObject: '=ObjectReference',
    'reason message type action reportingComponent reportingInstance': 'string',
    source: '=EventSource',
    'firstTimestamp lastTimestamp eventTime': 'time',
    count: 'int',
  },
  EventSource: { 'component host': 'string' },
});

export const ingressStructs = structsOf('io.k8s.api.networking.v1', {
  Ingress: { ...head, spec: '=IngressSpec', status: '=IngressStatus' },
  IngressSpec: {
    ingressClassName: 'string?',
    defaultBackend: 'IngressBackend',
    tls: '[IngressTLS]',
    rules: '[IngressRule]',
  },
  IngressBackend: { service: 'IngressServiceBackend', resource: 'any' },
  IngressServiceBackend: { name: 'string', port: '=ServiceBackendPort' },
  ServiceBackendPort: { name: 'string', number: 'int' },
  IngressTLS: { hosts: '[string]', secretName: 'string' },
  IngressRule: { host: 'string', http: 'HTTPIngressRuleValue' },
  HTTPIngressRuleValue: { paths: '[HTTPIngressPath]' },
  HTTPIngressPath: { path: 'string', pathType: 'string?', backend: '=IngressBackend' },
  IngressStatus: { loadBalancer: '=LoadBalancerStatus' },
});

export const autoscalingStructs = structsOf('io.k8s.api.autoscaling.v2', {
  HorizontalPodAutoscaler: {
    ...head,
    spec: '=HorizontalPodAutoscalerSpec',
    status: '=HorizontalPodAutoscalerStatus',
  },
  HorizontalPodAutoscalerSpec: {
    scaleTargetRef: '=CrossVersionObjectReference',
    minReplicas: 'int?',
    maxReplicas: 'int',
    metrics: '[MetricSpec]',
    behavior: 'HorizontalPodAutoscalerBehavior',
  },
  CrossVersionObjectReference: { 'kind name apiVersion': 'string' },
  MetricSpec: {
    type: 'string',
    resource: 'ResourceMetricSource',
    containerResource: 'ContainerResourceMetricSource',
    pods: 'PodsMetricSource',
    object: 'ObjectMetricSource',
    external: 'ExternalMetricSource',
  },
  HorizontalPodAutoscalerBehavior: { 'scaleUp scaleDown': 'HPAScalingRules' },
  HPAScalingRules: {
    stabilizationWindowSeconds: 'int?',
    selectPolicy: 'string?',
    policies: '[HPAScalingPolicy]',
    tolerance: 'quantity',
  },
  HPAScalingPolicy: { type: 'string', 'value periodSeconds': 'int' },
  MetricIdentifier: { name: 'string', selector: 'LabelSelector!' },
  PodsMetricSource: { metric: '=MetricIdentifier', target: '=MetricTarget' },
  ObjectMetricSource: {
    describedObject: '=CrossVersionObjectReference',
    metric: '=MetricIdentifier',
    target: '=MetricTarget',
  },
  ExternalMetricSource: { metric: '=MetricIdentifier', target: '=MetricTarget' },
  ResourceMetricSource: { name: 'string', target: '=MetricTarget' },
  ContainerResourceMetricSource: { 'name container': 'string', target: '=MetricTarget' },
  MetricTarget: { type: 'string', 'value averageValue': 'quantity', averageUtilization: 'int?' },
  HorizontalPodAutoscalerStatus: {
    observedGeneration: 'int?',
    lastScaleTime: 'time',
    'currentReplicas desiredReplicas': 'int?',
    currentMetrics: '[any]',
    conditions: '[Condition]type',
  },
});

/** As the custom resource definition of the Prometheus operator declares it, shortened to what manifests commonly set. */
export const customStructs = structsOf('com.coreos.monitoring.v1', {
  ServiceMonitor: { ...head, spec: 'ServiceMonitorSpec' },
  ServiceMonitorSpec: {
    jobLabel: 'string?',
    'targetLabels podTargetLabels': '[string]',
    endpoints: '[ServiceMonitorEndpoint]',
    selector: 'LabelSelector!',
    namespaceSelector: 'NamespaceSelector',
    'sampleLimit targetLimit labelLimit': 'int?',
  },
  NamespaceSelector: { any: 'bool?', matchNames: '[string]' },
  ServiceMonitorEndpoint: {
    'port path scheme interval scrapeTimeout': 'string?',
    targetPort: 'intOrString',
    'honorLabels honorTimestamps followRedirects enableHttp2': 'bool?',
    'relabelings metricRelabelings': '[any]',
    params: '{any}',
    'tlsConfig basicAuth authorization bearerTokenSecret': 'any',
  },
});
