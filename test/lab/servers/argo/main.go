// Command argocd-apply brings manifests to a cluster as Argo CD's application controller does: it reads them from standard
// input, marks them as an Application's and applies each with the controller's own engine, under its field manager, with the
// options of an Application that asks for nothing of its own. KUBECONFIG says where to.
//
//	argocd-apply [-server-side]
//
// -server-side is the sync option ServerSideApply=true.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/kube"
	"github.com/argoproj/argo-cd/gitops-engine/pkg/utils/tracing"
	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/clientcmd"
	cmdutil "k8s.io/kubectl/pkg/cmd/util"
)

const (
	// common.ArgoCDSSAManager of Argo CD, which names both ways of applying.
	manager = "argocd-controller"
	// The controller's file, after which clients call themselves where no manager is named (`auth reconcile` of roles).
	program = "argocd-application-controller"
	// Where objects go that name no namespace: an Application's spec.destination.namespace.
	destination = "default"
)

func main() {
	serverSide := flag.Bool("server-side", false, "ServerSideApply=true")
	flag.Parse()
	os.Args[0] = program
	if err := run(context.Background(), *serverSide); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, serverSide bool) error {
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	documents, err := kube.SplitYAML(text)
	if err != nil {
		return err
	}
	objects := expanded(documents)
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		return err
	}
	config.QPS, config.Burst = 500, 1000
	disco, err := discovery.NewDiscoveryClientForConfig(config)
	if err != nil {
		return err
	}
	kinds := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(disco))
	kubectl := &kube.KubectlCmd{Log: logr.Discard(), Tracer: tracing.NopTracer{}}
	operations, cleanup, err := kubectl.ManageResources(config)
	if err != nil {
		return err
	}
	defer cleanup()
	var failed []error
	for _, object := range objects {
		if err := place(kinds, object); err != nil {
			return err
		}
		said, err := operations.ApplyResource(ctx, object, cmdutil.DryRunNone, false, true, serverSide, manager)
		if err != nil {
			failed = append(failed, fmt.Errorf("%s %s: %w", object.GetKind(), object.GetName(), err))
		}
		fmt.Println(said)
	}
	return errors.Join(failed...)
}

// The items of lists, each as an object of its own.
func expanded(documents []*unstructured.Unstructured) (objects []*unstructured.Unstructured) {
	for _, document := range documents {
		if !document.IsList() {
			objects = append(objects, document)
			continue
		}
		_ = document.EachListItem(func(item runtime.Object) error {
			objects = append(objects, item.(*unstructured.Unstructured))
			return nil
		})
	}
	return objects
}

// What the controller makes of an object before it is applied: its namespace, and the mark whose it is.
func place(kinds meta.RESTMapper, object *unstructured.Unstructured) error {
	kind := object.GroupVersionKind()
	mapping, err := kinds.RESTMapping(kind.GroupKind(), kind.Version)
	if err != nil {
		return err
	}
	if mapping.Scope.Name() == meta.RESTScopeNameNamespace && object.GetNamespace() == "" {
		object.SetNamespace(destination)
	}
	annotations := object.GetAnnotations()
	if annotations == nil {
		annotations = map[string]string{}
	}
	annotations["argocd.argoproj.io/tracking-id"] = fmt.Sprintf(
		"lab:%s/%s:%s/%s", kind.Group, kind.Kind, object.GetNamespace(), object.GetName())
	object.SetAnnotations(annotations)
	return nil
}
