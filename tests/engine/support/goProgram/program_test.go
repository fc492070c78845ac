package main

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Prints what the program asks for, one resource a line.
type printer struct{}

func (printer) NewResource(args pulumi.MockResourceArgs) (string, resource.PropertyMap, error) {
	text, err := json.Marshal(args.Inputs.Mappable())
	fmt.Printf("%s %s\n", args.TypeToken, text)
	return args.Name, args.Inputs, err
}

func (printer) Call(pulumi.MockCallArgs) (resource.PropertyMap, error) { return nil, nil }

func TestProgram(t *testing.T) {
	if err := pulumi.RunErr(program, pulumi.WithMocks("ml-platform", "dev", printer{})); err != nil {
		t.Fatal(err)
	}
}
