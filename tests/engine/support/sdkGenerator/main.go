// Command sdk-generator SCHEMA FOLDER writes the SDKs of a package for Python and Go, each to a folder of its name.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

func main() {
	text, err := os.ReadFile(os.Args[1])
	check(err)
	for language, generate := range map[string]func(*schema.Package) (map[string][]byte, error){
		"python": func(p *schema.Package) (map[string][]byte, error) {
			return python.GeneratePackage("pulumi", p, nil, nil)
		},
		"go": func(p *schema.Package) (map[string][]byte, error) { return gogen.GeneratePackage("pulumi", p, nil) },
	} {
		var spec schema.PackageSpec
		check(json.Unmarshal(text, &spec))
		pkg, err := schema.ImportSpec(spec, nil, schema.NewPluginLoader(nil), schema.ValidationOptions{})
		check(err)
		files, err := generate(pkg)
		check(err)
		for name, content := range files {
			file := filepath.Join(os.Args[2], language, name)
			check(os.MkdirAll(filepath.Dir(file), 0o755))
			check(os.WriteFile(file, content, 0o644))
		}
	}
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
