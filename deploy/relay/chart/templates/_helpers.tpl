{{- define "relay.labels" -}}
app.kubernetes.io/name: branchline-relay
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
