import assert from "node:assert/strict";
import { schemaMistakes } from "../../../local/engine/jsonSchema";

describe("the schema of a policy's configuration", () => {
    const rows: [object, unknown, string[]][] = [
        [{ type: "integer" }, 3, []],
        [{ type: "integer" }, 3.5, ["p: must be of type integer, got 3.5"]],
        [{ type: "number" }, 3, []],
        [{ type: ["string", "null"] }, 3, ["p: must be of type string or null, got 3"]],
        [{ type: ["string", "null"] }, null, []],
        [{ type: "array" }, {}, ["p: must be of type array, got {}"]],
        [{ type: "boolean" }, "true", ['p: must be of type boolean, got "true"']],
        [{ enum: ["a", { b: 1 }] }, { b: 1 }, []],
        [{ enum: ["a", "b"] }, "c", ['p: must be one of "a", "b", got "c"']],
        [{ const: [1] }, [2], ["p: must be [1], got [2]"]],
        [{ minimum: 1, maximum: 14 }, 1, []],
        [{ minimum: 1, maximum: 14 }, 0, ["p: must be at least 1, got 0"]],
        [{ minimum: 1, maximum: 14 }, 15, ["p: must be at most 14, got 15"]],
        [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, 1, ["p: must be more than 1, got 1"]],
        [{ exclusiveMinimum: 1, exclusiveMaximum: 3 }, 3, ["p: must be less than 3, got 3"]],
        [{ multipleOf: 5 }, 12, ["p: must be a multiple of 5, got 12"]],
        [{ minLength: 2, maxLength: 3 }, "a", ['p: must have at least 2 characters, got "a"']],
        [{ minLength: 2, maxLength: 3 }, "abcd", ['p: must have at most 3 characters, got "abcd"']],
        [{ minLength: 2 }, [1], []],
        [{ pattern: "^ml-" }, "ml-x", []],
        [{ pattern: "^ml-" }, "x", ['p: must match ^ml-, got "x"']],
        [{ minItems: 1 }, [], ["p: must have at least 1 items, got []"]],
        [{ maxItems: 1 }, [1, 2], ["p: must have at most 1 items, got [1,2]"]],
        [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], ['p: must not have the same item twice, got [{"a":1},{"a":1}]']],
        [{ items: { type: "string" } }, ["a", 1, 2], ["p[1]: must be of type string, got 1", "p[2]: must be of type string, got 2"]],
        [{ items: [{ type: "string" }, { type: "integer" }] }, ["a", "b"], ['p[1]: must be of type integer, got "b"']],
        [{ minProperties: 1 }, {}, ["p: must have at least 1 properties, got {}"]],
        [{ maxProperties: 1 }, { a: 1, b: 2 }, ['p: must have at most 1 properties, got {"a":1,"b":2}']],
        [{ required: ["a", "b"] }, { a: 1 }, ["p.b: is required"]],
        [{ properties: { a: { properties: { b: { type: "string" } } } } }, { a: { b: 1 } }, ["p.a.b: must be of type string, got 1"]],
        [{ properties: { a: {} }, additionalProperties: false }, { a: 1, b: 2 }, ["p.b: is not allowed"]],
        [{ additionalProperties: { type: "string" } }, { b: 2 }, ["p.b: must be of type string, got 2"]],
    ];
    for (const [schema, value, mistakes] of rows) {
        it(`${mistakes.length === 0 ? "allows" : "refuses"} ${JSON.stringify(value)} for ${JSON.stringify(schema)}`, () => {
            assert.deepEqual(schemaMistakes(schema, value, "p"), mistakes);
        });
    }
});
