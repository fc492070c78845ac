import * as assert from "node:assert/strict";
import type { PolicyResource } from "@pulumi/policy";

import { isEmpty, isGiven, numberIn, slotAt, slotsIn, textIn } from "../../../models/graph/slot";

const UNKNOWN = Symbol("unknown");

/** A resource in which UNKNOWN stands for what throws when it is read; `links` are the properties that come from another resource. */
function resource(props: object, links: readonly string[] = []): PolicyResource {
    const guarded = (value: unknown): unknown =>
        typeof value === "object" && value !== null
            ? new Proxy(value, {
                  get: (target, key) => {
                      const item = Reflect.get(target, key) as unknown;
                      if (item === UNKNOWN) {
                          throw Object.assign(new Error(`value at ${String(key)} can't be known during preview`), { unknownTypeSentinel: key });
                      }
                      return guarded(item);
                  },
              })
            : value;
    const source = { urn: "urn:source" } as PolicyResource;
    return {
        props: guarded(props) as PolicyResource["props"],
        propertyDependencies: Object.fromEntries(links.map((property) => [property, [source]])),
    } as unknown as PolicyResource;
}

describe("a slot", () => {
    const VALUES: readonly (readonly [what: string, props: object, expected: { empty: boolean; given: boolean; text?: string; number?: number }])[] =
        [
            ["nothing", {}, { empty: true, given: false }],
            ["null, as providers have it", { a: null }, { empty: true, given: false }],
            ["null inside", { a: { b: null } }, { empty: true, given: false }],
            ["an empty text", { a: { b: "" } }, { empty: true, given: false, text: "" }],
            ["a text", { a: { b: "text" } }, { empty: false, given: true, text: "text" }],
            ["a number as text", { a: { b: "60" } }, { empty: false, given: true, text: "60", number: 60 }],
            ["a number", { a: { b: 0 } }, { empty: false, given: true, number: 0 }],
            ["no finite number", { a: { b: "1e999" } }, { empty: false, given: true, text: "1e999" }],
            ["a flag", { a: { b: true } }, { empty: false, given: true }],
            ["what is not known and comes from nothing, as what providers compute", { a: { b: UNKNOWN } }, { empty: false, given: false }],
        ];
    for (const [what, props, expected] of VALUES) {
        it(`holds ${what}`, () => {
            const slot = slotAt(resource(props), "a.b");
            const is = { empty: isEmpty(slot), given: isGiven(slot), text: textIn(slot), number: numberIn(slot) };
            assert.deepEqual(is, { text: undefined, number: undefined, ...expected });
        });
    }

    it("is given by a program if it is not known and comes from another resource", () => {
        assert.ok(isGiven(slotAt(resource({ a: { b: UNKNOWN } }, ["a"]), "a.b")));
        assert.ok(!isGiven(slotAt(resource({ a: { b: UNKNOWN } }, ["b"]), "a.b")));
    });

    it("is at the first path that is set or not known, else at the last", () => {
        const at = (props: object) => slotAt(resource(props), "a", "b.c", "d");
        assert.deepEqual(
            [{ a: 1, d: 2 }, { a: "", b: { c: 3 } }, { b: { c: UNKNOWN }, d: 4 }, {}].map(at).map(({ property, value }) => [property, value]),
            [
                ["a", { known: true, value: 1 }],
                ["b", { known: true, value: 3 }],
                ["b", { known: false }],
                ["d", { known: true, value: undefined }],
            ],
        );
    });

    const LISTS: readonly (readonly [what: string, list: unknown, ...texts: (string | undefined)[]])[] = [
        ["of nothing", undefined],
        ["of an empty text", ""],
        ["of an empty list", []],
        ["of a list", ["a", UNKNOWN, "c", "d", "e", "f", "g", "h", "i", "j", "k"], "a", undefined, "c", "d", "e", "f", "g", "h", "i", "j", "k"],
        ["of one value", "a", "a"],
        ["of a list that is not known", UNKNOWN, undefined],
    ];
    for (const [what, list, ...texts] of LISTS) {
        it(`is one of the elements ${what}`, () => {
            assert.deepEqual(slotsIn(resource({ list }), "list").map(textIn), texts);
        });
    }
});
