// Command defaults writes down what an API server fills in, as Kubernetes' own defaulting code does it: for each field of
// each kind, the value that it has where its map is given and it is not. It prints src/core/cluster/schemas/bundledDefaults.ts:
//
//	go run ./defaults | npx prettier --stdin-filepath src/x.ts > bundledDefaults.ts
package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/install"
	apiregistration "k8s.io/kube-aggregator/pkg/apis/apiregistration/install"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/admissionregistration/install"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/certificates/install"
	_ "k8s.io/kubernetes/pkg/apis/coordination/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/flowcontrol/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "k8s.io/kubernetes/pkg/apis/resource/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	_ "k8s.io/kubernetes/pkg/apis/storage/install"
)

type entry struct {
	value any
	// A zero that is sent becomes the value as well.
	forZero bool
}

var (
	stable = regexp.MustCompile(`^v\d+$`)
	// Of these a manifest says nothing that the server fills in.
	apart = []string{"apiVersion", "kind", "metadata", "status"}
	// What depends on what stands beside it, or on the time: src/core/drift/derived.ts has the former.
	elsewhere = regexp.MustCompile(`imagePullPolicy$|image\.pullPolicy$|targetPort$|policyTypes$|^spec\.(completions|parallelism)$|timeAdded$`)
	// Where the kinds that run Pods have their template.
	templates  = regexp.MustCompile(`^((spec\.)?(jobTemplate\.spec\.)?template\.)?spec\.`)
	containers = regexp.MustCompile(`^(init|ephemeral)Containers`)
)

func main() {
	apiextensions.Install(legacyscheme.Scheme)
	apiregistration.Install(legacyscheme.Scheme)
	pods, kinds := map[string]entry{}, map[string]map[string]entry{}
	for gvk, kind := range legacyscheme.Scheme.AllKnownTypes() {
		_, isObject := kind.FieldByName("ObjectMeta")
		if !isObject || unwritten[gvk.Kind] || !stable.MatchString(gvk.Version) {
			continue
		}
		walker := walker{kind: gvk, found: map[string]entry{}}
		walker.walk(kind, nil, nil)
		own := map[string]entry{}
		for path, entry := range walker.found {
			below := containers.ReplaceAllString(templates.ReplaceAllString(path, ""), "containers")
			if prefix := templates.FindString(path); slices.Contains(podKinds[gvk.Kind], prefix) && below != "enableServiceLinks" {
				pods[below] = entry
			} else {
				own[path] = entry
			}
		}
		if len(own) > 0 {
			kinds[strings.TrimPrefix(gvk.GroupVersion().String()+"/"+gvk.Kind, "/")] = own
		}
	}
	fmt.Print("import type { Defaults } from './schema';\n\n")
	fmt.Print("/** What servers fill in. Written by test/lab/servers/kubernetes/defaults from Kubernetes' own defaulting. */\n")
	fmt.Printf("export const podDefaults: Defaults = %s;\n\n", table(pods))
	fmt.Print("/** By kind, without what is in the Pods that it runs. */\n")
	fmt.Print("export const kindDefaults: Readonly<Record<string, Defaults>> = {\n")
	for _, kind := range slices.Sorted(maps.Keys(kinds)) {
		fmt.Printf("'%s': %s,\n", kind, table(kinds[kind]))
	}
	fmt.Print("};\n")
}

// Kinds that only controllers write.
var unwritten = map[string]bool{"PodCertificateRequest": true, "VolumeAttachment": true}

var podKinds = map[string][]string{
	"Pod": {"spec."}, "PodTemplate": {"template.spec."}, "CronJob": {"spec.jobTemplate.spec.template.spec."},
	"DaemonSet": {"spec.template.spec."}, "Deployment": {"spec.template.spec."}, "Job": {"spec.template.spec."},
	"ReplicaSet": {"spec.template.spec."}, "ReplicationController": {"spec.template.spec."}, "StatefulSet": {"spec.template.spec."},
}

