// Registers the resources of stack.json (tests/policy/support/stackData.ts): any type, in which a value may be the output of another resource.
const { readFileSync } = require("node:fs");
const path = require("node:path");
const pulumi = require("@pulumi/pulumi");

const stack = JSON.parse(readFileSync(path.join(__dirname, "stack.json"), "utf8"));
const made = new Map();

class Resource extends pulumi.CustomResource {
    constructor(type, name, props, opts) {
        // What others may refer to is named here, so that it becomes an output.
        super(type, name, { arn: undefined, name: undefined, url: undefined, keyId: undefined, ...props }, opts);
    }
}
class Component extends pulumi.ComponentResource {}

function value(given) {
    if (Array.isArray(given)) {
        return given.map(value);
    }
    if (typeof given !== "object" || given === null) {
        return given;
    }
    if ("$ref" in given) {
        return make(given.$ref)[given.attribute];
    }
    if ("$json" in given) {
        return pulumi.output(value(given.$json)).apply((known) => JSON.stringify(known));
    }
    return Object.fromEntries(Object.entries(given).map(([key, item]) => [key, value(item)]));
}

function make(name) {
    if (!made.has(name)) {
        const { type, props, parent } = stack[name];
        const opts = parent === undefined ? {} : { parent: make(parent) };
        made.set(name, /^aws:\w+\/\w+:/.test(type) ? new Resource(type, name, value(props), opts) : new Component(type, name, {}, opts));
    }
    return made.get(name);
}

Object.keys(stack).forEach(make);
