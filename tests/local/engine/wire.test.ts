import assert from "node:assert/strict";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { containsUnknown, SIGNATURE, UNKNOWN } from "../../../local/engine/graph";
import { ARCHIVE_SIGNATURE, ASSET_SIGNATURE, SecretMask, unwrap, valueAt, wrap } from "../../../local/engine/wire";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const secret = (value: unknown) => ({ [SIGNATURE]: SECRET, value });
const struct = (value: object) => Struct.fromJavaScript(value as Parameters<typeof Struct.fromJavaScript>[0]);

describe("the wire format", () => {
    it("gives plain values and the paths of the secrets", () => {
        const { props, secrets, dependencies } = unwrap(
            struct({
                name: "jobs",
                password: secret("swordfish"),
                tags: { "a.b": secret("pearl"), plain: 1 },
                list: [secret({ deep: secret("x-ray") }), null, true],
            }),
            new SecretMask(),
        );
        assert.deepEqual(
            { props, secrets, dependencies },
            {
                props: { name: "jobs", password: "swordfish", tags: { "a.b": "pearl", plain: 1 }, list: [{ deep: "x-ray" }, null, true] },
                secrets: ["list[0]", "password", 'tags["a.b"]'],
                dependencies: {},
            },
        );
    });

    it("gives output values as their value, with where they come from", () => {
        const known = { [SIGNATURE]: OUTPUT, value: { inner: "v" }, dependencies: ["urn:a"] };
        const unknown = { [SIGNATURE]: OUTPUT, secret: true, dependencies: ["urn:b", "urn:c"] };
        assert.deepEqual(unwrap(struct({ known, list: [unknown] }), new SecretMask()), {
            props: { known: { inner: "v" }, list: [UNKNOWN] },
            secrets: ["list[0]"],
            dependencies: { known: ["urn:a"], list: ["urn:b", "urn:c"] },
        });
    });

    it("gives a resource as its id, and a component as its URN", () => {
        const { props } = unwrap(
            struct({
                queue: { [SIGNATURE]: RESOURCE, urn: "urn:q", id: "https://queue" },
                unborn: { [SIGNATURE]: RESOURCE, urn: "urn:q", id: "" },
                component: { [SIGNATURE]: RESOURCE, urn: "urn:c" },
            }),
            new SecretMask(),
        );
        assert.deepEqual(props, { queue: "https://queue", unborn: UNKNOWN, component: "urn:c" });
    });

    it("gives every kind of unknown as the one that the graph knows", () => {
        assert.deepEqual(
            unwrap(struct({ flag: "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", size: "3eeb2bf0-c639-47a8-9e75-3b44932eb421" }), new SecretMask()).props,
            {
                flag: UNKNOWN,
                size: UNKNOWN,
            },
        );
    });

    it("leaves assets and archives as they are", () => {
        const code = { [SIGNATURE]: ARCHIVE_SIGNATURE, assets: { "index.js": { [SIGNATURE]: ASSET_SIGNATURE, text: "x" } } };
        assert.deepEqual(unwrap(struct({ code }), new SecretMask()).props, { code });
    });

    it("takes missing properties for none", () => {
        assert.deepEqual(unwrap(undefined, new SecretMask()), { props: {}, secrets: [], dependencies: {} });
    });

    it("sends a property that holds a secret as a secret, and leaves out what is undefined", () => {
        const sent = wrap({ tags: { token: "swordfish" }, name: "jobs", absent: undefined }, ["tags.token"]).toJavaScript();
        assert.deepEqual(sent, { tags: secret({ token: "swordfish" }), name: "jobs" });
    });
});

describe("the value at a path", () => {
    const props = { tags: { "a.b": "pearl", 'quo"te': 2 }, list: [{ deep: "x" }] };
    for (const [path, expected] of [
        ["tags", props.tags],
        ['tags["a.b"]', "pearl"],
        ['tags["quo\\"te"]', 2],
        ["list[0].deep", "x"],
        ["list[1].deep", undefined],
        ["list[0].deep.deeper", undefined],
        ["nothing", undefined],
    ] as const) {
        it(`is found, or undefined: ${path}`, () => assert.deepEqual(valueAt(props, path), expected));
    }
});

describe("unknown values", () => {
    for (const [value, expected] of [
        [UNKNOWN, true],
        [{ a: [1, { b: UNKNOWN }] }, true],
        [{ a: [1, "known", null] }, false],
        [undefined, false],
    ] as const) {
        it(`are found at any depth: ${JSON.stringify(value)}`, () => assert.equal(containsUnknown(value), expected));
    }

    it("are found below more levels than the stack holds", () => {
        const deep = (inner: string) => JSON.parse(`${"[".repeat(100_000)}${JSON.stringify(inner)}${"]".repeat(100_000)}`) as unknown;
        assert.deepEqual([containsUnknown(deep(UNKNOWN)), containsUnknown(deep("known"))], [true, false]);
    });
});

describe("the mask", () => {
    it("hides every text inside a secret, the longest first", () => {
        const mask = new SecretMask();
        mask.add({ user: "sword", list: ["swordfish", 123456] });
        assert.equal(mask.mask("swordfish, sword and 123456: fish"), "[secret], [secret] and [secret]: fish");
    });

    it("leaves texts of one or two characters, and unknowns, alone", () => {
        const mask = new SecretMask();
        mask.add(["ab", 7, UNKNOWN, true, null]);
        assert.equal(mask.mask(`ab 7 ${UNKNOWN} true`), `ab 7 ${UNKNOWN} true`);
    });
});