// `absent`: where nothing is sent; `unset`: where a zero is sent, too.
func table(entries map[string]entry) string {
	groups := map[bool][]string{}
	for _, path := range slices.Sorted(maps.Keys(entries)) {
		value, err := json.Marshal(entries[path].value)
		if err != nil {
			panic(err)
		}
		forZero := entries[path].forZero
		groups[forZero] = append(groups[forZero], fmt.Sprintf("'%s': %s,\n", path, value))
	}
	return fmt.Sprintf("{ absent: {\n%s}, unset: {\n%s} }", strings.Join(groups[false], ""), strings.Join(groups[true], ""))
}

type walker struct {
	kind  schema.GroupVersionKind
	found map[string]entry
}

// `[]` stands for the items of a list.
func (w *walker) walk(kind reflect.Type, path []string, above []reflect.Type) {
	if slices.Contains(above, kind) || len(path) > 24 {
		return
	}
	above = append(slices.Clone(above), kind)
	made, isMap := w.defaulted(path, map[string]any{}).(map[string]any)
	if !isMap {
		return
	}
	for name, field := range fieldsOf(kind) {
		if len(path) == 0 && slices.Contains(apart, name) || name == "metadata" || name == "status" {
			continue
		}
		below := append(slices.Clone(path), name)
		value, isSet := made[name]
		inner, isStruct := value.(map[string]any)
		if isStruct {
			w.leaves(inner, strings.ReplaceAll(strings.Join(below, "."), ".[]", "[]"))
		}
		text := strings.ReplaceAll(strings.Join(below, "."), ".[]", "[]")
		if isSet && value != nil && !isStruct && !isArtefact(field, value) && !elsewhere.MatchString(text) {
			w.found[text] = entry{value: value, forZero: w.isUnset(path, name, field, value)}
		}
		for field.Kind() == reflect.Pointer || field.Kind() == reflect.Slice {
			if field.Kind() == reflect.Slice {
				below = append(below, "[]")
			}
			field = field.Elem()
		}
		if field.Kind() == reflect.Struct {
			w.walk(field, below, above)
		}
	}
}

// What is in a map that the server makes where none is sent.
func (w *walker) leaves(made map[string]any, path string) {
	for name, value := range made {
		below := path + "." + name
		if inner, isMap := value.(map[string]any); isMap {
			w.leaves(inner, below)
		} else if _, isScalar := value.(string); isScalar && value != "" && !elsewhere.MatchString(below) {
			w.found[below] = entry{value: value}
		}
	}
}

// A zero that Go writes for want of anything else.
func isArtefact(field reflect.Type, value any) bool {
	return field.Kind() != reflect.Pointer && reflect.ValueOf(value).IsZero()
}

// Whether sending zero brings the same value about.
func (w *walker) isUnset(path []string, name string, field reflect.Type, value any) bool {
	for field.Kind() == reflect.Pointer {
		field = field.Elem()
	}
	var zero any
	switch field.Kind() {
	case reflect.String:
		zero = ""
	case reflect.Bool:
		zero = false
	case reflect.Int32, reflect.Int64, reflect.Int:
		zero = 0
	default:
		return false
	}
	made, isMap := w.defaulted(path, map[string]any{name: zero}).(map[string]any)
	return isMap && reflect.DeepEqual(made[name], value)
}

// What stands at a path once this was sent there.
func (w *walker) defaulted(path []string, content any) any {
	sent := content
	for _, step := range slices.Backward(path) {
		if step == "[]" {
			sent = []any{sent}
		} else {
			sent = map[string]any{step: sent}
		}
	}
	text, err := json.Marshal(sent)
	if err != nil {
		panic(err)
	}
	object, err := legacyscheme.Scheme.New(w.kind)
	if err != nil {
		panic(err)
	}
	if err := json.Unmarshal(text, object); err != nil {
		return nil // not a map that may be empty: a quantity, say
	}
	legacyscheme.Scheme.Default(object)
	made, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		panic(err)
	}
	var here any = made
	for _, step := range path {
		if list, isList := here.([]any); isList && step == "[]" {
			if len(list) == 0 {
				return nil
			}
			here = list[0]
		} else if m, isMap := here.(map[string]any); isMap {
			here = m[step]
		}
	}
	return here
}

func fieldsOf(kind reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	for i := range kind.NumField() {
		field := kind.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			for inner, innerKind := range fieldsOf(field.Type) {
				fields[inner] = innerKind
			}
		} else if name != "" && name != "-" {
			fields[name] = field.Type
		}
	}
	return fields
}
