import * as assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";

import { policies } from "../../policy/policies";

const NOT_POLICIES = ["index.ts", "policies.ts"];
const files = readdirSync("policy")
    .filter((file) => file.endsWith(".ts") && !NOT_POLICIES.includes(file))
    .map((file) => file.slice(0, -".ts".length));

describe("the policy pack", () => {
    it("has every policy file, the configuration first and then in the order of the files, under the kebab-case form of its name", () => {
        const first = "configurationIsInOrder";
        assert.deepEqual(
            policies.map(({ name }) => name),
            [first, ...files.filter((file) => file !== first).sort()].map((file) => file.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)),
        );
    });

    for (const { name, enforcementLevel, severity, remediationSteps } of policies) {
        it(`${name} says how severe a violation is and how to mend it`, () => {
            assert.ok(enforcementLevel !== undefined && severity !== undefined && remediationSteps !== undefined);
        });

        it(`${name} has a page with its name as title and a good and a bad example`, () => {
            const page = readFileSync(`docs/policies/${name}.md`, "utf8");
            assert.equal(page.split("\n")[0], `# ${name}`);
            assert.equal(page.match(/^```ts$/gm)?.length, 2);
        });
    }

    for (const file of files) {
        it(`${file} has tests`, () => assert.ok(existsSync(`tests/policy/${file}.test.ts`)));
    }
});
